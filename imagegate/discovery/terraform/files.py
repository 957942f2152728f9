"""The files of Terraform's modules: a module is all files of a folder."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from imagegate.discovery.detector import File, Surroundings
from imagegate.discovery.hcl.json_body import JsonReader, places_in
from imagegate.discovery.hcl.parse import parse
from imagegate.discovery.hcl.structure import Body, Content
from imagegate.discovery.terraform.names import AUTOMATIC, SUFFIXES, VALUES
from imagegate.discovery.terraform.resources import may_pull
from imagegate.discovery.yaml.documents import documents
from imagegate.discovery.yaml.nodes import Mapping
from imagegate.discovery.yaml.source import Source
from imagegate.errors import ImagegateError

FILES_MAX = 100
"""How many files of one folder are read for what they say about others."""

_OVERRIDE = re.compile(r"(?:.*_)?override\.(?:tf|tofu)", re.DOTALL)
_DEFINES = re.compile(r"^[ \t]*(?:variable|locals)[ \t\"{]", re.MULTILINE)


class ModuleFiles:
    """Reads files, each once; what is wrong with one, it says itself."""

    def __init__(self, surroundings: Surroundings) -> None:
        """Take what reads them."""
        self._surroundings = surroundings
        self._texts: dict[str, str | None] = {}
        self._read: dict[str, tuple[Source, Content]] = {}

    def all(self, folder: str) -> list[tuple[Source, Content]]:
        """Give the files of a module that may define, pull or call anything."""
        found = self._listed(folder, SUFFIXES)
        return [self._file(path, text) for path, text in found if _DEFINES.search(text) or may_pull(text)]

    def definitions(self, folder: str) -> list[tuple[Source, Content]]:
        """Give those files of a module that may define variables or local values."""
        found = self._listed(folder, SUFFIXES)
        return [self._file(path, text) for path, text in found if _DEFINES.search(text)]

    def overrides(self, folder: str) -> list[tuple[Source, Content]]:
        """Give those files of a module that count over its others (Terraform, "Override Files")."""
        found = self._read_all(path for path in self._paths(folder, SUFFIXES) if _is_override(path))
        return [self._file(path, text) for path, text in found]

    def are_overridden(self, folder: str) -> bool:
        """Tell whether a folder has such files, without reading any."""
        return any(map(_is_override, self._paths(folder, SUFFIXES)))

    def values(self, folder: str) -> list[tuple[Source, Content]]:
        """Give the files that Terraform itself reads values of variables from, later ones over earlier ones."""
        named = ((path, self._text(path)) for path in (posixpath.join(folder, name) for name in VALUES))
        first = [self._file(path, text) for path, text in named if text is not None]
        last = self._read_all(self._paths(folder, AUTOMATIC)[-FILES_MAX:])
        return [*first, *(self._file(path, text) for path, text in last)]

    def _listed(self, folder: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        return self._read_all(self._paths(folder, suffixes)[:FILES_MAX])

    def _paths(self, folder: str, suffixes: tuple[str, ...]) -> list[str]:
        paths = (path for path in self._surroundings.paths if path.endswith(suffixes))
        return sorted(path for path in paths if posixpath.dirname(path) == folder)

    def _read_all(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        for path in paths:
            text = self._text(path)
            if text is not None:
                yield path, text

    def _text(self, path: str) -> str | None:
        if path not in self._texts:
            try:
                self._texts[path] = self._surroundings.read(path)
            except ImagegateError:
                self._texts[path] = None
        return self._texts[path]

    def _file(self, path: str, text: str) -> tuple[Source, Content]:
        if path not in self._read:
            source = Source(File(path, text), {})
            self._read[path] = source, _json(source) if path.endswith(".json") else parse(text)
        return self._read[path]


def _json(source: Source) -> Content:
    """Read values that are written as JSON."""
    body = Body()
    reader = JsonReader({}, places_in(source.file.text))
    for root in (root for document in documents(source.file) for root in document.read().roots):
        if isinstance(root, Mapping):
            reader.file(root, body)
    return Content(body)


def _is_override(path: str) -> bool:
    return path.endswith(SUFFIXES) and _OVERRIDE.fullmatch(posixpath.basename(path)) is not None
