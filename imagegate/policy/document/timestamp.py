"""Times in a config: RFC 3339 with up to nine decimals, as Go writes them."""

import re
from datetime import UTC, datetime

REPRODUCIBLE_BEFORE = datetime(1981, 1, 1, tzinfo=UTC)

_RFC3339 = re.compile(
    r"(?P<seconds>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})?"
    r"(?P<offset>Z|[+-][0-9]{2}:[0-5][0-9])"
)


def parse_time(text: str | None) -> datetime | None:
    """Read a time, to the second and in UTC; None for a text that is none, or a time outside the years 1 to 9999."""
    match = _RFC3339.fullmatch(text or "")
    if match is None:
        return None
    offset = match["offset"].replace("Z", "+00:00")
    try:
        return datetime.fromisoformat(match["seconds"] + offset).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def time_text(text: str | None) -> str | None:
    """Give a time as `2026-11-01T10:00:00Z`, None if it is none."""
    time = parse_time(text)
    return time.replace(tzinfo=None).isoformat() + "Z" if time else None


def is_reproducible(text: str | None) -> bool:
    """Tell whether a time only says that the build is reproducible: 1970, 1980, or Go's zero time."""
    time = parse_time(text)
    return time is not None and time < REPRODUCIBLE_BEFORE
