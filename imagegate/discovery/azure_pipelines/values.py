"""What a name stands for."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from imagegate.discovery.compose.arguments import number
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.source import Source, is_empty, is_text, short
from imagegate.errors import ImagegateError
from imagegate.source import Location

MEANINGS_MAX = 256
"""How many values of one text, or jobs of one matrix, are looked at."""

_Item = TypeVar("_Item")


class TooLargeError(ImagegateError):
    """A pipeline that leads to more than is looked at."""

    code = "too-much"


def limited(values: Iterable[_Item]) -> Iterator[_Item]:
    """Give values, and refuse to go on where there are too many."""
    for count, value in enumerate(values):
        if count == MEANINGS_MAX:
            message = f"a text of the pipeline has more than {MEANINGS_MAX} values"
            raise TooLargeError(message, hint="give variables and parameters fewer values")
        yield value


@dataclass(frozen=True, slots=True)
class Value:
    """A node, the file it is in, and the places that gave it its parts; its own comes first where it is a name's.

    It `is_fixed` if nobody can choose another one when a pipeline starts.
    """

    node: Node
    source: Source
    places: tuple[Location, ...] = ()
    is_fixed: bool = True

    @property
    def text(self) -> str | None:
        """The text of a scalar as Azure Pipelines takes it."""
        if not isinstance(self.node, Scalar):
            return None
        if is_empty(self.node):
            return ""
        return short(self.node) if is_text(self.node) else number(self.node) or short(self.node)

    def inner(self, node: Node) -> "Value":
        """Give a part of the value."""
        return replace(self, node=node, places=(self.source.location(node.start), *self.places[1:]))

    def member(self, key: str) -> tuple["Value", ...]:
        """Give the member of a mapping, whatever the case of its key; several if conditions choose among them."""
        entries = self.node if isinstance(self.node, Mapping) else ()
        return tuple(self.inner(entry.value) for entry in entries if (entry.key or "").lower() == key.lower())

    def rounds(self) -> list[dict[str, "Value"]]:
        """Give what a loop over the value goes through: an item as such, or a member's `key` and `value`."""
        if isinstance(self.node, Sequence):
            return [{"": self.inner(item)} for item in self.node.items]
        members = list(self.node) if isinstance(self.node, Mapping) else []
        keys = [self.inner(Scalar(one.key or "", one.start, one.start, plain=False)) for one in members]
        return [{"key": key, "value": self.inner(one.value)} for key, one in zip(keys, members, strict=True)]

    def written(self, text: str, places: tuple[Location, ...], *, is_fixed: bool = True) -> "Value":
        """Give another text in the value's place."""
        node = Scalar(text, self.node.start, self.node.start, plain=False)
        return Value(node, self.source, tuple(dict.fromkeys((*self.places, *places))), self.is_fixed and is_fixed)


def named(node: Node, source: Source, *, is_fixed: bool = True) -> Value:
    """Give a node that a name stands for."""
    return Value(node, source, (source.location(node.start),), is_fixed)


Names: TypeAlias = Dict[str, tuple[Value, ...]]
"""Names in lower case, and all values that each may have."""

Meaning: TypeAlias = tuple[str, tuple[Location, ...]]
"""A text, and the places that gave it its parts."""
