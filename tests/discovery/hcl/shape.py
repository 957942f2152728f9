"""What an HCL text holds as plain values, for comparisons: each node says what it is, and where it stands."""

from typing import Any

from imagegate.discovery.hcl.nodes import (
    Call,
    Conditional,
    Constant,
    Expression,
    Interpolation,
    Number,
    Object,
    Opaque,
    Operation,
    Sequence,
    Template,
    Text,
    Traversal,
)
from imagegate.discovery.hcl.parse import parse
from imagegate.discovery.hcl.structure import Body


def shape(text: str) -> Any:
    """Give what a text holds, with the text of each node; a fault as its offset and message."""
    content = parse(text)
    tree = body(content.body, text)
    return tree if content.fault is None else (tree, content.fault.offset, content.fault.error.message)


def value(text: str) -> Any:
    """Give the shape of an expression."""
    content = parse(f"x = {text}\n")
    assert content.fault is None, content.fault
    return expression(content.body.attributes[0].value, f"x = {text}\n")


def body(node: Body, text: str) -> list[Any]:
    """Give attributes as pairs, then blocks with their labels."""
    attributes = [(one.name, expression(one.value, text)) for one in node.attributes]
    assert all(text.startswith(one.name, one.start) for one in node.attributes)
    assert all(text.startswith(one.kind, one.start) for one in node.blocks)
    return [*attributes, *((one.kind, *one.labels, body(one.body, text)) for one in node.blocks)]


def expression(node: Expression, text: str) -> Any:
    """Give what an expression is; a template as its parts, everything else with what stands there."""
    if isinstance(node, Call | Conditional | Operation | Opaque):
        return _composed(node, text)
    match node:
        case Template(parts):
            return [_part(part, text) for part in parts] if len(parts) != 1 else _part(parts[0], text)
        case Number() | Constant() | Traversal():
            return type(node).__name__, text[node.start : node.end]
        case Sequence(items):
            return type(node).__name__, [expression(item, text) for item in items]
        case Object(entries):
            return {str(expression(one.key, text)): expression(one.value, text) for one in entries}


def _composed(node: Call | Conditional | Operation | Opaque, text: str) -> Any:
    match node:
        case Call(name, arguments):
            return "Call", name, [expression(one, text) for one in arguments]
        case Conditional(condition, yes, no):
            return "Conditional", *(expression(one, text) for one in (condition, yes, no))
        case Operation(operators, operands):
            return "Operation", *operators, [expression(one, text) for one in operands]
        case Opaque(parts):
            return "Opaque", text[node.start : node.end], [expression(one, text) for one in parts]


def _part(part: Text | Interpolation, text: str) -> Any:
    written = text[part.start : part.end]
    if isinstance(part, Text):
        return part.text if part.text == written else (part.text, written)
    return written, expression(part.value, text)
