"""The files and folders that a run reads images from, each read once: standard input has no second time."""

import os
import stat
import threading
from collections.abc import Callable
from typing import TypeAlias

from imagegate.errors import ImagegateError
from imagegate.local.archive import Archive, scan
from imagegate.local.errors import LocalError
from imagegate.local.folder import Folder
from imagegate.local.source import STANDARD_INPUT
from imagegate.local.stream import Forward, Inflated, Read, Stream, truncated, with_first

_FIRST = 512
_GZIP = b"\x1f\x8b"
_OTHERS = {b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}
_NOT_THERE = "paths start at the current folder; an image of Docker Hub with such a name is written docker.io/library/…"

CheckTime: TypeAlias = Callable[[], None]
"""Raise an `ImagegateError` if the run's time is over."""


class Opened:
    """Archives and folders by their paths; safe to share between threads."""

    def __init__(self, standard_input: Read, check_time: CheckTime) -> None:
        """Begin without having read anything."""
        self._standard_input = standard_input
        self._check_time = check_time
        self._lock = threading.Lock()
        self._read: dict[str, Archive | Folder | ImagegateError] = {}

    def place(self, path: str) -> Archive | Folder:
        """Give what lies at a path; what cannot be read once is not tried again."""
        with self._lock:
            if path not in self._read:
                self._read[path] = self._outcome(path)
            found = self._read[path]
        if isinstance(found, ImagegateError):
            raise found
        return found

    def _outcome(self, path: str) -> Archive | Folder | ImagegateError:
        try:
            return self._piped() if path == STANDARD_INPUT else self._open(path)
        except ImagegateError as error:
            return error
        except OSError as error:
            return LocalError(f"{path!r} cannot be read: {(error.strerror or 'unknown reason').lower()}")

    def _open(self, path: str) -> Archive | Folder:
        try:
            # A named pipe would wait for its other end.
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except FileNotFoundError:
            message = f"there is no file or folder {path!r}"
            raise LocalError(message, hint=_NOT_THERE, code="not-found") from None
        try:
            return self._regular(file, path)
        finally:
            os.close(file)

    def _regular(self, file: int, path: str) -> Archive | Folder:
        found = os.fstat(file)
        if stat.S_ISDIR(found.st_mode):
            return Folder(path)
        if not stat.S_ISREG(found.st_mode):
            message = f"{path!r} is neither a file nor a folder"
            raise LocalError(message, hint="write - as the path to read standard input")
        first = os.pread(file, _FIRST, 0)
        if first.startswith(_GZIP):
            return scan(path, self._inflated(lambda count: os.read(file, count)))
        _refuse_others(first)
        return scan(path, _Seekable(file, found.st_size, self._check_time))

    def _piped(self) -> Archive:
        read = self._timed(self._standard_input)
        first = _beginning(read)
        everything = with_first(first, read)
        _refuse_others(first)
        stream = self._inflated(everything) if first.startswith(_GZIP) else Forward(everything)
        archive = scan("standard input", stream)
        while read(_FIRST * _FIRST):  # whoever writes must not be cut off: it would look like a failure
            pass
        return archive

    def _inflated(self, read: Read) -> Stream:
        return Forward(Inflated(self._timed(read)).read)

    def _timed(self, read: Read) -> Read:
        def timed(count: int) -> bytes:
            self._check_time()
            return read(count)

        return timed


class _Seekable:
    """A file whose parts can be left out without reading them."""

    def __init__(self, file: int, size: int, check_time: CheckTime) -> None:
        self._file = file
        self._size = size
        self._at = 0
        self._check_time = check_time

    def take(self, count: int) -> bytes:
        """Give so many bytes; fewer only at the end."""
        self._check_time()
        parts: list[bytes] = []
        while count and (part := os.pread(self._file, count, self._at)):
            parts.append(part)
            count -= len(part)
            self._at += len(part)
        return b"".join(parts)

    def skip(self, count: int) -> None:
        """Leave out so many bytes; an end before that is a `LocalError`."""
        if count > self._size - self._at:
            raise truncated()
        self._at += count


def _refuse_others(first: bytes) -> None:
    for magic, name in _OTHERS.items():
        if first.startswith(magic):
            message = f"it is compressed by {name}; tar files are read plain or compressed by gzip"
            raise LocalError(message, hint=f"decompress it: {name} -dc FILE | imagegate check docker-archive:-")


def _beginning(read: Read) -> bytes:
    first = b""
    while len(first) < _FIRST and (part := read(_FIRST)):
        first += part
    if not first:
        message = "standard input is empty"
        raise LocalError(message, hint="the command before the pipe may have failed")
    return first
