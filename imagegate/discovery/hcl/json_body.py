"""Read HCL that is written as JSON (HCL JSON Syntax Specification): texts are templates, blocks are objects."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

from imagegate.discovery.compose.scalar_places import ScalarPlaces
from imagegate.discovery.hcl.expressions import ExpressionReader
from imagegate.discovery.hcl.nodes import (
    Constant,
    Entry,
    Expression,
    Number,
    Object,
    Opaque,
    Part,
    Sequence,
    Template,
    Text,
)
from imagegate.discovery.hcl.scanner import FaultError
from imagegate.discovery.hcl.structure import Attribute, Block, Body
from imagegate.discovery.hcl.templates import bare
from imagegate.discovery.yaml.nodes import Entry as JsonEntry
from imagegate.discovery.yaml.nodes import Mapping as JsonObject
from imagegate.discovery.yaml.nodes import Node, Scalar
from imagegate.discovery.yaml.nodes import Sequence as JsonArray

_CONSTANTS = {"true": True, "false": False, "null": None}

Places: TypeAlias = Callable[[Scalar], Callable[[int], int]]
"""Give what tells where in the file the characters of a text stand."""


def places_in(text: str) -> Places:
    """Tell of texts in a file where their characters stand: one after the other, or with escapes between them."""

    def places(scalar: Scalar) -> Callable[[int], int]:
        if text[scalar.start : scalar.end] == scalar.text:
            return lambda index: scalar.start + index
        return ScalarPlaces(scalar, text).offset

    return places


class JsonReader:
    """Reads objects as bodies; `labels` are the names that stand for blocks, with how many labels these have.

    `twice` are the offsets of what stands a second time, where there may be no other.
    """

    def __init__(self, labels: Mapping[str, int], places: Places) -> None:
        """Take which names stand for blocks, and what knows the places."""
        self._labels = labels
        self._places = places
        self.twice: list[int] = []

    def file(self, root: JsonObject, body: Body) -> None:
        """Read a whole file into a body."""
        for entry in root:
            name = entry.key or ""
            if name in self._labels:
                body.blocks.extend(self._blocks(name, (), entry.value))
            else:
                self._attribute(entry, body)

    def _blocks(self, kind: str, above: tuple[str, ...], node: Node) -> Iterator[Block]:
        for one in node.items if isinstance(node, JsonArray) else [node]:
            if not isinstance(one, JsonObject):
                continue
            if len(above) == self._labels[kind]:
                block = Block(kind, above, one.start, Body())
                for entry in one:
                    self._attribute(entry, block.body)
                yield block
            else:
                for entry in one:
                    yield from self._blocks(kind, (*above, entry.key or ""), entry.value)

    def _attribute(self, entry: JsonEntry, body: Body) -> None:
        if not body.add(Attribute(entry.key or "", json_expression(entry.value, self._places), entry.start)):
            self.twice.append(entry.start)


def json_expression(node: Node, places: Places) -> Expression:
    """Read a value."""
    match node:
        case JsonObject(start):
            entries = (Entry(_name(one.key or "", one.start), json_expression(one.value, places)) for one in node)
            return Object(tuple(entries), start, start)
        case JsonArray(start, items):
            return Sequence(tuple(json_expression(item, places) for item in items), start, start)
        case Scalar(text, start, end, True) if text in _CONSTANTS:
            return Constant(_CONSTANTS[text], start, end)
        case Scalar(text, start, end, True):
            return Number(text, start, end)
        case Scalar():
            return _template(node, places(node))


def _name(text: str, start: int) -> Template:
    return Template((Text(text, start, start),), start, start)


def _template(scalar: Scalar, place: Callable[[int], int]) -> Expression:
    """Read a text as a template; one that is none is opaque."""
    reader = ExpressionReader(scalar.text)
    try:
        parts = bare(reader, reader.expression).parts
    except FaultError:
        return Opaque((), scalar.start, scalar.end)
    offsets = [*map(place, range(len(scalar.text))), scalar.end]
    return Template(tuple(one for part in parts for one in _placed(part, offsets)), scalar.start, scalar.end)


def _placed(part: Part, offsets: list[int]) -> Iterator[Part]:
    """Give a part the place in the file; a text is cut at each escape, which is longer than what it stands for."""
    if not isinstance(part, Text):
        yield replace(part, start=offsets[part.start], end=offsets[part.end])
        return
    cuts = {part.start, part.end}
    for index in range(part.start, part.end):
        if offsets[index + 1] != offsets[index] + 1:
            cuts |= {index, index + 1}
    for begin, end in pairwise(sorted(cuts)):
        yield Text(part.text[begin - part.start : end - part.start], offsets[begin], offsets[end])
