"""Whether a schema speaks of what the image document holds: a misspelt property would never be there to fail.

A keyword on a value of another type passes, as JSON Schema says; `required` of a field that no image document has
always fails. Both are mistakes that no image shows until it is too late, so that they are problems of the policy.
"""

from collections.abc import Iterator

from imagegate.policy.anchors import ends_hosts, is_begun, is_ended
from imagegate.policy.at import below, kinds, members, place
from imagegate.policy.entry import Entry
from imagegate.policy.pointer import STAR, join
from imagegate.policy.problem import did_you_mean, kind
from imagegate.strict.json import Json

_LOOKS_AT = {
    "string": ("pattern", "denyPattern", "minLength", "maxLength", "format", "maxAge", "minAge", "imageRef"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "maxBytes"),
    "array": (
        *("items", "prefixItems", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems"),
        *("denyItems", "containsAll"),
    ),
    "object": (
        *("properties", "patternProperties", "additionalProperties", "propertyNames", "required", "dependentRequired"),
        *("dependentSchemas", "minProperties", "maxProperties", "denyKeys", "denyPorts", "tagVersion"),
    ),
}
KIND = {keyword: kind for kind, keywords in _LOOKS_AT.items() for keyword in keywords}
# What begins with, or is, the host of a registry.
_WHOLE_HOSTS = frozenset({"/reference/registry", "/source/previous/registry"})
_NAMES = frozenset({"/reference/name", "/source/previous/name", "/base/name"})
_HOSTS = _WHOLE_HOSTS | _NAMES | {"/reference/original"}
_SAME = ("not", "if", "then", "else")
_EACH = ("allOf", "anyOf", "oneOf")
_ELEMENT = ("items", "contains", "denyItems")


def check_fit(schema: Entry, pointer: str) -> None:
    """Note where a schema asks of a place what can never be there. What `$ref` leads to is not followed."""
    if not isinstance(schema.value, dict):
        return
    for key, item in schema.mapping():
        _check_constants(key, item, pointer)
        _check_anchors(key, item, pointer)
        if _is_of_kind(key, item, pointer):
            _check_names(key, item, pointer)
            for inner, there in _inner(key, item, pointer):
                check_fit(inner, there)


def _is_of_kind(key: str, item: Entry, pointer: str) -> bool:
    wanted, holds = KIND.get(key), kinds(place(pointer))
    if wanted is None or not holds or wanted in holds:
        return True
    what = " or ".join(sorted(holds - {"null"})) or "null"
    item.problem(f'"{key}" looks at the type {wanted}, but {pointer or "the image document"} is of the type {what}')
    return False


def _check_constants(key: str, item: Entry, pointer: str) -> None:
    if not pointer or key not in ("const", "enum", "denyValues"):
        return
    holds = kinds(place(pointer))
    for each in (item,) if key == "const" else item.sequence():
        what = _type_of(each.value)
        if holds and what != "null" and what not in holds:
            is_text = "string" in holds and what in ("number", "boolean")
            advice = "quote it" if is_text else ""
            there = " or ".join(sorted(holds - {"null"})) or "null"
            each.problem(f"{kind(each.value)} is never there: {pointer} is of the type {there}", advice)


def _check_anchors(key: str, item: Entry, pointer: str) -> None:
    """Refuse a pattern for a host that fits in the middle of another one: `ghcr.io` is also in `ghcr.io.example`."""
    if key != "pattern" or pointer not in _HOSTS or not isinstance(item.value, str):
        return
    is_whole = pointer in _WHOLE_HOSTS
    if not is_begun(item.value) or (is_whole and not is_ended(item.value)):
        ends = "begin each alternative with ^" + (" and end it with $" if is_whole else "")
        item.problem("this pattern also fits names that merely hold what is meant", f"{ends}, or use imageRef")
    elif pointer in _NAMES and not ends_hosts(item.value):
        item.problem("this pattern also fits hosts that merely begin so", "end the host with a slash, or use imageRef")


def _type_of(value: Json) -> str:
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


def _check_names(key: str, item: Entry, pointer: str) -> None:
    if key == "properties":
        named = item.mapping()
    elif key == "required":
        named = [(str(each.value), each) for each in item.sequence()]
    else:
        return
    node = place(pointer)
    for name, each in named:
        if below(node, name) is None:
            known = [join(pointer, one) for one in members(node)]
            wrong = join(pointer, name)
            each.problem(f'the image document has no "{wrong}"', did_you_mean(wrong, known))


def _inner(key: str, item: Entry, pointer: str) -> Iterator[tuple[Entry, str]]:
    if key in _SAME:
        yield item, pointer
    elif key in _EACH:
        yield from ((each, pointer) for each in item.sequence())
    elif key in _ELEMENT:
        yield item, join(pointer, STAR)
    elif key == "properties":
        yield from (
            (each, join(pointer, name)) for name, each in item.mapping() if below(place(pointer), name) is not None
        )
