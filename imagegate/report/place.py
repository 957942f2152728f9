"""Where a reader is pointed to: the line of a change that a finding is about."""

from collections.abc import Mapping
from dataclasses import dataclass

from imagegate.report.report import Report
from imagegate.source import Location, Occurrence


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a file: where it begins, the column after its end, and its last line if that is another one.

    `end_column` is None where the end is not known.
    """

    location: Location
    end_column: int | None = None
    end_line: int | None = None


def span(occurrence: Occurrence, report: Report) -> Span:
    """Give the reference itself, or the first part of it that changed where it stands on a line that did not.

    GitHub hides what is said of a line that a pull request leaves as it is. The part may be in another file.
    """
    changed = report.search.changed_lines if report.search else {}
    own = Span(occurrence.location, occurrence.end_column, occurrence.end_line)
    last = occurrence.end_line or occurrence.location.line
    if any(_is_changed(occurrence.location.path, line, changed) for line in range(occurrence.location.line, last + 1)):
        return own
    parts = (place for place in occurrence.contributing if _is_changed(place.path, place.line, changed))
    return next(map(Span, parts), own)


def _is_changed(path: str, line: int, changed: Mapping[str, frozenset[int]]) -> bool:
    return line in changed.get(path, frozenset())
