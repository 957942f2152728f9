"""Where in a resource an image may be named."""

from collections.abc import Iterator

from imagegate.discovery.hcl.nodes import (
    Call,
    Conditional,
    Entry,
    Expression,
    Interpolation,
    Object,
    Opaque,
    Operation,
    Sequence,
    Template,
)
from imagegate.discovery.hcl.structure import Block, Body
from imagegate.discovery.terraform.resources import Rule

KUBERNETES_LISTS = ("containers", "initContainers", "ephemeralContainers")

_DYNAMIC = "dynamic"
_CONTENT = "content"
_NAME = "name"
_IMAGE = "image"
_TRANSPARENT = ("jsonencode", "yamldecode", "jsondecode", "concat", "flatten", "tolist", "compact", "merge")


def attributes(block: Block, rule: Rule) -> Iterator[tuple[str, Expression]]:
    """Give the attributes of a resource that name an image, each with what its container is called."""
    yield from _attributes("", block.body, rule)


def _attributes(kind: str, body: Body, rule: Rule) -> Iterator[tuple[str, Expression]]:
    called = _literal(body.get(_NAME)) if kind else ""
    for one in body.attributes:
        if (kind, one.name) in rule.attributes:
            yield called, one.value
    for block in body.blocks:
        if block.kind == _DYNAMIC and block.labels:
            for content in block.body.all(_CONTENT):
                yield from _attributes(block.labels[0], content.body, rule)
        else:
            yield from _attributes(block.kind, block.body, rule)


def objects(value: Expression, lists: tuple[str, ...] = (), parent: str = "") -> Iterator[tuple[str, Expression]]:
    """Give the images in a value that holds whole objects, functions and conditions around them included.

    With `lists`, only the objects in lists of these names count.
    """
    for part in _parts(value):
        yield from objects(part, lists, parent)
    for entry in value.entries if isinstance(value, Object) else ():
        if isinstance(value, Object) and _is_image(entry.name, lists, parent):
            yield _literal(value.get(_NAME)), entry.value
        else:
            yield from objects(entry.value, lists, entry.name or "")


def held(value: Expression, lists: tuple[str, ...]) -> Iterator[tuple[bool, Expression]]:
    """Give what makes up the entries in such a value and is no object itself, and whether containers stand there."""
    for part in _parts(value):
        yield from held(part, lists)
    for entry in value.entries if isinstance(value, Object) else ():
        yield from ((entry.name in lists, leaf) for leaf in leaves(entry.value) if not isinstance(leaf, Template))
        yield from held(entry.value, lists)


def computed(value: Expression) -> Iterator[Entry]:
    """Give the entries in such a value whose keys are expressions."""
    for part in _parts(value):
        yield from computed(part)
    for entry in value.entries if isinstance(value, Object) else ():
        if entry.name is None:
            yield entry
        yield from computed(entry.value)


def _is_image(name: str | None, lists: tuple[str, ...], parent: str) -> bool:
    """Tell whether an entry names an image; the provider that reads containers, unlike Kubernetes, ignores case."""
    return (name == _IMAGE and parent in lists) if lists else (name or "").lower() == _IMAGE


def leaves(value: Expression) -> Iterator[Expression]:
    """Give what makes up such a value and is no object itself: texts, variables, what functions give."""
    match value:
        case Object():
            return
        case Call(name, parts) if name in _TRANSPARENT:
            yield from (leaf for part in parts for leaf in leaves(part))
        case Sequence(parts):
            yield from (leaf for part in parts for leaf in leaves(part))
        case Conditional(_, yes, no):
            yield from (leaf for part in (yes, no) for leaf in leaves(part))
        case Template((Interpolation(inner),)):
            yield from leaves(inner)
        case Template():
            yield value
        case _:
            if next(objects(value), None) is None:
                yield value


def _parts(value: Expression) -> tuple[Expression, ...]:
    match value:
        case Sequence(parts) | Opaque(parts) | Call(_, parts) | Operation(_, parts):
            return parts
        case Conditional(_, yes, no):
            return yes, no
        case Template(parts):
            return tuple(part.value for part in parts if isinstance(part, Interpolation))
        case _:
            return ()


def _literal(value: Expression | None) -> str:
    return (value.literal or "") if isinstance(value, Template) else ""
