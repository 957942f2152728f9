"""Nodes from the parser's events, without recursion and within a budget."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import yaml

from imagegate.discovery.yaml.content import content, decoded
from imagegate.discovery.yaml.limits import DEPTH_MAX, Budget, RefusalError
from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence

_MERGE_TAG = "tag:yaml.org,2002:merge"


@dataclass(slots=True)
class _Open:
    """A mapping or sequence whose end has not come. `key` is the one whose value comes next."""

    node: Mapping | Sequence
    anchor: str | None
    height: int = 1
    key: Node | None = None
    is_merge: bool = False


class Builder:
    """Takes events one by one. `offset` is where the last one stands in the file."""

    def __init__(self, text: str, start: int, budget: Budget) -> None:
        """Take the text that the events are of, and its offset in the file."""
        self.offset = start
        self.holds_complex_keys = False
        self._text = text
        self._start = start
        self._budget = budget
        self._roots: list[Node] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int]] = {}

    def roots(self) -> Iterator[Node]:
        """Close what is open and give the documents' nodes."""
        while self._open:
            with suppress(RefusalError):
                self._end()
        yield from self._roots

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        if event.start_mark is not None:  # always, but for an event that somebody made by hand
            self.offset = self._start + event.start_mark.index
        match event:
            case yaml.DocumentStartEvent():
                self._anchors = {}
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.MappingStartEvent():
                self._begin(Mapping(self.offset), event.anchor)
            case yaml.SequenceStartEvent():
                self._begin(Sequence(self.offset), event.anchor)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end()
            case _:
                pass

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._budget.spend(1)
        start, end = content(event, self._text)
        plain = event.style is None and event.implicit[0]
        node = Scalar(decoded(event), self._start + start, self._start + end, plain)
        self._anchor(event.anchor, node, 0)
        is_merge = node.text == "<<" and (plain or event.tag == _MERGE_TAG)
        self._put(node, self.offset, 0, is_merge=is_merge)

    def _alias(self, event: yaml.AliasEvent) -> None:
        name = event.anchor or ""
        if name not in self._anchors:
            message = f"the alias *{name[:80]} has no anchor"
            raise RefusalError(message)
        node, height = self._anchors[name]
        if any(one.node is node for one in self._open):
            message = f"the alias *{name[:80]} stands inside what it repeats"
            raise RefusalError(message)
        if len(self._open) + height > DEPTH_MAX:
            self._refuse_depth()
        self._budget.spend(1)
        if isinstance(node, Scalar):
            node = Scalar(node.text, self.offset, self.offset + 1 + len(name), node.plain, node.origin or node)
        self._put(node, self.offset, height)

    def _begin(self, node: Mapping | Sequence, anchor: str | None) -> None:
        self._budget.spend(1)
        if len(self._open) >= DEPTH_MAX:
            self._refuse_depth()
        self._anchor(anchor, node, 1)
        self._open.append(_Open(node, anchor))

    def _end(self) -> None:
        done = self._open.pop()
        if self._anchors.get(done.anchor or "", (None,))[0] is done.node:
            self._anchor(done.anchor, done.node, done.height)
        self._put(done.node, done.node.start, done.height)
        if isinstance(done.node, Mapping):
            self._inherit(done.node)

    def _put(self, node: Node, start: int, height: int, *, is_merge: bool = False) -> None:
        if not self._open:
            self._roots.append(node)
            return
        parent = self._open[-1]
        parent.height = max(parent.height, height if parent.is_merge else height + 1)
        match parent.node:
            case Sequence():
                parent.node.items.append(node)
            case Mapping() if parent.key is None:
                parent.key, parent.is_merge = node, is_merge
                self.holds_complex_keys |= not isinstance(node, Scalar)
            case Mapping():
                key = parent.key.text if isinstance(parent.key, Scalar) else None
                brings = parent.is_merge and bool(self._sources(node))
                (parent.node.merges if brings else parent.node.entries).append(Entry(key, node, start))
                parent.key = None

    def _inherit(self, mapping: Mapping) -> None:
        for merge in mapping.merges:
            self._budget.spend(len(mapping.entries))
            later = {entry.key for entry in mapping.entries if entry.start > merge.start}
            for source in self._sources(merge.value):
                self._budget.spend(1 + len(source.entries) + len(source.inherited))
                brought = [entry for entry in source if entry.key not in later]
                mapping.inherited.extend(Entry(one.key, one.value, one.start, merge.start) for one in brought)
                later.update(entry.key for entry in brought)

    def _sources(self, node: Node) -> list[Mapping]:
        """Give the mappings that a merge key names, and nothing where it names something else."""
        items = node.items if isinstance(node, Sequence) else [node]
        self._budget.spend(len(items))
        mappings = [one for one in items if isinstance(one, Mapping)]
        return mappings if len(mappings) == len(items) else []

    def _anchor(self, name: str | None, node: Node, height: int) -> None:
        if name is not None:
            self._anchors[name] = (node, height)

    def _refuse_depth(self) -> None:
        message = f"nested more than {DEPTH_MAX} levels deep"
        raise RefusalError(message)
