"""What a service extends: another one of the same file, or of another file."""

import posixpath
from dataclasses import replace
from typing import TypeAlias

from imagegate.discovery.compose.compose_file import ComposeFile, InvalidComposeError, Setting, TooMuchError
from imagegate.discovery.compose.other_files import OtherFiles, named_path, unresolved
from imagegate.discovery.compose.service import KEY_MAX, Service
from imagegate.discovery.detector import Problem
from imagegate.discovery.yaml.source import Role
from imagegate.source import Location, Unresolved, UsedAs

DEPTH_MAX = 16
LAYERS_MAX = 50_000

_KIND = "compose-extends"
_Chain: TypeAlias = tuple[tuple[str, str], ...]


class Extends:
    """Puts services together; `found` is what cannot be known."""

    def __init__(self, others: OtherFiles) -> None:
        """Take what reads other files."""
        self._others = others
        self._layers = 0
        self.found: list[Problem | Unresolved] = []

    def service(self, file: ComposeFile, name: str, via: tuple[Location, ...] = ()) -> Service:
        """Give a service of a file, which came here `via` other places."""
        return self._service(file, name, via, ())

    def _service(self, file: ComposeFile, name: str, via: tuple[Location, ...], chain: _Chain) -> Service:
        own = [replace(setting, via=via) for setting in file.services[name]]
        self._layers += len(own)
        if self._layers > LAYERS_MAX:
            message = f"the services are put together from more than {LAYERS_MAX} parts"
            raise TooMuchError(message)
        bases: list[Setting] = []
        for setting in own:
            base = self._base(setting, (*chain, (file.path, name)))
            bases += (*base.bases, *base.own) if base else ()
        return Service(name, tuple(own), tuple(bases))

    def _base(self, setting: Setting, chain: _Chain) -> Service | None:
        extends = setting.get("extends")
        if extends is None:
            return None
        role = Role(_KIND, UsedAs.DEPLOY, chain[-1][1][:KEY_MAX])
        named = extends if extends.scalar else extends.get("service")
        if named is None or named.meaning().why_unknown:
            why = named.meaning().why_unknown if named else "it names no service"
            self.found.append(unresolved(named or extends, role, why))
            return None
        file = self._file(extends, role)
        name = named.text()
        if file is None or self._is_wrong(extends, file, name, chain):
            return None
        return self._service(file, name, (*setting.via, extends.location), chain)

    def _is_wrong(self, extends: Setting, file: ComposeFile, name: str, chain: _Chain) -> bool:
        message = ""
        if name not in file.services:
            message = f"there is no service {name[:80]!r} in {file.path}"
        elif (file.path, name) in chain or len(chain) > DEPTH_MAX:
            message = f"the service {name[:80]!r} extends itself, or a chain of more than {DEPTH_MAX}"
        if message:
            self.found.append(Problem(extends.location, InvalidComposeError(message)))
        return message != ""

    def _file(self, extends: Setting, role: Role) -> ComposeFile | None:
        """Give the file that holds what is extended."""
        setting = None if extends.scalar else extends.get("file")
        if setting is None:
            return extends.file
        path = named_path(setting, role, extends.file.folder)
        if not isinstance(path, str):
            self.found.append(path)
            return None
        folder = posixpath.dirname(path)
        return self._others.compose_file(path, folder, extends.file.environment, setting.location)
