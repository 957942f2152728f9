"""What a Compose file includes: other projects, each with a folder and variables of its own."""

import posixpath
from collections.abc import Iterator

from imagegate.discovery.compose.compose_file import ComposeFile, InvalidComposeError, Setting
from imagegate.discovery.compose.environment import DEFAULT_NAME
from imagegate.discovery.compose.other_files import OtherFiles, named_path
from imagegate.discovery.detector import Problem
from imagegate.discovery.yaml.nodes import Sequence
from imagegate.discovery.yaml.source import Role
from imagegate.source import Location, Unresolved, UsedAs

DEPTH_MAX = 16

_ROLE = Role("compose-include", UsedAs.DEPLOY)
_NO_FILE = "/dev/null"


class Includes:
    """Reads included projects; `found` is what cannot be known."""

    def __init__(self, others: OtherFiles) -> None:
        """Take what reads other files."""
        self._others = others
        self.found: list[Problem | Unresolved] = []

    def projects(
        self, file: ComposeFile, via: tuple[Location, ...] = (), trail: tuple[str, ...] = ()
    ) -> Iterator[tuple[tuple[ComposeFile, ...], tuple[Location, ...]]]:
        """Give the files of each project, later ones over earlier ones, and the places that brought it here."""
        for include in file.includes:
            if not isinstance(include.node, Sequence) and not include.is_null:
                self._refuse(include, "include is no list")
            for item in include.items():
                files = tuple(self._files(item, (*trail, file.path)))
                way = (*via, item.location)
                yield files, way
                for one in files:
                    yield from self.projects(one, way, (*trail, file.path))

    def _files(self, item: Setting, trail: tuple[str, ...]) -> Iterator[ComposeFile]:
        setting = item if item.scalar else item.get("path")
        if setting is None:
            self._refuse(item, "the include names no path")
            return
        paths = self._paths(setting)
        if not paths:
            return
        folder = self._folder(item, posixpath.dirname(next(iter(paths))))
        environment = self._others.environment(self._env_files(item, folder), item.file.environment)
        for path, place in paths.items():
            if path in trail or len(trail) > DEPTH_MAX:
                self._refuse(item, f"{path[:200]!r} includes itself, or a chain of more than {DEPTH_MAX}")
                continue
            file = self._others.compose_file(path, folder, environment, place)
            if file is not None:
                yield file

    def _folder(self, item: Setting, default: str) -> str:
        setting = item.get("project_directory")
        paths = self._paths(setting) if setting else {}
        return next((path if path != "." else "" for path in paths), default)

    def _env_files(self, item: Setting, folder: str) -> dict[str, Location | None]:
        setting = item.get("env_file")
        if setting is None:
            return {posixpath.join(folder, DEFAULT_NAME): None}
        return {**self._paths(setting)}

    def _paths(self, setting: Setting) -> dict[str, Location]:
        """Give the paths that a text or a list names, each with its place."""
        paths: dict[str, Location] = {}
        for one in setting.items():
            path = named_path(one, _ROLE, setting.file.folder)
            if isinstance(path, str):
                paths[path] = one.location
            elif one.text() != _NO_FILE:
                self.found.append(path)
        return paths

    def _refuse(self, setting: Setting, message: str) -> None:
        self.found.append(Problem(setting.location, InvalidComposeError(message)))
