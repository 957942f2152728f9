"""The members of a tar archive, in their order, with the content of those that somebody wants. Pure.

Nothing is unpacked, no link is followed, and what nobody reads is skipped.
"""

from collections.abc import Iterator
from dataclasses import replace

from imagegate.local.stream import Stream, truncated
from imagegate.local.tar_header import (
    BLOCK,
    Header,
    Kind,
    checked,
    extended,
    malformed,
    parse_header,
    parse_records,
    text,
)

ENTRIES_MAX = 20_000
EXTENSION_BYTES_MAX = 64 * 1024

_ZEROS = bytes(BLOCK)


class Body:
    """The content of a member, as long as the next one was not asked for."""

    def __init__(self, stream: Stream, size: int) -> None:
        """Begin at the front of `size` bytes."""
        self._stream = stream
        self._padding = -size % BLOCK
        self._left = size

    def take(self, count: int) -> bytes:
        """Give so many bytes; fewer only at the end of the content."""
        count = min(count, self._left)
        content = self._stream.take(count)
        if len(content) < count:
            raise truncated()
        self._left -= count
        return content

    def close(self) -> None:
        """Go to the next header."""
        self._stream.skip(self._left + self._padding)
        self._left = self._padding = 0


def members(stream: Stream) -> Iterator[tuple[Header, Body]]:
    """Give each member with its content, up to the end that the archive marks; anything odd is a `LocalError`."""
    naming = _Naming()
    for _ in range(ENTRIES_MAX):
        block = stream.take(BLOCK)
        if len(block) < BLOCK:
            raise truncated()
        if block == _ZEROS:
            _end(stream, naming)
            return
        header = parse_header(block)
        if header.kind in _SPECIAL:
            naming.learn(header, stream)
            continue
        header = checked(naming.applied(header))
        body = Body(stream, header.size)
        yield header, body
        body.close()
    message = f"it holds more than {ENTRIES_MAX} members"
    raise malformed(message)


class _Naming:
    """What was said of the member that comes next."""

    def __init__(self) -> None:
        self._name: str | None = None
        self._records: dict[str, str] | None = None
        self.is_open = False

    def learn(self, special: Header, stream: Stream) -> None:
        """Read a member that speaks of the next one."""
        content = _content(special, stream)
        match special.kind:
            case Kind.LONG_NAME if self._name is None:
                self._name = text(content.partition(b"\0")[0])
            case Kind.EXTENSION if self._records is None:
                self._records = parse_records(content)
            case Kind.LONG_LINK:
                pass  # no link is followed
            case Kind.GLOBAL:
                _refuse_effect(parse_records(content))
                return
            case _:
                message = "it says twice of one member what it is called"
                raise malformed(message)
        self.is_open = True

    def applied(self, header: Header) -> Header:
        """Give a header with what was said of it, and forget that."""
        name, records = self._name, self._records or {}
        self._name, self._records, self.is_open = None, None, False
        if name is not None and "path" in records:
            message = "it says twice of one member what it is called"
            raise malformed(message)
        return extended(header if name is None else replace(header, name=name), records)


_SPECIAL = frozenset({Kind.LONG_NAME, Kind.LONG_LINK, Kind.EXTENSION, Kind.GLOBAL})


def _content(special: Header, stream: Stream) -> bytes:
    if special.size > EXTENSION_BYTES_MAX:
        message = f"it holds {special.kind.value} of {special.size} bytes"
        raise malformed(message)
    body = Body(stream, special.size)
    content = body.take(special.size)
    body.close()
    return content


def _refuse_effect(records: dict[str, str]) -> None:
    # Go's reader ignores global headers, others apply them to every member that follows.
    if effect := next((key for key in records if key != "comment"), None):
        message = f"it holds a global header that sets {effect[:40]!r} for all members"
        raise malformed(message)


def _end(stream: Stream, naming: _Naming) -> None:
    # The standard has two blocks of zeros; a file that ends after the first is read by everybody.
    if naming.is_open or stream.take(BLOCK) not in (b"", _ZEROS):
        message = "it goes on behind its end"
        raise malformed(message)
