"""What a detector found, one line each, for whole-value comparisons."""

from collections.abc import Iterable

from imagegate.discovery.detector import Build, Found, Included, NotJudged, Problem
from imagegate.source import Occurrence, Unresolved


def shown(found: Iterable[Found]) -> str:
    """Give a line for everything found, by place: where it stands, what it is, and its details."""
    lines = sorted((_place(one), _line(one)) for one in found)
    return "".join(f"{line}\n" for _, line in lines)


def _place(one: Found) -> tuple[int, int]:
    location = one.occurrence.location if isinstance(one, Unresolved) else one.location
    return location.line, location.column


def _line(one: Found) -> str:
    match one:
        case Occurrence():
            return f"{_span(one)} {one.kind} {one.used_as} {one.text}{_details(one)}"
        case Unresolved(occurrence, reason):
            details = _details(occurrence)
            return f"{_span(occurrence)} unresolved {occurrence.kind} {occurrence.text}{details}: {reason}"
        case Problem(location, error):
            return f"{location.line}:{location.column} problem: {error.message}"
        case NotJudged(location, reason):
            return f"{location.line}:{location.column} not judged: {reason}"
        case Build(dockerfile, location):
            return f"{location.line}:{location.column} build of {dockerfile}"
        case Included(path, location):
            return f"{location.line}:{location.column} includes {path}"


def _span(one: Occurrence) -> str:
    end = f"{one.end_line}:{one.end_column}" if one.end_line else str(one.end_column)
    return f"{one.location.line}:{one.location.column}-{end}"


def _details(one: Occurrence) -> str:
    places = ",".join(f"{place.line}:{place.column}" for place in one.contributing)
    details = {"key": one.key, "platform": one.platform, "written": one.written, "contributing": places}
    return "".join(f" {name}={value}" for name, value in details.items() if value)
