"""The repository's files as far as workflows need them, each read once."""

import re
from collections.abc import Iterator

from imagegate.doctor.part import Part
from imagegate.errors import ImagegateError
from imagegate.source import Location, Special
from imagegate.strict.yaml import MalformedYamlError, parse
from imagegate.tree import RepositoryError, Tree

_WORKFLOW = re.compile(r"\.github/workflows/[^/]+\.ya?ml")


class Files:
    """Workflows and actions in a tree. `faults` are those that cannot be read, with what is wrong."""

    def __init__(self, tree: Tree) -> None:
        """Take the tree."""
        self.tree = tree
        self.faults: dict[str, ImagegateError] = {}
        self._read: dict[str, Part | None] = {}

    def workflows(self) -> Iterator[Part]:
        """Give the repository's workflows, by name."""
        for path in sorted(self.tree.paths):
            if _WORKFLOW.fullmatch(path) and (workflow := self.part(path)):
                yield workflow

    def part(self, path: str) -> Part | None:
        """Give all of a YAML file; None where there is none, or none that can be read."""
        if path not in self._read:
            self._read[path] = self._parsed(path)
        return self._read[path]

    def action(self, folder: str) -> Part | None:
        """Give the definition of the action in a folder; an empty name is the repository's root."""
        paths = (f"{folder}/action{ending}".lstrip("/") for ending in (".yml", ".yaml"))
        return next((part for part in map(self.part, paths) if part), None)

    def text(self, path: str) -> str | None:
        """Give a file's text, None where there is none; what is no UTF-8 in it becomes a mark."""
        content = self.tree.read(path) if path in self.tree.paths else None
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else None

    def _parsed(self, path: str) -> Part | None:
        try:
            content = self.tree.read(path) if path in self.tree.paths else None
            if isinstance(content, Special):
                message = f"{path} is {content.value}"
                raise RepositoryError(message, hint="write a file")
            return None if content is None else Part.whole(parse(content, path))
        except ImagegateError as error:
            self.faults[path] = error
            return None


def place(path: str, error: ImagegateError) -> Location:
    """Give where a fault of a file stands."""
    return error.location if isinstance(error, MalformedYamlError) else Location(path, 1, 1)
