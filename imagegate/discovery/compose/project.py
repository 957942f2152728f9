"""All services that a Compose file runs: its own, and those of the projects that it includes."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from imagegate.discovery.compose.compose_file import ComposeFile
from imagegate.discovery.compose.environment import DEFAULT_NAME
from imagegate.discovery.compose.extends import Extends
from imagegate.discovery.compose.includes import Includes
from imagegate.discovery.compose.names import is_override, main_files
from imagegate.discovery.compose.other_files import OtherFiles
from imagegate.discovery.compose.read import read_compose_file
from imagegate.discovery.compose.service import Service
from imagegate.discovery.detector import File, Problem, Surroundings
from imagegate.source import Location, Unresolved


class Project:
    """A file and all that it leads to."""

    def __init__(self, file: File, surroundings: Surroundings) -> None:
        """Read the file; others are read when they are asked for."""
        self._others = OtherFiles(surroundings)
        self._extends = Extends(self._others)
        self._includes = Includes(self._others)
        folder = posixpath.dirname(file.path)
        environment = self._others.environment({posixpath.join(folder, DEFAULT_NAME): None})
        self.file = read_compose_file(file, folder, environment)

    def services(self) -> Iterator[Service]:
        """Give all services, the included ones after the file's own."""
        lies_over_main = is_override(self.file.path)
        for name in self.file.services:
            service = self._extends.service(self.file, name)
            yield self.over_main(service) if lies_over_main else service
        for files, via in self._includes.projects(self.file):
            for name in dict.fromkeys(name for file in files for name in file.services):
                yield self._included(files, name, via)

    def over_main(self, service: Service) -> Service:
        """Lay a service over the one of the same name in the main file of the folder."""
        main = self._main()
        if main is None or service.name not in main.services:
            return service
        under = self._extends.service(main, service.name)
        return replace(service, background=(*under.bases, *under.own))

    def found(self) -> Iterator[Problem | Unresolved]:
        """Give what could not be read or known, once all services were asked for."""
        yield from self.file.problems
        yield from self._others.problems()
        yield from dict.fromkeys((*self._extends.found, *self._includes.found))

    def _included(self, files: tuple[ComposeFile, ...], name: str, via: tuple[Location, ...]) -> Service:
        *under, service = (self._extends.service(file, name, via) for file in files if name in file.services)
        bases = (layer for one in under for layer in (*one.bases, *one.own))
        return replace(service, bases=(*bases, *service.bases))

    def _main(self) -> ComposeFile | None:
        for path in main_files(self.file.path):
            if self._others.text(path, None) is not None:
                return self._others.compose_file(path, self.file.folder, self.file.environment, Location(path, 1, 1))
        return None
