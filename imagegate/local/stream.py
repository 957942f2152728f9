"""Bytes from the front to the end, each once: what is skipped is never held. Pure.

Two limits hold however a stream was made: the bytes that inflating may bring, and the time that is left.
"""

import zlib
from collections.abc import Callable
from typing import Protocol, TypeAlias

from imagegate.local.errors import LocalError

INFLATED_BYTES_MAX = 32 * 1024**3

_CHUNK = 256 * 1024
_COMPRESSED_CHUNK = 64 * 1024  # what is not yet inflated is copied each time
_GZIP_WINDOW = 31  # zlib's word for a gzip header and its checksum

Read: TypeAlias = Callable[[int], bytes]
"""Give up to so many bytes, none only at the end."""


class Stream(Protocol):
    """Bytes to read or to skip."""

    def take(self, count: int) -> bytes:
        """Give so many bytes; fewer only at the end."""
        ...

    def skip(self, count: int) -> None:
        """Leave out so many bytes; an end before that is a `LocalError`."""
        ...


class Forward:
    """A stream of something that can only be read on, such as standard input."""

    def __init__(self, read: Read) -> None:
        """Begin at the front."""
        self._read = read
        self._waiting = b""
        self._used = 0

    def take(self, count: int) -> bytes:
        """Give so many bytes; fewer only at the end."""
        parts: list[bytes] = []
        while count and (part := self._next(count)):
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def skip(self, count: int) -> None:
        """Leave out so many bytes; an end before that is a `LocalError`."""
        while count:
            part = self._next(count)
            if not part:
                raise truncated()
            count -= len(part)

    def _next(self, count: int) -> bytes:
        if self._used == len(self._waiting):
            self._waiting, self._used = self._read(_CHUNK), 0
        part = self._waiting[self._used : self._used + count]
        self._used += len(part)
        return part


def with_first(first: bytes, read: Read) -> Read:
    """Put bytes that were already read back to the front."""
    left = first

    def read_on(count: int) -> bytes:
        nonlocal left
        if not left:
            return read(count)
        part, left = left[:count], left[count:]
        return part

    return read_on


class Inflated:
    """What gzip compressed (RFC 1952), member after member, inflated no further than it is read."""

    def __init__(self, read: Read, limit: int = INFLATED_BYTES_MAX) -> None:
        """Begin at a member; at most `limit` bytes come out of all of them."""
        self._compressed = read
        self._left = limit
        self._limit = limit
        self._inflater = zlib.decompressobj(_GZIP_WINDOW)
        self._waiting = b""

    def read(self, count: int) -> bytes:
        """Give up to so many bytes, none only at the end."""
        while True:
            if self._inflater.eof and not self._next_member():
                return b""
            compressed = self._waiting or self._compressed(_COMPRESSED_CHUNK)
            if part := self._inflate(compressed, count):
                return part
            if not compressed and not self._inflater.eof:
                raise truncated()

    def _inflate(self, compressed: bytes, count: int) -> bytes:
        try:
            part = self._inflater.decompress(compressed, count)
        except zlib.error:
            message = "its gzip compression is broken"
            raise LocalError(message, hint="save the image again", code="malformed-archive") from None
        self._waiting = self._inflater.unconsumed_tail
        self._left -= len(part)
        if self._left < 0:
            message = f"it inflates to more than {self._limit} bytes"
            raise LocalError(message, hint="hand it over without compression", code="too-large")
        return part

    def _next_member(self) -> bool:
        following = self._inflater.unused_data or self._compressed(_COMPRESSED_CHUNK)
        following = following.lstrip(b"\0")  # tapes, and tools that copy their habits, fill up with zeros
        self._inflater = zlib.decompressobj(_GZIP_WINDOW) if following else self._inflater
        self._waiting = following
        return bool(following)


def truncated() -> LocalError:
    """Say that there should be more."""
    message = "it ends too early, so something of it is missing"
    return LocalError(message, hint="save the image again, and see that the command before the pipe succeeds")
