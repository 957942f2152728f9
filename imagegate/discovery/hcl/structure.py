"""What an HCL file holds: blocks, and attributes with expressions."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from imagegate.discovery.hcl.nodes import Expression
from imagegate.errors import ImagegateError


class InvalidHclError(ImagegateError):
    """A text that is no HCL, so that nobody can say what it holds."""

    code = "invalid-hcl"


@dataclass(frozen=True, slots=True)
class Attribute:
    """`name = value`; `start` is where the name stands."""

    name: str
    value: Expression
    start: int


@dataclass(slots=True, eq=False)
class Body:
    """What stands in a file or a block: attributes and blocks, each in their order."""

    attributes: list[Attribute] = field(default_factory=list)
    blocks: list["Block"] = field(default_factory=list)
    _values: dict[str, Expression] = field(default_factory=dict)

    def add(self, attribute: Attribute) -> bool:
        """Take an attribute, and tell whether it is the first one of its name; there may be no other."""
        self.attributes.append(attribute)
        return self._values.setdefault(attribute.name, attribute.value) is attribute.value

    def get(self, name: str) -> Expression | None:
        """Give an attribute's value."""
        return self._values.get(name)

    def all(self, kind: str) -> Iterator["Block"]:
        """Give the blocks of a type."""
        return (block for block in self.blocks if block.kind == kind)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """`type "label" { … }`; `start` is where the type stands."""

    kind: str
    labels: tuple[str, ...]
    start: int
    body: Body


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text, and the offset where that shows."""

    offset: int
    error: InvalidHclError


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What a text holds; with a fault, what stands before it."""

    body: Body
    fault: Fault | None = None
