"""What the document's own JSON Schema says of its fields, looked up by JSON Pointer (RFC 6901).

A pointer may hold `*` for every member or element. The marks in `document.schema.json` are the only table:
`x-unknowable`, `x-sensitive`, and `x-raw`, in which `[]` stands for an array's index.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from imagegate.strict.json import Json, JsonObject, load_object


class _Field(NamedTuple):
    """Where a pointer leads: the schemas on the way, the array indexes passed, and whether all of it is described."""

    schemas: tuple[JsonObject, ...]
    indexes: tuple[str, ...]
    described: bool


@cache
def schema() -> JsonObject:
    """Give the document's JSON Schema (2020-12)."""
    return load_object(files(__package__).joinpath("document.schema.json").read_bytes())


def raw_field(pointer: str) -> str:
    """Name the place in config, manifest or index that a field is read from: `config.User`; empty if there is none."""
    field = _field(pointer)
    text = next((str(mark) for mark in _marks(field, "x-raw")), "")
    for index in field.indexes:
        text = text.replace("[]", f"[{index}]", 1)
    return text


def is_sensitive(pointer: str) -> bool:
    """Tell whether a field's value must never be shown: it is marked, or it holds a field that is."""
    field = _field(pointer)
    inherited = next((mark is True for mark in _marks(field, "x-sensitive")), False)
    return inherited or (field.described and _holds_sensitive(field.schemas[-1]))


def is_unknowable(pointer: str) -> bool:
    """Tell whether null in this field means that manifest and config cannot tell."""
    field = _field(pointer)
    return field.described and field.schemas[-1].get("x-unknowable") is True


@lru_cache(maxsize=1024)
def _field(pointer: str) -> _Field:
    node = schema()
    schemas: list[JsonObject] = [node]
    indexes: list[str] = []
    for token in pointer.split("/")[1:]:
        child = _child(node, token)  # no field's own name holds what a pointer escapes
        if child is None:
            return _Field(tuple(schemas), tuple(indexes), described=False)
        if child is node.get("items"):
            indexes.append(token)
        node = _resolved(child)
        schemas.append(node)
    return _Field(tuple(schemas), tuple(indexes), described=True)


def _child(node: JsonObject, token: str) -> JsonObject | None:
    properties = node.get("properties")
    named = properties.get(token) if isinstance(properties, dict) else None
    for child in (named, node.get("additionalProperties"), node.get("items")):
        if isinstance(child, dict):
            return child
    return None


def _resolved(node: JsonObject) -> JsonObject:
    target: Json = schema()
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return node
    for part in reference.removeprefix("#/").split("/"):
        target = target[part] if isinstance(target, dict) else None
    return {**target, **node} if isinstance(target, dict) else node


def _marks(field: _Field, mark: str) -> Iterator[Json]:
    # From the field itself upwards: the nearest mark counts.
    return (node[mark] for node in reversed(field.schemas) if mark in node)


def _holds_sensitive(node: JsonObject) -> bool:
    properties = node.get("properties")
    below = [*properties.values()] if isinstance(properties, dict) else []
    below += [node.get("items"), node.get("additionalProperties")]
    return any(
        isinstance(child, dict) and (child.get("x-sensitive") is True or _holds_sensitive(child)) for child in below
    )
