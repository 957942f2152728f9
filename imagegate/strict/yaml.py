"""YAML that somebody wrote by hand: one document, JSON's values, and the place of each.

YAML 1.2's core scalars (`yaml_scalar`), keys as they are written, no tags, no merge keys, no repeated keys. Size,
depth, aliases and the number of values are bounded before anything is built, and nothing recurses.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imagegate.errors import ImagegateError
from imagegate.source import Location
from imagegate.strict.json import Json

if TYPE_CHECKING:
    from imagegate.strict.yaml_tree import Node

SIZE_MAX = 1024 * 1024
DEPTH_MAX = 64
ALIASES_MAX = 100
VALUES_MAX = 50_000  # aliases expanded


class MalformedYamlError(ImagegateError):
    """A text that is not the YAML read here. `location` is where; `reason` is the message without the place."""

    code = "malformed-yaml"

    def __init__(self, location: Location, reason: str, *, hint: str = "") -> None:
        """Put the place before the reason, as compilers do."""
        super().__init__(f"{location}: {reason}", hint=hint)
        self.location = location
        self.reason = reason


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """A document's value, and where everything in it stands."""

    source: str
    value: Json
    _root: "Node" = field(repr=False)

    def mark(self, pointer: str = "") -> Location:
        """Find the place of what a JSON Pointer (RFC 6901) leads to, or of the last part of the way that exists.

        A member of a mapping stands where its key does.
        """
        node = self._root
        line, column = node.line, node.column
        for token in pointer.split("/")[1:]:
            step = node.step(token.replace("~1", "/").replace("~0", "~"))
            if step is None:
                break
            line, column, node = step
        return Location(self.source, line, column)


def parse(text: bytes, source: str) -> YamlDocument:
    """Read one YAML document; whatever is wrong with it is a `MalformedYamlError` with its place.

    `source` is the path that places are given in.
    """
    from imagegate.strict.yaml_tree import tree  # PyYAML is loaded only when YAML is read

    root = tree(_decoded(text, source), source)
    return YamlDocument(source, root.value, root)


def _decoded(text: bytes, source: str) -> str:
    start = Location(source, 1, 1)
    if len(text) > SIZE_MAX:
        raise MalformedYamlError(start, f"{len(text)} bytes; at most {SIZE_MAX} are read")
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        before = text[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        raise MalformedYamlError(Location(source, line, column), "not UTF-8", hint="save the file as UTF-8") from error
