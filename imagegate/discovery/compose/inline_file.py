"""A Dockerfile that stands in a Compose file, as a file whose places are those of the Compose file.

Compose replaces its own variables in it first (`$$` is a dollar there), so that a character of the Dockerfile may stand
elsewhere than its line and column say.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from imagegate.discovery.compose.interpolation import Interpolated, Piece, Value
from imagegate.discovery.compose.scalar_places import ScalarPlaces
from imagegate.discovery.detector import File
from imagegate.discovery.yaml.nodes import Scalar
from imagegate.discovery.yaml.source import Source
from imagegate.source import Location, Occurrence

# What stands for a variable without a value: no reference can hold it.
UNKNOWN = "\ufffc"


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable in the Dockerfile: what it stands for, and where it begins and ends in the Compose file."""

    value: Value
    start: int
    location: Location
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class InlineFile(File):
    """The text of the Dockerfile, its variables replaced; a line and a column of it give a place in the Compose file.

    `pieces` are those that the text is made of, `starts` where each begins in it, and `lines` where its lines do.
    """

    source: Source = field(kw_only=True)
    places: ScalarPlaces = field(kw_only=True)
    pieces: tuple[Piece, ...] = field(kw_only=True)
    starts: tuple[int, ...] = field(kw_only=True)
    lines: tuple[int, ...] = field(kw_only=True)

    def location(self, line: int, column: int) -> Location:
        """Give the place of a character in the Compose file."""
        return self.source.location(self._offset(self.lines[min(line, len(self.lines)) - 1] + column - 1))

    def _offset(self, offset: int) -> int:
        """Tell where a character of the text stands in the Compose file; the value of a variable, where that does."""
        if not self.pieces:
            return self.places.offset(0)
        index = bisect_right(self.starts, offset) - 1
        piece = self.pieces[index]
        inside = offset - self.starts[index] if piece.is_verbatim else 0
        return self.places.offset(piece.start + inside)

    def variables(self) -> Iterator[Variable]:
        """Give the variables."""
        for piece in self.pieces:
            if not piece.is_verbatim:
                start, end = self.places.offset(piece.start), self.places.offset(piece.stop - 1)
                place, last = self.source.location(start), self.source.location(end)
                yield Variable(piece.value, start, place, last.line, last.column + 1)

    def written(self, one: Occurrence, inside: Variable) -> str:
        """Give what stands in the Compose file for a name of one line that has a variable inside."""
        start = inside.start - inside.location.column + one.location.column
        return self.source.file.text[start : start + one.end_column - one.location.column]


def inline_file(source: Source, scalar: Scalar, result: Interpolated, unknown: str) -> InlineFile:
    """Put the Dockerfile of a scalar together; `unknown` stands for variables without a value."""
    texts = [unknown if piece.value.why_unknown else piece.value.text for piece in result.pieces]
    starts, offset = [], 0
    for text in texts:
        starts.append(offset)
        offset += len(text)
    whole = "".join(texts)
    lines = [0, *(at + 1 for at, character in enumerate(whole) if character == "\n")]
    return InlineFile(
        source.file.path,
        whole,
        source=source,
        places=ScalarPlaces(scalar, source.file.text),
        pieces=result.pieces,
        starts=tuple(starts),
        lines=tuple(lines),
    )
