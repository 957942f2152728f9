"""Logical lines: physical ones joined at continuations, each character's place in the file kept.

As the frontend of BuildKit reads them. What it drops inside a continuation (comments, empty lines) is dropped; nothing
is put between joined lines, so that a word may go on in the next one.
"""

from bisect import bisect_right
from dataclasses import dataclass

from imagegate.discovery.detector import File
from imagegate.source import Location

LINE_BYTES_MAX = 65535
BLANKS = "\t\v\f\r "

# What Go's unicode.IsSpace takes for a space; Python's str.isspace has four control characters more.
SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a file and where it stands: its first character's place, and the column after its last one."""

    text: str
    location: Location
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class LogicalLine:
    """A logical line. `starts` are the offsets at which a physical line begins, `places` its line and column there."""

    file: File
    text: str
    starts: tuple[int, ...]
    places: tuple[tuple[int, int], ...]

    def location(self, offset: int) -> Location:
        """Give the place of a character of the logical line."""
        return self.file.location(*self._place(offset))

    def piece(self, text: str, start: int, stop: int) -> Piece:
        """Give what stands from `start` to before `stop`, which means `text`."""
        last = self.file.location(*self._place(max(start, stop - 1)))
        return Piece(text, self.location(start), last.line, last.column + (stop > start))

    def _place(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self.starts, offset) - 1
        line, column = self.places[index]
        return line, column + offset - self.starts[index]


def logical_line(file: File, lines: list[str], first: int, escape: str) -> tuple[LogicalLine | None, int]:
    """Read the logical line that begins at an index of `lines`; give it, and the index after it.

    A comment or an empty line gives None.
    """
    raw = lines[first].rstrip("\r\n")
    text = raw.lstrip(SPACES)
    if not text or text.startswith("#"):
        return None, first + 1
    text, goes_on = _continued(text, escape)
    parts = [(text, first + 1, len(raw) - len(raw.lstrip(SPACES)) + 1)]
    number = first + 1
    while goes_on and number < len(lines):
        text = lines[number].rstrip("\r\n")
        number += 1
        if not _is_dropped(text):
            text, goes_on = _continued(text, escape)
            parts.append((text, number, 1))
    return _joined(file, parts), number


def _is_dropped(text: str) -> bool:
    stripped = text.lstrip(SPACES)
    return not stripped or stripped.startswith("#")


def _continued(text: str, escape: str) -> tuple[str, bool]:
    """Take the escape character off the end of a line, if a single one stands there before blanks."""
    end = text.rstrip("\t ")
    if end.endswith(escape) and not end.endswith(escape * 2):
        return end[:-1], True
    return text, False


def _joined(file: File, parts: list[tuple[str, int, int]]) -> LogicalLine | None:
    starts, offset = [], 0
    for text, _, _ in parts:
        starts.append(offset)
        offset += len(text)
    joined = "".join(text for text, _, _ in parts)
    places = tuple((line, column) for _, line, column in parts)
    return LogicalLine(file, joined, tuple(starts), places) if joined.strip(SPACES) else None
