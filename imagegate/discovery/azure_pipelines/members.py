"""The members of mappings and the items of lists, once directives are carried out: conditions, loops, insertions.

A condition is decided where nobody can choose otherwise when a pipeline starts; else what is below it counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from imagegate.discovery.azure_pipelines.expressions import TEMPLATE, inner
from imagegate.discovery.azure_pipelines.here import Here
from imagegate.discovery.azure_pipelines.values import Names, Value
from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence

_KEYWORD = re.compile(r"(if|elseif|else|insert)\b\s*+(.*)|each\s++([A-Za-z_]\w*)\s++in\s++(.*)", re.DOTALL)
_KEY_MAX = 2048


@dataclass(frozen=True, slots=True)
class Member:
    """A key of a mapping with its value, and where both are; not `is_sure` if that depends on a condition."""

    key: str
    node: Node
    here: Here
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class _Directive:
    """A key that is an expression: `if`, `each` and the like, or none of them; `name` is a loop's variable."""

    keyword: str
    expression: str
    name: str = ""


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
        directive = _directive(entry.key)
        if directive is None:
            yield Member(entry.key or "", entry.value, here)
        elif directive.keyword == "insert":
            yield from _inserted(entry, here)
        else:
            yield from _below(entry, directive, here, chain)


def items(node: Node | None, here: Here) -> Iterator[Member]:
    """Give all items of a list; those that an expression stands for are not among them."""
    chain = _Chain()
    for item in node.items if isinstance(node, Sequence) else ():
        here.work.spend()
        entry = next(iter(item), None) if isinstance(item, Mapping) else None
        directive = _directive(entry.key) if entry else None
        if entry is None or directive is None or not isinstance(entry.value, Sequence):
            yield Member("", item, here)
            continue
        taken, places = _places(directive, here, chain)
        for place in places:
            for member in items(entry.value, place):
                yield replace(member, is_sure=member.is_sure and taken is True)


def _directive(key: str | None) -> _Directive | None:
    template = TEMPLATE.fullmatch(key) if key and len(key) <= _KEY_MAX else None
    if template is None:
        return None
    match = _KEYWORD.fullmatch(inner_text := inner(template))
    if match is None:
        return _Directive("", inner_text)
    return _Directive("each", match[4], match[3].lower()) if match[3] else _Directive(match[1], match[2])


def _below(entry: Entry, directive: _Directive, here: Here, chain: _Chain) -> Iterator[Member]:
    if not directive.keyword:
        keys = [value.text or "" for value in here.scope.looked_up(directive.expression)] or [entry.key or ""]
        yield from (Member(key, entry.value, here) for key in keys)
        return
    taken, places = _places(directive, here, chain)
    for place in places:
        if isinstance(entry.value, Mapping):
            for member in members(entry.value, place):
                yield replace(member, is_sure=member.is_sure and taken is True)
        else:
            yield Member(entry.key or "", entry.value, place, is_sure=False)


def _places(directive: _Directive, here: Here, chain: _Chain) -> tuple[bool | None, list[Here]]:
    """Give where what is below a directive is: nowhere, here, or once for each round of a loop."""
    if directive.keyword == "each":
        return True, _rounds(directive.name, directive.expression, here)
    taken = chain.branch(directive.keyword, here.scope.holds(directive.expression))
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
            here.work.deeper(1)
            for member in members(value.node, replace(here, source=value.source)):
                yield replace(member, is_sure=False)
            here.work.deeper(-1)
