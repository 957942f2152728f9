"""A file that stands in a text of an HCL file: its places are those of the HCL file."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from imagegate.discovery.detector import File, Found
from imagegate.discovery.hcl.setting import Setting
from imagegate.discovery.hcl.values import Piece
from imagegate.discovery.yaml.source import Source
from imagegate.source import Location, Occurrence, Unresolved

# What stands for a value that is not known: no reference can hold it.
UNKNOWN = "\ufffc"


@dataclass(frozen=True, slots=True)
class InlineFile(File):
    """The text, its variables replaced; a line and a column of it give a place in the HCL file.

    `pieces` are those that the text is made of, `starts` where each begins in it, and `lines` where its lines do.
    `variables` are the pieces that do not stand there as they are, and `places` the line and column of each.
    """

    source: Source = field(kw_only=True)
    pieces: tuple[Piece, ...] = field(kw_only=True)
    starts: tuple[int, ...] = field(kw_only=True)
    lines: tuple[int, ...] = field(kw_only=True)
    variables: tuple[Piece, ...] = field(kw_only=True)
    places: tuple[tuple[int, int], ...] = field(kw_only=True)

    def location(self, line: int, column: int) -> Location:
        """Give the place of a character in the HCL file; of a variable's value, where the variable stands."""
        offset = self.lines[min(line, len(self.lines)) - 1] + column - 1
        index = bisect_right(self.starts, offset) - 1
        piece = self.pieces[index]
        return self.source.location(piece.start + (offset - self.starts[index] if piece.is_verbatim else 0))

    def completed(self, one: Found) -> Found:
        """Add to what is found in the text what the variables tell."""
        match one:
            case Occurrence():
                return self._occurrence(one)
            case Unresolved(occurrence, reason) if UNKNOWN in occurrence.text + reason:
                whys = (piece.value.why_unknown for piece in self.inside(occurrence) if piece.value.why_unknown)
                known = self._occurrence(occurrence)
                text = (known.written or known.text).replace(UNKNOWN, "")
                return Unresolved(replace(known, text=text, written=None), next(whys, reason))
            case Unresolved(occurrence, reason):
                return Unresolved(self._occurrence(occurrence), reason)
            case _:
                return one

    def _behind_escape(self, one: Occurrence) -> Occurrence:
        """Let a name begin after an escaped quote, which counts as one character in the text and has two here."""
        index = bisect_left(self.places, (one.location.line, one.location.column)) - 1
        begin = self.source.location(self.variables[index].end) if index >= 0 else one.location
        is_cut = begin.line == one.location.line and begin.column == one.location.column + 1
        return replace(one, location=begin) if is_cut else one

    def inside(self, one: Occurrence) -> tuple[Piece, ...]:
        """Give the variables that stand in a name."""
        start = (one.location.line, one.location.column)
        return self._between(start, (one.end_line or one.location.line, one.end_column))

    def _between(self, start: tuple[int, int], stop: tuple[int, int]) -> tuple[Piece, ...]:
        return self.variables[bisect_left(self.places, start) : bisect_left(self.places, stop)]

    def _occurrence(self, one: Occurrence) -> Occurrence:
        """Let a name reach to the end of the last variable in it, and say what is written."""
        one = self._behind_escape(one)
        inside = self.inside(one)
        lines = {place.line for place in one.contributing if place.path == one.location.path}
        near = [piece for line in sorted(lines) for piece in self._between((line, 0), (line + 1, 0))]
        places = (place for piece in (*inside, *near) for place in piece.value.places)
        one = replace(one, contributing=tuple(dict.fromkeys((*one.contributing, *places))))
        if not inside or one.end_line is not None:
            return one
        first, last = self.source.location(inside[0].start), self.source.location(inside[-1].end)
        if last.line != one.location.line:
            return one
        end = max(one.end_column, last.column)
        start = inside[0].start - first.column + one.location.column
        written = self.source.file.text[start : start + end - one.location.column]
        return replace(one, end_column=end, written=written if written != one.text else None)


def standing_alone(pieces: Iterable[Piece]) -> frozenset[int]:
    """Tell which pieces are not known and begin a line, dashes left out: each may be more than a text."""
    found, begins = set(), True
    for index, piece in enumerate(pieces):
        text = piece.value.text
        if text is None and begins:
            found.add(index)
        _, line_end, rest = (text or "-").rpartition("\n")
        begins = (begins or bool(line_end)) and text is not None and not rest.strip(" \t-")
    return frozenset(found)


def inline_file(setting: Setting, left_out: frozenset[int] = frozenset()) -> InlineFile:
    """Put the text of a setting together, some of its pieces left out."""
    source, pieces = setting.source, setting.pieces
    known = [UNKNOWN if piece.value.text is None else piece.value.text for piece in pieces]
    texts = ["" if index in left_out else text for index, text in enumerate(known)]
    starts, offset = [], 0
    for text in texts:
        starts.append(offset)
        offset += len(text)
    whole = "".join(texts)
    lines = (0, *(at + 1 for at, character in enumerate(whole) if character == "\n"))
    variables = tuple(piece for piece in pieces if not piece.is_verbatim)
    places = [source.location(piece.start) for piece in variables]
    return InlineFile(
        source.file.path,
        whole,
        source=source,
        pieces=pieces,
        starts=tuple(starts),
        lines=lines,
        variables=variables,
        places=tuple((place.line, place.column) for place in places),
    )
