"""Find the images of a Dockerfile that stands in a Compose file."""

from collections.abc import Iterator
from dataclasses import replace

from imagegate.discovery.compose.compose_file import InvalidComposeError, Setting
from imagegate.discovery.compose.inline_file import UNKNOWN, InlineFile, Variable, inline_file
from imagegate.discovery.compose.interpolation import InvalidInterpolationError, interpolate
from imagegate.discovery.detector import Build, Found, Problem, Surroundings
from imagegate.discovery.dockerfile.detect import detect_build
from imagegate.source import Location, Occurrence, Unresolved


def found_inline(setting: Setting, build: Build, service: str, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in the Dockerfile of a service."""
    if setting.scalar is None:
        yield Problem(setting.location, InvalidComposeError(f"the Dockerfile of {service[:80]!r} is no text"))
        return
    try:
        result = interpolate(setting.scalar.text, setting.file.environment.value)
    except InvalidInterpolationError as error:
        yield Problem(setting.location, error)
        return
    setting.file.spend((len(setting.scalar.text) + result.length) // 8)
    origin = setting.scalar.origin
    contributing = ((setting.location,) if origin else ()) + setting.contributing
    told: set[int] = set()
    for unknown in (UNKNOWN, "") if result.why_unknown else (UNKNOWN,):
        file = inline_file(setting.file.source, origin or setting.scalar, result, unknown)
        completion = _Completion(file, service, contributing)
        found = [completion.of(one) for one in detect_build(file, build, surroundings)]
        # What stands for a value may hide an image (`#${X} syntax=`), which shows where there is nothing instead.
        yield from (
            found if unknown else (one for one in found if not isinstance(one, Problem) and _line(one) not in told)
        )
        told.update(_line(one) for one in found)


def _line(one: Found) -> int:
    return (one.occurrence if isinstance(one, Unresolved) else one).location.line


class _Completion:
    """Adds to what is found what the Dockerfile alone does not tell: the service, and Compose's variables."""

    def __init__(self, file: InlineFile, service: str, contributing: tuple[Location, ...]) -> None:
        self._file = file
        self._service = service
        self._contributing = contributing
        self._variables = tuple(file.variables())

    def of(self, one: Found) -> Found:
        match one:
            case Occurrence():
                return self._completed(one)
            case Unresolved(occurrence, reason) if UNKNOWN in occurrence.text + reason:
                variables = (*self._inside(occurrence), *self._variables)
                whys = (variable.value.why_unknown for variable in variables if variable.value.why_unknown)
                completed = self._completed(occurrence)
                text = (completed.written or occurrence.text).replace(UNKNOWN, "")
                return Unresolved(replace(completed, text=text, written=None), next(whys, reason))
            case Unresolved(occurrence, reason):
                return Unresolved(self._completed(occurrence), reason)
            case _:
                return one

    def _completed(self, one: Occurrence) -> Occurrence:
        inside = self._inside(one)
        lines = {place.line for place in one.contributing if place.path == one.location.path}
        near = [variable for variable in self._variables if variable.location.line in lines]
        places = (place for variable in (*inside, *near) for place in variable.value.places)
        one = replace(
            one,
            key=f"{self._service}.{one.key}" if one.key else self._service,
            contributing=tuple(dict.fromkeys((*one.contributing, *self._contributing, *places))),
        )
        return self._as_written(one, inside) if inside else one

    def _inside(self, one: Occurrence) -> list[Variable]:
        start = (one.location.line, one.location.column)
        stop = (one.end_line or one.location.line, one.end_column)
        return [
            variable
            for variable in self._variables
            if start <= (variable.location.line, variable.location.column) < stop
        ]

    def _as_written(self, one: Occurrence, inside: list[Variable]) -> Occurrence:
        """Let a name end with the variable at its end."""
        last = inside[-1]
        if last.end_line == (one.end_line or one.location.line):
            one = replace(one, end_column=max(one.end_column, last.end_column))
        return replace(one, written=self._file.written(one, last)) if one.end_line is None else one
