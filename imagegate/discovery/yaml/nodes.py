"""The nodes of a YAML document. Offsets count the characters of the file's text from 0.

An anchored mapping or sequence is one node, however often an alias repeats it: whoever walks keeps a memo by identity.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from imagegate.errors import ImagegateError

_FEW = 12


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """A text. It stands between `start` and `end`, without its quotes; `plain` if it has none.

    `origin` is the anchored scalar where an alias stands.
    """

    text: str
    start: int
    end: int
    plain: bool = True
    origin: "Scalar | None" = None


@dataclass(slots=True, eq=False)
class Sequence:
    """A list; `start` is where it begins."""

    start: int
    items: list["Node"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Mapping:
    """Keys with values, as written: a key may stand twice. `start` is where the mapping begins.

    `merges` are its merge keys. `inherited` is what they bring and no other entry overrides; where a key stands before
    the merge, readers differ in which one wins, and both are kept.
    """

    start: int
    entries: list["Entry"] = field(default_factory=list)
    merges: list["Entry"] = field(default_factory=list)
    inherited: list["Entry"] = field(default_factory=list)
    _index: dict[str | None, list["Entry"]] | None = None

    def __iter__(self) -> Iterator["Entry"]:
        """Give the mapping's own entries, then what it inherits."""
        yield from self.entries
        yield from self.inherited

    def all(self, key: str) -> list["Entry"]:
        """Give every entry of a key, those that another one hides among them."""
        if len(self.entries) + len(self.inherited) <= _FEW:
            return [entry for entry in self if entry.key == key]
        if self._index is None:
            self._index = {}
            for entry in self:
                self._index.setdefault(entry.key, []).append(entry)
        return self._index.get(key, [])

    def get(self, key: str) -> "Node | None":
        """Give the value that counts for most readers: the last of the mapping's own, else the first inherited."""
        entries = self.all(key)
        own = [entry.value for entry in entries if entry.merged_at is None]
        return own[-1] if own else next((entry.value for entry in entries), None)

    def text(self, key: str) -> str:
        """Give a key's value if it is a scalar, else an empty text."""
        value = self.get(key)
        return value.text if isinstance(value, Scalar) else ""


Node: TypeAlias = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A key and its value. `key` is None where it is no scalar.

    `start` is where the value stands, or the alias in its place. `merged_at` is where the merge stands that brought an
    inherited entry.
    """

    key: str | None
    value: Node
    start: int
    merged_at: int | None = None


def items(node: Node | None) -> list[Node]:
    """Give what a list holds; nothing if the node is no list."""
    return node.items if isinstance(node, Sequence) else []


class InvalidYamlError(ImagegateError):
    """A text that is no YAML, so that nobody can say what it holds."""

    code = "invalid-yaml"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a document, and the offset where that shows.

    Not `is_of_syntax` if the document is only too much to read, or holds what other readers may take.
    """

    offset: int
    error: InvalidYamlError
    is_of_syntax: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """The nodes of a document; with a fault, what stands before it.

    There is more than one root only where a line ends in a way that YAML alone counts as an end. `holds_complex_keys`
    if a key is a mapping or a list, as `{{ x }}` is to YAML.
    """

    roots: tuple[Node, ...] = ()
    fault: Fault | None = None
    holds_complex_keys: bool = False
