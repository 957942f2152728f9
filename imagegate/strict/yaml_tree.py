"""A YAML document as a tree of values with their places, built from the parser's events without recursion."""

import re
from dataclasses import dataclass, field
from typing import NoReturn

import yaml

from imagegate.source import Location
from imagegate.strict.json import Json
from imagegate.strict.yaml import ALIASES_MAX, DEPTH_MAX, VALUES_MAX, MalformedYamlError
from imagegate.strict.yaml_hint import hint, place, problem
from imagegate.strict.yaml_scalar import scalar

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Node:
    """A value, its place, and what stands below it. `size` counts values, aliases expanded; 0 while it is open."""

    value: Json
    line: int
    column: int
    size: int = 1
    members: dict[str, tuple[int, int, "Node"]] = field(default_factory=dict)
    elements: list["Node"] = field(default_factory=list)

    def step(self, token: str) -> "tuple[int, int, Node] | None":
        """Follow one part of a JSON Pointer: the line and column of what is there, and its node."""
        if token in self.members:
            return self.members[token]
        if token.isdecimal() and token.isascii() and len(token) < 7 and int(token) < len(self.elements):  # noqa: PLR2004 - below a million
            element = self.elements[int(token)]
            return element.line, element.column, element
        return None


@dataclass(slots=True)
class _Open:
    """A mapping or sequence whose end has not come. `key` is the key whose value comes next."""

    node: Node
    size: int = 1
    key: tuple[str, int, int] | None = None


def tree(text: str, source: str) -> Node:
    """Read the one document in a text."""
    builder = _Builder(source)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise MalformedYamlError(Location(source, *place(error)), problem(error), hint=hint(error, text)) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        location = Location(source, before.count("\n") + 1, len(before) - before.rfind("\n"))
        reason = f"the character U+{ord(text[error.position]):04X} may not stand in YAML"
        raise MalformedYamlError(location, reason, hint="remove it, or write it as an escape") from error
    except (ValueError, OverflowError) as error:
        # An escape beyond Unicode (`"\UFFFFFFFF"`) or an endless version number: PyYAML lets Python's own error out.
        reason = "a number or an escape here or below is out of range"
        raise MalformedYamlError(Location(source, *builder.place), reason) from error
    if builder.root is None:
        raise MalformedYamlError(Location(source, 1, 1), "the file is empty")
    return builder.root


class _Builder:
    """Takes events one by one; holds what is open."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.root: Node | None = None
        self.place = (1, 1)
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._aliases = 0
        self._values = 0

    def take(self, event: yaml.Event) -> None:
        if event.start_mark is not None:  # always, but for an event that somebody made by hand
            self.place = (event.start_mark.line + 1, event.start_mark.column + 1)
        match event:
            case yaml.DocumentStartEvent() if self.root is not None:
                self._fail("a second YAML document begins here", "keep one document in a file")
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.AliasEvent():
                self._alias(event.anchor or "")
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._begin(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end()
            case _:
                pass

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        plain = event.style is None
        self._refuse_tag(event.tag, plain=plain)
        if _SURROGATE.search(event.value):
            self._fail("an escape is half a surrogate pair, which is not a character", r"write it as \U and 8 digits")
        if self._awaits_key:
            self._anchor(event.anchor, Node(event.value, *self.place))
            self._key(event.value, plain=plain)
            return
        node = Node(self._value(event.value) if plain else event.value, *self.place)
        self._anchor(event.anchor, node)
        self._count(1)
        self._put(node)

    def _value(self, text: str) -> Json:
        try:
            return scalar(text)
        except ValueError as error:
            self._fail(str(error), "quote it if it is meant as text")

    def _alias(self, name: str) -> None:
        if self._awaits_key:
            self._fail("an alias cannot be a key", "write the key out")
        self._aliases += 1
        if self._aliases > ALIASES_MAX:
            self._fail(f"more than {ALIASES_MAX} aliases")
        target = self._anchors.get(name)
        if target is None:
            self._fail(f"the alias *{name} has no anchor", "quote a text that starts with *")
        if target.size == 0:
            self._fail(f"the alias *{name} stands inside what it repeats")
        self._count(target.size)
        self._put(Node(target.value, *self.place, target.size, target.members, target.elements))

    def _begin(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self._refuse_tag(event.tag, plain=False)
        if self._awaits_key:
            self._fail("a key must be a text", "quote a text that starts with { or [")
        if len(self._open) == DEPTH_MAX:
            self._fail(f"nested more than {DEPTH_MAX} levels deep")
        self._count(1)
        node = Node({} if isinstance(event, yaml.MappingStartEvent) else [], *self.place, size=0)
        self._anchor(event.anchor, node)
        self._open.append(_Open(node))

    def _end(self) -> None:
        done = self._open.pop()
        done.node.size = done.size
        self._put(done.node)

    @property
    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].node.value, dict) and self._open[-1].key is None

    def _key(self, text: str, *, plain: bool) -> None:
        if plain and text == "<<":
            self._fail("merge keys are not read", "write the keys out")
        first = self._open[-1].node.members.get(text)
        if first is not None:
            self._fail(f'the key "{text}" stands twice: first in line {first[0]}', "keep one of them")
        self._open[-1].key = (text, *self.place)

    def _put(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        parent.size += node.size
        if isinstance(parent.node.value, list):
            parent.node.value.append(node.value)
            parent.node.elements.append(node)
        elif isinstance(parent.node.value, dict) and parent.key is not None:
            key, line, column = parent.key
            parent.node.value[key] = node.value
            parent.node.members[key] = (line, column, node)
            parent.key = None

    def _anchor(self, name: str | None, node: Node) -> None:
        if name is not None:
            self._anchors[name] = node

    def _count(self, values: int) -> None:
        self._values += values
        if self._values > VALUES_MAX:
            self._fail(f"more than {VALUES_MAX} values, aliases expanded")

    def _refuse_tag(self, tag: str | None, *, plain: bool) -> None:
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            advice = "quote a text that starts with !" if plain else "leave the tag out"
            self._fail(f"tags are not read: {shown[:80]}", advice)

    def _fail(self, reason: str, advice: str = "") -> NoReturn:
        raise MalformedYamlError(Location(self.source, *self.place), reason, hint=advice)
