"""The variables that a Compose file knows."""

from collections.abc import Mapping

from imagegate.discovery.compose.env_file import read_env_file
from imagegate.discovery.compose.interpolation import Value
from imagegate.discovery.detector import File, Problem, Surroundings
from imagegate.errors import ImagegateError
from imagegate.source import Location

DEFAULT_NAME = ".env"


class MissingFileError(ImagegateError):
    """A file that is named and is not there."""

    code = "missing-file"

    def __init__(self, path: str) -> None:
        """Name the file."""
        hint = "add it, or take out what names it"
        super().__init__(f"the file {path[:200]!r} is not in the repository", hint=hint)


class Environment:
    """Variables from files, read when the first one is asked for.

    What the including project (`outer`) sets counts more than the files; among these, the later one. What neither
    sets, the policy may.
    """

    def __init__(
        self, files: Mapping[str, Location | None], surroundings: Surroundings, outer: "Environment | None" = None
    ) -> None:
        """Take the paths of the files, each with the place that names it; one that nothing names need not be there."""
        self._files = files
        self._surroundings = surroundings
        self._outer = outer
        self._values: dict[str, Value] | None = None
        self.problems: list[Problem] = []

    def value(self, name: str) -> Value | None:
        """Give a variable's value, None where nothing sets it."""
        given = self._given(name)
        return self._policy(name) if given is None else given

    def _policy(self, name: str) -> Value | None:
        value = self._surroundings.settings.variables.get(name)
        return None if value is None else Value(value)

    def _given(self, name: str) -> Value | None:
        """Give the value that the repository gives."""
        outer = self._outside(name)
        return self._own().get(name) if outer is None else outer

    def _outside(self, name: str) -> Value | None:
        return self._outer._given(name) if self._outer else None  # noqa: SLF001 - an environment too

    def _own(self) -> dict[str, Value]:
        if self._values is None:
            self._values = {}
            for path, place in self._files.items():
                self._values.update(self._read(path, place, self._values))
        return self._values

    def _read(self, path: str, place: Location | None, above: Mapping[str, Value]) -> Mapping[str, Value]:
        def elsewhere(name: str) -> Value | None:
            value = self._outside(name)
            return above.get(name) if value is None else value

        text = self._text(path, place)
        if text is None:
            return {}
        found = read_env_file(File(path, text), elsewhere, self._policy)
        if found.fault is not None:
            self.problems.append(Problem(*found.fault))
        return found.values

    def _text(self, path: str, place: Location | None) -> str | None:
        try:
            text = self._surroundings.read(path)
        except ImagegateError as error:
            self.problems.append(Problem(place or Location(path, 1, 1), error))
            return None
        if text is None and place is not None:
            self.problems.append(Problem(place, MissingFileError(path)))
        return text
