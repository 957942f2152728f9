"""Where pointers lead in the image document: a misspelt one would find nothing in every image."""

from imagegate.policy.document.fields import schema
from imagegate.policy.entry import Entry
from imagegate.policy.pointer import STAR, join, tokens
from imagegate.policy.problem import did_you_mean
from imagegate.strict.json import Json, JsonObject


def check_pointer(entry: Entry, pointer: str) -> bool:
    """Tell whether the image document has something at a pointer, and note a problem where it has not."""
    if pointer and not pointer.startswith("/"):
        entry.problem(f'"{pointer}" is not a JSON Pointer', f'did you mean "/{pointer.replace(".", "/")}"?')
        return False
    node, way = schema(), ""
    for token in tokens(pointer):
        following = below(node, token)
        if following is None:
            known = () if token == STAR else members(node)
            suggestion = did_you_mean(join(way, token), [join(way, name) for name in known])
            entry.problem(f'the image document has no "{join(way, token)}"', suggestion)
            return False
        node, way = following, join(way, token)
    return True


def place(pointer: str) -> JsonObject:
    """Give the document's schema at a pointer, an empty one where anything may stand."""
    node = schema()
    for token in tokens(pointer):
        node = below(node, token) or {}
    return node


def below(node: JsonObject, token: str) -> JsonObject | None:
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
    may_hold = not kinds(node) or "object" in kinds(node)
    return {} if rest is not False and may_hold else None


def kinds(node: JsonObject) -> frozenset[str]:
    """Give the types that a place may have, integers as numbers; empty where that is not said."""
    said = node.get("type", "string" if "enum" in node else [])
    listed = said if isinstance(said, list) else [said]
    return frozenset("number" if kind == "integer" else str(kind) for kind in listed)


def members(node: JsonObject) -> tuple[str, ...]:
    """Give the members that a place is known to have."""
    properties = node.get("properties")
    return tuple(properties) if isinstance(properties, dict) else ()


def _resolved(node: Json) -> JsonObject:
    if not isinstance(node, dict):
        return {}
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return node
    definitions = schema()["$defs"]
    target = definitions.get(reference.rpartition("/")[2]) if isinstance(definitions, dict) else None
    return {**target, **node} if isinstance(target, dict) else node
