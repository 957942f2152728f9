"""Parameters as they are passed: what stands in them has the values that it has there, not where they are used."""

from collections.abc import Iterator
from dataclasses import replace

from imagegate.discovery.azure_pipelines.here import Here
from imagegate.discovery.azure_pipelines.members import Member, items, members
from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence

_OPEN = "${{"


def settled(node: Node, here: Here) -> Node:
    """Carry out the directives in a node, and put in the values of its expressions; the same node if it has none.

    An expression that has no value, or several, stays as it is.
    """
    if not _has_expressions(node, set()):
        return node
    if isinstance(node, Mapping):
        entries = [Entry(one.key, _inner(one, here, node), one.node.start) for one in members(node, here)]
        return here.work.same(Mapping(node.start, entries))
    if isinstance(node, Sequence):
        spread = [each for one in items(node, here) for each in _spread(one, here, node)]
        return here.work.same(Sequence(node.start, spread))
    values = here.scope.known(here.value(node))
    if len(values) != 1:
        return node
    is_here = values[0].source is here.source
    return here.work.same(values[0].node) if is_here else _moved(values[0].node, node.start, here)


def _inner(member: Member, here: Here, around: Node) -> Node:
    """Give what a member holds; what is of another file stands where it is put in."""
    node = settled(member.node, member.here)
    return node if member.here.source is here.source else _moved(node, around.start, here)


def _spread(item: Member, here: Here, around: Node) -> Iterator[Node]:
    """Give an item, or all those of a list that an expression stands for."""
    node = _inner(item, here, around)
    if isinstance(item.node, Scalar) and isinstance(node, Sequence):
        here.work.spend(len(node.items))
        yield from node.items
    else:
        yield node


def _moved(node: Node, start: int, here: Here) -> Node:
    """Give the same node with another place."""
    here.work.spend()
    if isinstance(node, Mapping):
        entries = [Entry(entry.key, _moved(entry.value, start, here), start) for entry in node]
        return here.work.same(Mapping(start, entries))
    if isinstance(node, Sequence):
        return here.work.same(Sequence(start, [_moved(item, start, here) for item in node.items]))
    return here.work.same(replace(node, start=start, end=start, origin=None))


def _has_expressions(node: Node, seen: set[int]) -> bool:
    if isinstance(node, Scalar):
        return _OPEN in node.text
    if id(node) in seen:
        return False
    seen.add(id(node))
    if isinstance(node, Sequence):
        return any(_has_expressions(item, seen) for item in node.items)
    return any(_OPEN in (entry.key or "") or _has_expressions(entry.value, seen) for entry in node)
