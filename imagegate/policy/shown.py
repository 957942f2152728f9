"""Values in messages: JSON's words, short, and never one that must not be shown."""

import json

from imagegate.policy.document.fields import is_sensitive, raw_field
from imagegate.policy.pointer import join, members
from imagegate.strict.json import Json

LENGTH_MAX = 120
HIDDEN = "***"


def shown(value: Json, pointer: str) -> str:
    """Write the value at a place of the image document for a reader; null is `not set`."""
    if value is None:
        return "not set"
    return short(words(redacted(value, pointer)))


def words(value: Json) -> str:
    """Write a value in JSON's words."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def short(text: str) -> str:
    """Cut a text that is longer than a line of a terminal."""
    return text if len(text) <= LENGTH_MAX else f"{text[: LENGTH_MAX - 1]}…"


def redacted(value: Json, pointer: str) -> Json:
    """Give a value with everything hidden that must not be shown, keys left as they are."""
    if isinstance(value, dict | list) and value:
        below = members(value)
        if not is_sensitive(join(pointer, below[0][0])) and not is_sensitive(pointer):
            return value
        hidden = {key: redacted(member, join(pointer, key)) for key, member in below}
        return {str(key): member for key, member in hidden.items()} if isinstance(value, dict) else [*hidden.values()]
    return HIDDEN if value is not None and is_sensitive(pointer) and not isinstance(value, dict | list) else value


def subject(pointer: str) -> str:
    """Name a place as users know it: the raw field if there is one, else the pointer."""
    return raw_field(pointer) or pointer or "the image"
