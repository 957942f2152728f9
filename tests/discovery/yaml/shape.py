"""Nodes as plain values, for comparisons."""

from typing import Any

from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar


def shape(node: Node) -> Any:
    """Give what a node is, what it says and where; where nothing stands, its place means nothing."""
    if isinstance(node, Scalar):
        return (node.text, node.plain, (node.start, node.end) if node.text else None)
    if isinstance(node, Mapping):
        return {"start": node.start, "entries": [_entry(one) for one in node.entries]}
    return [node.start, *map(shape, node.items)]


def _entry(entry: Entry) -> Any:
    is_empty = isinstance(entry.value, Scalar) and not entry.value.text
    return entry.key, None if is_empty else entry.start, shape(entry.value)


def value(node: Node) -> Any:
    """Give what a node says: keys with values, own ones first, then what merge keys bring."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return [(entry.key, value(entry.value)) for entry in node]
    return [value(item) for item in node.items]
