"""Collect the names that a file defines or gives: variables, parameters, what a matrix adds to each job."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from imagegate.discovery.azure_pipelines.scope import MEANINGS_MAX, Names, Scope, Value
from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.source import Source

_DIRECTIVE = re.compile(r"\$\{\{.*", re.DOTALL)
_EACH = re.compile(r"\$\{\{\s*each\s+([A-Za-z_]\w*)\s+in\s+(.*?)\s*\}\}", re.DOTALL)


def is_directive(key: str | None) -> bool:
    """Tell whether a key is an expression, such as `${{ if … }}`: what is below it may belong to what is around it."""
    return key is not None and _DIRECTIVE.fullmatch(key) is not None


def entries(mapping: Mapping) -> Iterator[tuple[Entry, bool]]:
    """Give a mapping's entries, those below directives too, and whether they depend on a condition."""
    for entry in mapping:
        if is_directive(entry.key) and isinstance(entry.value, Mapping):
            yield from ((inner, True) for inner, _ in entries(entry.value))
        else:
            yield entry, False


def items(node: Node | None) -> Iterator[tuple[Node, bool]]:
    """Give a list's items, those below directives too, and whether they depend on a condition."""
    for item in node.items if isinstance(node, Sequence) else ():
        directives = [one for one in item if is_directive(one.key)] if isinstance(item, Mapping) else []
        for directive in directives:
            if isinstance(directive.value, Sequence):
                yield from ((inner, True) for inner, _ in items(directive.value))
            else:
                yield directive.value, True
        if not directives:
            yield item, False


def each(key: str | None, scope: Scope) -> list[Scope]:
    """Give the scope below a directive, once for each round of a loop."""
    loop = _EACH.fullmatch(key or "")
    if loop is None:
        return [scope]
    name, values = loop[1].lower(), scope.looked_up(loop[2])
    if not values:
        return [replace(scope, from_outside=scope.from_outside | {name}) if scope.is_from_outside(loop[2]) else scope]
    rounds = [replace(value, node=item) for value in values for item in _rounds(value.node)]
    return [replace(scope, loops={**scope.loops, name: (value,)}) for value in rounds]


def _rounds(node: Node) -> list[Node]:
    """Give what a loop goes over: the items of a list, or the members of a mapping, which have a key and a value."""
    if isinstance(node, Sequence):
        return node.items
    members = node if isinstance(node, Mapping) else ()
    return [
        Mapping(one.start, [Entry("key", Scalar(one.key or "", one.start, one.start), one.start), _as_value(one)])
        for one in members
    ]


def _as_value(entry: Entry) -> Entry:
    """Give a member of a mapping as a loop's `value`."""
    return Entry("value", entry.value, entry.start)


def variables(
    node: Node | None, scope: Scope, source: Source, read: Callable[[Mapping], Names] = lambda _: {}
) -> Scope:
    """Give the scope with the variables that a file defines; `read` gives those of a template."""
    found = dict(scope.variables)
    if isinstance(node, Mapping):
        for entry, is_conditional in entries(node):
            _add(found, entry.key, scope.known(Value(entry.value, source)), is_conditional=is_conditional)
    for item, is_conditional in items(node):
        if isinstance(item, Mapping) and item.get("template") is not None:
            found.update(read(item))
        elif isinstance(item, Mapping) and (value := item.get("value")):
            _add(found, item.text("name"), scope.known(Value(value, source)), is_conditional=is_conditional)
    return replace(scope, variables=found)


def given(node: Node | None, scope: Scope, source: Source) -> Names:
    """Give the parameters that are passed to a template."""
    found: dict[str, tuple[Value, ...]] = {}
    for entry, is_conditional in entries(node) if isinstance(node, Mapping) else ():
        _add(found, entry.key, scope.known(Value(entry.value, source)), is_conditional=is_conditional)
    return found


def doubtful(node: Node | None) -> frozenset[str]:
    """Give the parameters that are passed only under a condition, and so may have their defaults."""
    listed = list(entries(node)) if isinstance(node, Mapping) else []
    sure = {entry.key for entry, is_conditional in listed if not is_conditional}
    return frozenset((entry.key or "").lower() for entry, _ in listed if entry.key not in sure)


def declared(node: Node | None, source: Source) -> dict[str, tuple[Value, ...]]:
    """Give the parameters of a file with their defaults, else the values that are allowed; none where anything is."""
    found: dict[str, tuple[Value, ...]] = {}
    for entry in node if isinstance(node, Mapping) else ():
        found[(entry.key or "").lower()] = (Value(entry.value, source),)
    for item in node.items if isinstance(node, Sequence) else ():
        if isinstance(item, Mapping):
            default, allowed = item.get("default"), item.get("values")
            nodes = [default] if default else allowed.items if isinstance(allowed, Sequence) else []
            found[item.text("name").lower()] = tuple(Value(one, source) for one in nodes)
    return found


def legs(job: Mapping, scope: Scope, source: Source) -> tuple[Names, ...]:
    """Give the variables that a matrix gives to each of the jobs that it makes."""
    strategy = job.get("strategy")
    matrix = strategy.get("matrix") if isinstance(strategy, Mapping) else None
    found: list[Names] = []
    for value in scope.known(Value(matrix, source)) if matrix else ():
        for leg, _ in entries(value.node) if isinstance(value.node, Mapping) else ():
            found.append(given(leg.value, scope, value.source))
    return tuple(found)


def _add(
    found: dict[str, tuple[Value, ...]], key: str | None, values: tuple[Value, ...], *, is_conditional: bool
) -> None:
    """Give a name its values; where they depend on a condition, it may keep those it had."""
    name = (key or "").lower()
    found[name] = tuple(dict.fromkeys((*found.get(name, ()), *values)))[:MEANINGS_MAX] if is_conditional else values
