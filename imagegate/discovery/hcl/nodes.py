"""The expressions of an HCL file. Offsets count the characters of its text from 0; an end is one after the last."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of a template; where it is an escape, `text` is not what stands there."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Interpolation:
    """`${…}` in a template, braces included; also `%{…}`, whose value is opaque."""

    value: "Expression"
    start: int
    end: int


Part: TypeAlias = Text | Interpolation


@dataclass(frozen=True, slots=True)
class Template:
    """A quoted text or a heredoc; it begins and ends without its quotes or markers."""

    parts: tuple[Part, ...]
    start: int
    end: int

    @property
    def literal(self) -> str | None:
        """The text, if nothing in it is interpolated."""
        texts = [part.text for part in self.parts if isinstance(part, Text)]
        return "".join(texts) if len(texts) == len(self.parts) else None


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Constant:
    """`true`, `false` or `null`."""

    value: bool | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Traversal:
    """A name and what is looked up in it: `a.b["c"][0]` is a, b, c, 0."""

    names: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """`[a, b]`."""

    items: tuple["Expression", ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of an object with its value; a bare word is a text."""

    key: "Expression"
    value: "Expression"

    @property
    def name(self) -> str | None:
        """The key, if it is a plain text."""
        return self.key.literal if isinstance(self.key, Template) else None


@dataclass(frozen=True, slots=True)
class Object:
    """`{a = b}`."""

    entries: tuple[Entry, ...]
    start: int
    end: int

    def get(self, name: str) -> "Expression | None":
        """Give the value of a key: the last one, as every reader does."""
        return next((entry.value for entry in reversed(self.entries) if entry.name == name), None)


@dataclass(frozen=True, slots=True)
class Call:
    """A function's call."""

    name: str
    arguments: tuple["Expression", ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? yes : no`."""

    condition: "Expression"
    yes: "Expression"
    no: "Expression"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Operation:
    """Operands with operators of one rank between them; a single operand has its operator before it."""

    operators: tuple[str, ...]
    operands: tuple["Expression", ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Opaque:
    """What is never evaluated, such as a `for` or a computed index; `parts` are the expressions in it."""

    parts: tuple["Expression", ...]
    start: int
    end: int


Expression: TypeAlias = (
    Template | Number | Constant | Traversal | Sequence | Object | Call | Conditional | Operation | Opaque
)
