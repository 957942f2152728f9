"""Durations (`90d`) and sizes (`500MB`, `500MiB`) as policies write them."""

import re

from imagegate.strict.json import Json

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400, "y": 365 * 86_400}
_BYTES: dict[str, int] = {
    "B": 1,
    "kB": 10**3,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KiB": 1 << 10,
    "MiB": 1 << 20,
    "GiB": 1 << 30,
    "TiB": 1 << 40,
}
_DURATION = re.compile("([0-9]{1,6})([smhdwy])", re.ASCII)
_SIZE = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,3}))? ?([kKMGT]?i?B)", re.ASCII)


def seconds(text: Json) -> int | None:
    """Read a duration such as `90d`, in seconds; None if it is none. A year has 365 days."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    return int(match[1]) * _SECONDS[str(match[2])] if match else None


def byte_size(value: Json) -> int | None:
    """Read a size such as `500MB` (powers of 1000), `500MiB` (of 1024) or a number of bytes; None if it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value >= 0 else None
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[3] not in _BYTES:
        return None
    thousandths = int(match[1] + (match[2] or "").ljust(3, "0"))
    return thousandths * _BYTES[match[3]] // 1000


def shown_bytes(count: float) -> str:
    """Write a number of bytes for a reader, in powers of 1000."""
    for unit in ("B", "kB", "MB", "GB"):
        if abs(count) < 1000:  # noqa: PLR2004 - the next unit begins there
            return f"{count:.0f} B" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def shown_age(count: float) -> str:
    """Write a number of seconds for a reader: days from two days on, else hours, else minutes."""
    for unit, length in (("days", 86_400), ("hours", 3600)):
        if abs(count) >= 2 * length:
            return f"{int(count // length)} {unit}"
    return f"{int(count // 60)} minutes"
