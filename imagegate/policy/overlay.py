"""A few fields laid over a whole image document: every field stays there, as the document's schema says."""

from collections.abc import Mapping

from imagegate.policy.at import below, members
from imagegate.policy.document.fields import schema
from imagegate.strict.json import Json, JsonObject


def overlaid(facts: JsonObject, fields: Mapping[str, Json]) -> JsonObject:
    """Lay fields over a document, object by object; a list replaces the list that is there.

    What is left out of an object that was null before, or that stands in a list, is null or empty.
    """
    merged = _merged(facts, dict(fields), schema())
    return merged if isinstance(merged, dict) else facts


def merged(under: Json, over: Json) -> Json:
    """Lay a value over another one, object by object; everything else is replaced."""
    if isinstance(under, dict) and isinstance(over, dict):
        return {**under, **{key: merged(under.get(key), value) for key, value in over.items()}}
    return over


def _merged(under: Json, over: Json, node: JsonObject) -> Json:
    if isinstance(over, list):
        return [_merged(None, item, below(node, "0") or {}) for item in over]
    if not isinstance(over, dict):
        return over
    known = under if isinstance(under, dict) else {name: _empty(below(node, name) or {}) for name in members(node)}
    return {**known, **{key: _merged(known.get(key), value, below(node, key) or {}) for key, value in over.items()}}


def _empty(node: JsonObject) -> Json:
    """Give what a field holds that an image says nothing of."""
    kinds = node.get("type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    choices = node.get("enum")
    if "null" in listed:
        return None
    if isinstance(choices, list):
        return None if None in choices else choices[0]
    empties: dict[str, Json] = {"array": [], "object": {}, "boolean": False, "string": "", "integer": 0, "number": 0}
    return empties.get(str(listed[0]))
