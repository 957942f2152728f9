"""The other files of Terraform's modules, read under the names that they usually have."""

import posixpath

from imagegate.discovery.detector import File, Surroundings
from imagegate.discovery.hcl.parse import parse
from imagegate.discovery.hcl.structure import Body
from imagegate.discovery.yaml.source import Source
from imagegate.errors import ImagegateError

VALUES = "terraform.tfvars"
USUAL = ("main.tf", "variables.tf", "vars.tf", "locals.tf", "main.tofu", "variables.tofu")


def may_hold_variables(path: str, changed: frozenset[str]) -> bool:
    """Tell whether one of the files that changed may give a file its variables."""
    folder = posixpath.dirname(path)
    return any(posixpath.join(folder, name) in changed for name in (*USUAL, VALUES))


class ModuleFiles:
    """Reads files, each once; what is wrong with one, it says itself."""

    def __init__(self, surroundings: Surroundings) -> None:
        """Take what reads them."""
        self._surroundings = surroundings
        self._read: dict[str, tuple[Source, Body] | None] = {}

    def usual(self, folder: str) -> list[tuple[Source, Body]]:
        """Give the files of a module."""
        found = [self._file(posixpath.join(folder, name)) for name in USUAL]
        return [one for one in found if one is not None]

    def values(self, folder: str) -> tuple[Source, Body] | None:
        """Give the file that Terraform reads values of variables from."""
        return self._file(posixpath.join(folder, VALUES))

    def _file(self, path: str) -> tuple[Source, Body] | None:
        if path not in self._read:
            try:
                text = self._surroundings.read(path)
            except ImagegateError:
                text = None
            self._read[path] = None if text is None else (Source(File(path, text), {}), parse(text).body)
        return self._read[path]
