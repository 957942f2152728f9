"""The members of mappings and the items of lists, once directives are carried out: conditions, loops, insertions.

A condition is decided where nobody can choose otherwise when a pipeline starts; else what is below it counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from imagegate.discovery.azure_pipelines.here import Here
from imagegate.discovery.azure_pipelines.values import Names, Value
from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence

_DIRECTIVE = re.compile(
    r"\$\{\{\s*(?:(if|elseif|else|insert)\b\s*|each\s+([A-Za-z_]\w*)\s+in\s+)?(.*?)\s*\}\}", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Member:
    """A key of a mapping with its value, and where both are; not `is_sure` if that depends on a condition."""

    key: str
    node: Node
    here: Here
    is_sure: bool = True


@dataclass(slots=True)
class _Chain:
    """An `if` with what follows it: whether one of its conditions held so far."""

    held: bool | None = False

    def branch(self, kind: str, condition: bool | None) -> bool | None:  # noqa: FBT001 - one of three states
        """Tell whether a branch is taken; None if it may be."""
        before = False if kind == "if" else self.held
        now = True if kind == "else" else condition
        self.held = True if True in (before, now) else None if None in (before, now) else False
        if before is True or now is False:
            return False
        return True if before is False and now is True else None


def members(node: Mapping, here: Here) -> Iterator[Member]:
    """Give all members of a mapping."""
    chain = _Chain()
    for entry in node:
        here.work.spend()
        match = _DIRECTIVE.fullmatch(entry.key or "")
        if match is None:
            yield Member(entry.key or "", entry.value, here)
        elif match[1] == "insert":
            yield from _inserted(entry, here)
        else:
            yield from _below(entry, match, here, chain)


def items(node: Node | None, here: Here) -> Iterator[Member]:
    """Give all items of a list; those that an expression stands for are not among them."""
    chain = _Chain()
    for item in node.items if isinstance(node, Sequence) else ():
        here.work.spend()
        directive = next(iter(item), None) if isinstance(item, Mapping) else None
        match = _DIRECTIVE.fullmatch(directive.key or "") if directive else None
        if directive is None or match is None or not isinstance(directive.value, Sequence):
            yield Member("", item, here)
            continue
        taken, places = _places(match, here, chain)
        for place in places:
            for inner in items(directive.value, place):
                yield replace(inner, is_sure=inner.is_sure and taken is True)


def _below(entry: Entry, match: re.Match[str], here: Here, chain: _Chain) -> Iterator[Member]:
    if not match[1] and not match[2]:
        keys = [value.text or "" for value in here.scope.looked_up(match[3])] or [entry.key or ""]
        yield from (Member(key, entry.value, here) for key in keys)
        return
    taken, places = _places(match, here, chain)
    for place in places:
        if isinstance(entry.value, Mapping):
            for inner in members(entry.value, place):
                yield replace(inner, is_sure=inner.is_sure and taken is True)
        else:
            yield Member(entry.key or "", entry.value, place, is_sure=False)


def _places(match: re.Match[str], here: Here, chain: _Chain) -> tuple[bool | None, list[Here]]:
    """Give where what is below a directive is: nowhere, here, or once for each round of a loop."""
    if match[2]:
        return True, _rounds(match[2].lower(), match[3], here)
    taken = chain.branch(match[1], here.scope.holds(match[3]))
    return taken, [] if taken is False else [here]


def _rounds(name: str, expression: str, here: Here) -> list[Here]:
    scope = here.scope
    values = scope.looked_up(expression)
    if not values:
        is_from_outside = scope.is_from_outside(expression)
        return [here.within(replace(scope, from_outside=scope.from_outside | {name})) if is_from_outside else here]
    rounds = [one for value in values for one in value.rounds()]
    here.work.spend(len(rounds))
    return [here.within(replace(scope, loops={**scope.loops, **_bound(name, one)})) for one in rounds]


def _bound(name: str, one: dict[str, Value]) -> Names:
    """Bind a loop's variable: to an item, or to a mapping of a member's key and value."""
    item = one.get("") or one["value"]
    if "" in one:
        return {name: (item,)}
    pair = Mapping(item.node.start, [Entry(key, part.node, part.node.start) for key, part in one.items()])
    return {name: (replace(item, node=pair),)}


def _inserted(entry: Entry, here: Here) -> Iterator[Member]:
    if not isinstance(entry.value, Scalar):
        return
    for value in here.scope.known(here.value(entry.value)):
        if isinstance(value.node, Mapping):
            for inner in members(value.node, replace(here, source=value.source)):
                yield replace(inner, is_sure=False)
