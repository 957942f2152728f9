"""Named files, wherever they lie: what an image layout and an archive have in common. Pure."""

from typing import Protocol

from imagegate.local.errors import LocalError, quoted

BYTES_MAX = 4 * 1024 * 1024


class Files(Protocol):
    """Files by their path, parts divided by slashes. `origin` is the place in words."""

    origin: str

    def read(self, name: str) -> bytes:
        """Give the content of a file of at most `BYTES_MAX` bytes; anything else is a `LocalError`."""
        ...


def absent(origin: str, name: str) -> LocalError:
    """Say that a file is not there."""
    return LocalError(f"there is no {quoted(name)} in {origin}", code="not-found")


def too_large(size: int) -> str:
    """Say of a file that it is too large."""
    return f"is {size} bytes large; at most {BYTES_MAX} are read"
