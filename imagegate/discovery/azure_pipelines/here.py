"""Where a walk through a pipeline is, and what is known there."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace

from imagegate.discovery.azure_pipelines.scope import Scope
from imagegate.discovery.azure_pipelines.values import Meaning, TooLargeError, Value
from imagegate.discovery.yaml.nodes import Mapping, Node, Sequence
from imagegate.discovery.yaml.source import Source
from imagegate.source import Location

VALUES_MAX = 100_000
_DEPTH_MAX = 50


@dataclass(slots=True)
class Resources:
    """The names of container resources, in lower case; not `are_all_known` if others may have been defined."""

    names: set[str] = field(default_factory=set)
    are_all_known: bool = True

    def learn(self, meanings: Iterable[Meaning]) -> None:
        """Take what a resource's name can mean."""
        for text, _ in meanings:
            self.names.add(text.lower())
            self.are_all_known &= "$" not in text


@dataclass(slots=True)
class Work:
    """What may still be looked at, how many mappings are being put into each other, and the nodes that were made."""

    left: int = VALUES_MAX
    depth: int = 0
    made: dict[Hashable, Node] = field(default_factory=dict)

    def same(self, node: Node) -> Node:
        """Give the node that was made before with the same content, so that a use that is known is known again."""
        key: Hashable
        if isinstance(node, Mapping):
            key = (node.start, *((entry.key, id(entry.value)) for entry in node))
        elif isinstance(node, Sequence):
            key = (node.start, *map(id, node.items))
        else:
            key = (node.start, node.text, node.plain)
        return self.made.setdefault((type(node), key), node)

    def spend(self, values: int = 1) -> None:
        """Count what is looked at."""
        self.left -= values
        if self.left < 0:
            message = f"more than {VALUES_MAX} values in the pipeline and its templates"
            raise TooLargeError(message, hint="use fewer templates, or less of them")

    def deeper(self, levels: int) -> None:
        """Count how far mappings have been put into each other; one may have been put into itself."""
        self.depth += levels
        if self.depth > _DEPTH_MAX:
            message = f"mappings of the pipeline are inserted into each other more than {_DEPTH_MAX} times"
            raise TooLargeError(message, hint="insert them into each other less deep")


@dataclass(frozen=True, slots=True)
class Here:
    """A file, and the names that are known in a part of it."""

    source: Source
    scope: Scope
    resources: Resources
    work: Work

    def value(self, node: Node) -> Value:
        """Give a node of the file."""
        return Value(node, self.source)

    def location(self, node: Node) -> Location:
        """Give the place of a node of the file."""
        return self.source.location(node.start)

    def within(self, scope: Scope) -> "Here":
        """Give the same place with other names."""
        return replace(self, scope=scope)
