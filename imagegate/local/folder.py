"""A folder as a set of files. No link is followed below it: whoever made the layout has no say in what is read."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from imagegate.local.errors import LocalError, quoted
from imagegate.local.files import BYTES_MAX, absent, too_large

_FOLDER = os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY
# A named pipe would wait for its other end.
_FILE = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


class Folder:
    """The files below a folder by their paths."""

    def __init__(self, path: str) -> None:
        """Name the folder; it may be reached by a link itself."""
        self.origin = path

    def read(self, name: str) -> bytes:
        """Give the content of a regular file."""
        try:
            with self._opened(name) as file:
                return _content(file, name)
        except FileNotFoundError:
            raise absent(self.origin, name) from None
        except OSError as error:
            raise _refused(error, f"{quoted(name)} in {self.origin}") from None

    @contextmanager
    def _opened(self, name: str) -> Iterator[int]:
        *folders, last = name.split("/")
        opened = [os.open(self.origin, _FOLDER)]
        try:
            for folder in folders:
                opened.append(os.open(folder, _FOLDER | os.O_NOFOLLOW, dir_fd=opened[-1]))
            opened.append(os.open(last, _FILE, dir_fd=opened[-1]))
            yield opened[-1]
        finally:
            for descriptor in opened:
                os.close(descriptor)


def _content(file: int, name: str) -> bytes:
    found = os.fstat(file)
    if not stat.S_ISREG(found.st_mode):
        message = f"{quoted(name)} is no regular file"
        raise LocalError(message)
    parts: list[bytes] = []
    left = BYTES_MAX + 1
    while left and (part := os.read(file, left)):
        parts.append(part)
        left -= len(part)
    if not left:
        message = f"{quoted(name)} {too_large(max(found.st_size, BYTES_MAX + 1))}"
        raise LocalError(message, code="too-large")
    return b"".join(parts)


def _refused(error: OSError, what: str) -> LocalError:
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return LocalError(f"{what} is a link, or lies behind one, which is not followed")
    return LocalError(f"{what} cannot be read: {(error.strerror or 'unknown reason').lower()}")
