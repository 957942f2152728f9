"""The runner's file with an event's payload."""

from pathlib import Path

_BYTES_MAX = 32 * 1024 * 1024


def read_payload(path: Path | None) -> bytes | None:
    """Read the payload, as far as one can be that long; None if there is none, or if it cannot be read."""
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            return file.read(_BYTES_MAX)
    except OSError:
        return None
