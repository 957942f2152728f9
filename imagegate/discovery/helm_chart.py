"""What stands beside a values file: the chart it belongs to, and the values it completes."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from imagegate.discovery.detector import File, OutsideRepositoryError, Surroundings, beside
from imagegate.discovery.yaml.documents import documents
from imagegate.discovery.yaml.nodes import Mapping, Scalar
from imagegate.discovery.yaml.source import Source, is_empty, is_text, short
from imagegate.errors import ImagegateError
from imagegate.source import Location


@dataclass(frozen=True, slots=True)
class Part:
    """A text that is a part of a reference, and its place."""

    scalar: Scalar
    source: Source

    @property
    def text(self) -> str:
        """The text without blanks around it."""
        return short(self.scalar)

    @property
    def location(self) -> Location:
        """Where it begins."""
        return self.source.location(self.scalar.start)


def part(mapping: Mapping, source: Source, *keys: str) -> Part | None:
    """Give the first of some keys whose value is a text, or a number, that is not empty."""
    values = (mapping.get(key) for key in keys)
    return next((Part(one, source) for one in values if isinstance(one, Scalar) and not is_empty(one)), None)


def neighbours(path: str, *names: str) -> Iterator[str]:
    """Give the paths that files of some names have in a file's folder and in the one above."""
    for name in names:
        for one in (name, f"../{name}"):
            with suppress(OutsideRepositoryError):
                yield beside(path, one)


def under(root: tuple[Mapping, Source], path: tuple[str, ...]) -> tuple[Mapping, Source] | None:
    """Give the mapping to which some keys lead, None if there is none."""
    node, source = root
    for key in path:
        below = node.get(key)
        if not isinstance(below, Mapping):
            return None
        node = below
    return node, source


class Chart:
    """Reads the chart's files when it is asked for what they say."""

    def __init__(self, path: str, surroundings: Surroundings) -> None:
        """Take the path of the values file."""
        self._path = path
        self._surroundings = surroundings

    @property
    def is_there(self) -> bool:
        """Whether a chart lies in the file's folder, or in the one above."""
        return any(self._surroundings.read(path) is not None for path in neighbours(self._path, "Chart.yaml"))

    @cached_property
    def version(self) -> Part | str:
        """The chart's `appVersion`, or why it is not known."""
        root = self._root("Chart.yaml")
        if isinstance(root, str):
            return f"the tag is empty, and {root}"
        version = part(*root, "appVersion")
        if version is None:
            return "neither the tag nor the chart's appVersion says which image"
        return version if is_text(version.scalar) else "the tag is empty, and the chart's appVersion must be quoted"

    def value(self, path: tuple[str, ...]) -> tuple[Mapping, Source] | None:
        """Give the mapping under some keys in the values that this file completes."""
        return None if isinstance(self._values, str) else under(self._values, path)

    @cached_property
    def _values(self) -> tuple[Mapping, Source] | str:
        if self._path in neighbours(self._path, "values.yaml"):
            return "it completes no other values"
        return self._root("values.yaml")

    def _root(self, name: str) -> tuple[Mapping, Source] | str:
        for path in neighbours(self._path, name):
            try:
                text = self._surroundings.read(path)
            except ImagegateError as error:
                return error.message
            if text is not None:
                return self._parsed(File(path, text))
        return f"no {name} is beside it"

    def _parsed(self, file: File) -> tuple[Mapping, Source] | str:
        for document in documents(file):
            for root in document.read().roots:
                if isinstance(root, Mapping):
                    return root, Source(file, self._surroundings.settings.variables)
        return f"{file.path} says nothing"
