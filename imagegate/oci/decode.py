"""Members of a JSON object with the types that Go's decoder demands; what is missing or null is its zero value.

Whatever Go would refuse is a `MalformedJsonError` that names the member.
"""

from imagegate.strict.json import Json, JsonObject, MalformedJsonError, type_name

_INTEGER_MAX = 2**63 - 1


def text(mapping: JsonObject, key: str) -> str:
    """Take a text; empty if there is none."""
    value = mapping.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    raise wrong_type(key, "a string", value)


def texts(mapping: JsonObject, key: str) -> tuple[str, ...] | None:
    """Take a list of texts, None if there is none; a null in it is an empty text."""
    items = array(mapping, key)
    return None if items is None else tuple(text({key: item}, key) for item in items)


def flag(mapping: JsonObject, key: str) -> bool:
    """Take a boolean; False if there is none."""
    value = mapping.get(key)
    if value is None or isinstance(value, bool):
        return value is True
    raise wrong_type(key, "a boolean", value)


def integer(mapping: JsonObject, key: str) -> int:
    """Take an integer of 64 bits; 0 if there is none."""
    value = mapping.get(key)
    if value is None:
        return 0
    if isinstance(value, int) and not isinstance(value, bool) and -_INTEGER_MAX - 1 <= value <= _INTEGER_MAX:
        return value
    raise wrong_type(key, "an integer of 64 bits", value)


def object_of(mapping: JsonObject, key: str) -> JsonObject | None:
    """Take an object; None if there is none."""
    value = mapping.get(key)
    if value is None or isinstance(value, dict):
        return value
    raise wrong_type(key, "an object", value)


def keys(mapping: JsonObject, key: str) -> tuple[str, ...]:
    """Take a set as Go writes it: an object whose values are empty objects."""
    members = object_of(mapping, key) or {}
    for member in members:
        object_of(members, member)
    return tuple(members)


def array(mapping: JsonObject, key: str) -> list[Json] | None:
    """Take an array; None if there is none."""
    value = mapping.get(key)
    if value is None or isinstance(value, list):
        return value
    raise wrong_type(key, "an array", value)


def wrong_type(key: str, expected: str, value: Json) -> MalformedJsonError:
    """Say what a member must be; never its value, which may be a secret."""
    message = f"{key[:100]} must be {expected}, not {type_name(value)}"
    return MalformedJsonError(message)
