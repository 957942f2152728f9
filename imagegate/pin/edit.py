"""Edits of files: what is written where, and where that leaves everything else. Pure.

Offsets count the characters of a file's text without its byte order mark, from 0.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from imagegate.source import Location


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """What stands from `start` to before `stop` in a file becomes `text`; nothing may stand there yet."""

    path: str
    start: int
    stop: int
    text: str

    @property
    def growth(self) -> int:
        """How many characters the file has more afterwards."""
        return len(self.text) - (self.stop - self.start)


class Lines:
    """The lines of a text; only a line feed ends one, as in every place that is reported."""

    def __init__(self, text: str) -> None:
        """Find where the lines begin."""
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def offset(self, line: int, column: int) -> int:
        """Give the offset of a line and a column; what lies outside the text gets its nearest end."""
        start = self._starts[min(max(line, 1), len(self._starts)) - 1]
        return min(start + column - 1, len(self.text))

    def place(self, offset: int) -> tuple[int, int]:
        """Give the line and the column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Give a line without its end."""
        stop = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : stop].rstrip("\r\n")


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Make the edits of one file; they do not overlap."""
    parts: list[str] = []
    done = 0
    for edit in sorted(edits):
        parts += (text[done : edit.start], edit.text)
        done = edit.stop
    return "".join((*parts, text[done:]))


def by_path(edits: Iterable[Edit]) -> Mapping[str, Sequence[Edit]]:
    """Sort edits by their files."""
    found: dict[str, list[Edit]] = {}
    for edit in sorted(edits):
        found.setdefault(edit.path, []).append(edit)
    return found


class Moves:
    """Where places are once edits are made: `before` and `after` are the lines of the files that are edited."""

    def __init__(self, before: Mapping[str, Lines], after: Mapping[str, Lines], edits: Iterable[Edit]) -> None:
        """Take the files before and after, and what was done to them."""
        self._before = before
        self._after = after
        self._edits = by_path(edits)

    def of(self, place: Location) -> Location:
        """Give where a place is afterwards; what begins where something was put in stays before it."""
        edits = self._edits.get(place.path)
        if not edits:
            return place
        offset = self._before[place.path].offset(place.line, place.column)
        moved = offset + sum(edit.growth for edit in edits if edit.start < offset)
        return Location(place.path, *self._after[place.path].place(moved))
