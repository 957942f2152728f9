"""The other files that a Compose file names: what they are called, and their text."""

import posixpath
import re
from collections.abc import Iterator, Mapping

from imagegate.discovery.compose.compose_file import ComposeFile, InvalidComposeError, Setting, TooMuchError
from imagegate.discovery.compose.environment import Environment, MissingFileError
from imagegate.discovery.compose.names import is_claimed
from imagegate.discovery.compose.read import read_compose_file
from imagegate.discovery.detector import File, OutsideRepositoryError, Problem, Surroundings, beside
from imagegate.discovery.yaml.source import Role, short
from imagegate.errors import ImagegateError
from imagegate.source import Location, Unresolved

FILES_MAX = 500
LENGTH_MAX = 4 * 1024 * 1024

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://.*|git@.*|github\.com/.*|[^/:]+@[^/:]+:.*", re.DOTALL)


def is_elsewhere(text: str) -> bool:
    """Tell whether a text names something that is fetched from somewhere else."""
    return _ELSEWHERE.fullmatch(text) is not None


def path_from(folder: str, *names: str) -> str:
    """Give the path from the repository's root of what is named relative to a folder of it."""
    return beside(posixpath.join(folder, "_"), posixpath.join(*names) or ".")


def unresolved(setting: Setting, role: Role, reason: str) -> Unresolved | Problem:
    """Say that nobody can tell what a text stands for."""
    if setting.scalar is None:
        return Problem(setting.location, InvalidComposeError(f"{role.key or 'it'}: {reason}"))
    places = (*setting.contributing, *setting.meaning().places)
    return Unresolved(setting.file.source.occurrence(setting.scalar, role, short(setting.scalar), places), reason)


def named_path(setting: Setting, role: Role, folder: str) -> str | Unresolved | Problem:
    """Give the path of a file that a setting names relative to a folder, or say why that cannot be done."""
    meaning = setting.meaning()
    if meaning.why_unknown:
        return unresolved(setting, role, meaning.why_unknown)
    if is_elsewhere(meaning.text):
        return unresolved(setting, role, "it lies elsewhere, and is not read")
    try:
        return path_from(folder, meaning.text)
    except OutsideRepositoryError as error:
        return Problem(setting.location, error)


class OtherFiles:
    """Reads other files, within a budget; `problems` are what was wrong with them."""

    def __init__(self, surroundings: Surroundings) -> None:
        """Take what reads them."""
        self._surroundings = surroundings
        self._environments: dict[tuple[tuple[tuple[str, bool], ...], int], Environment] = {}
        self._files: dict[tuple[str, str, int], ComposeFile | None] = {}
        self._length = 0
        self._problems: list[Problem] = []

    def problems(self) -> Iterator[Problem]:
        """Give what was wrong with the files; what is claimed by its name answers for itself."""
        yield from self._problems
        for environment in self._environments.values():
            yield from environment.problems
        for file in self._files.values():
            if file is not None and not is_claimed(file.path):
                yield from file.problems

    def environment(self, files: Mapping[str, Location | None], outer: Environment | None = None) -> Environment:
        """Give the variables that files set."""
        key = (tuple((path, place is None) for path, place in files.items()), id(outer))
        if key not in self._environments:
            self._environments[key] = Environment(files, self._surroundings, outer)
        return self._environments[key]

    def compose_file(self, path: str, folder: str, environment: Environment, place: Location) -> ComposeFile | None:
        """Give another Compose file; that there is none is a problem of the place that names it."""
        key = (path, folder, id(environment))
        if key not in self._files:
            text = self.text(path, place)
            file = None if text is None else read_compose_file(File(path, text), folder, environment)
            self._files[key] = file
        return self._files[key]

    def text(self, path: str, place: Location | None) -> str | None:
        """Give a file's text; a file need not be there if no place names it."""
        try:
            text = self._surroundings.read(path)
        except ImagegateError as error:
            self._problems.append(Problem(place or Location(path, 1, 1), error))
            return None
        if text is None and place is not None:
            self._problems.append(Problem(place, MissingFileError(path)))
        self._length += len(text or "")
        if self._length > LENGTH_MAX or len(self._files) > FILES_MAX:
            message = f"the file leads to more than {FILES_MAX} others, or to more than {LENGTH_MAX} characters"
            raise TooMuchError(message)
        return text
