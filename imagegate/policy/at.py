"""Whether a pointer leads anywhere in the image document: a misspelt one would find nothing in every image."""

from collections.abc import Iterator

from imagegate.policy.document.fields import schema
from imagegate.policy.entry import Entry
from imagegate.policy.pointer import STAR, join, tokens
from imagegate.policy.problem import did_you_mean
from imagegate.strict.json import Json, JsonObject


def check_pointer(entry: Entry, pointer: str) -> None:
    """Note that a pointer is none, or that the image document has nothing there."""
    if pointer and not pointer.startswith("/"):
        entry.problem(f'"{pointer}" is not a JSON Pointer', f'did you mean "/{pointer.replace(".", "/")}"?')
        return
    node, way = schema(), ""
    for token in tokens(pointer):
        below = _below(node, token)
        if below is None:
            names = () if token == STAR else tuple(_names(node))
            suggestion = did_you_mean(token, names) if names else ""
            entry.problem(f'the image document has no "{join(way, token)}"', suggestion)
            return
        node, way = below, join(way, token)


def _below(node: JsonObject, token: str) -> JsonObject | None:
    """Give the schema of what a token leads to, an empty one where anything may stand; None where nothing does."""
    properties = node.get("properties")
    if isinstance(properties, dict) and token in properties:
        return _resolved(properties[token])
    if "items" in node and (token == STAR or token.isdecimal()):
        return _resolved(node["items"])
    rest = node.get("additionalProperties")
    if isinstance(rest, dict):
        return _resolved(rest)
    if token == STAR and isinstance(properties, dict):
        return {}
    return {} if rest is not False and _may_hold(node) else None


def _may_hold(node: JsonObject) -> bool:
    kinds = node.get("type", ["object"])
    return "items" not in node and "enum" not in node and "object" in (kinds if isinstance(kinds, list) else [kinds])


def _names(node: JsonObject) -> Iterator[str]:
    properties = node.get("properties")
    if isinstance(properties, dict):
        yield from properties


def _resolved(node: Json) -> JsonObject:
    if not isinstance(node, dict):
        return {}
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return node
    definitions = schema()["$defs"]
    target = definitions.get(reference.rpartition("/")[2]) if isinstance(definitions, dict) else None
    return {**target, **node} if isinstance(target, dict) else node
