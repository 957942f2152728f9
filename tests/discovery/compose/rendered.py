"""What is found in a Compose file, one line each; places in other files with their paths."""

from collections.abc import Iterable, Mapping

from imagegate.discovery.compose import detect as compose
from imagegate.discovery.detector import Argument, Build, File, Found, Included, NotJudged, Problem, Surroundings
from imagegate.source import DiscoverySettings, Location, Occurrence, Unresolved


def found(
    files: Mapping[str, str], path: str = "compose.yaml", settings: DiscoverySettings | None = None
) -> list[Found]:
    """Look at one file of a repository."""
    surroundings = Surroundings(files.get, settings or DiscoverySettings())
    return list(compose.detect(File(path, files[path]), surroundings))


def rendered(answers: Iterable[Found], path: str = "compose.yaml") -> str:
    """Give a line for everything found, by place: those of the file itself first."""
    lines = sorted((_position(one, path), _line(one, path)) for one in answers)
    return "".join(f"{line}\n" for _, line in lines)


def _position(one: Found, path: str) -> tuple[bool, str, int, int]:
    place = one.occurrence.location if isinstance(one, Unresolved) else one.location
    return place.path != path, place.path, place.line, place.column


def _line(one: Found, path: str) -> str:
    match one:
        case Occurrence():
            return f"{_span(one, path)} {one.kind} {one.used_as} {one.text}{_details(one, path)}"
        case Unresolved(occurrence, reason):
            start = f"{_span(occurrence, path)} unresolved {occurrence.kind} {occurrence.text}"
            return f"{start}{_details(occurrence, path)}: {reason}"
        case Problem(location, error):
            return f"{_place(location, path)} problem: {error.message}"
        case NotJudged(location, reason):
            return f"{_place(location, path)} not judged: {reason}"
        case Build(dockerfile, location):
            return f"{_place(location, path)} build of {dockerfile}{_recipe(one, path)}"
        case Included(included, location):
            return f"{_place(location, path)} includes {included}"


def _span(one: Occurrence, path: str) -> str:
    end = f"{one.end_line}:{one.end_column}" if one.end_line else str(one.end_column)
    return f"{_place(one.location, path)}-{end}"


def _details(one: Occurrence, path: str) -> str:
    places = ",".join(_place(place, path) for place in one.contributing)
    details = {"key": one.key, "platform": one.platform, "written": one.written, "contributing": places}
    return "".join(f" {name}={value}" for name, value in details.items() if value)


def _recipe(one: Build, path: str) -> str:
    arguments = "".join(f" {name}={_argument(argument, path)}" for name, argument in one.arguments.items())
    contexts = "".join(f" context {name}={image or 'no image'}" for name, image in one.contexts.items())
    return arguments + contexts + (f" target={one.target}" if one.target else "")


def _argument(one: Argument, path: str) -> str:
    places = ",".join(_place(place, path) for place in (one.location, *one.contributing))
    return f"{'?' if one.value is None else repr(one.value)}({places})"


def _place(place: Location, path: str) -> str:
    return f"{place.line}:{place.column}" if place.path == path else str(place)
