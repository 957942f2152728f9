"""Values in messages: JSON's words, short, and never one that must not be shown."""

import json

from imagegate.policy.document.fields import is_sensitive, raw_field
from imagegate.policy.pointer import join
from imagegate.strict.json import Json

LENGTH_MAX = 120
HIDDEN = "***"


def shown(value: Json, pointer: str) -> str:
    """Write the value at a place of the image document for a reader; null is `not set`."""
    if value is None:
        return "not set"
    seen = redacted(value, pointer)
    return HIDDEN if seen == HIDDEN and seen != value else short(words(seen))


def plain(value: Json, pointer: str) -> str:
    """Write a value as a part of a sentence: a text stands without quotes, unless it is empty."""
    if not isinstance(value, str) or not value or is_sensitive(pointer):
        return shown(value, pointer)
    return short(words(value)[1:-1])


def words(value: Json) -> str:
    """Write a value in JSON's words."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def short(text: str) -> str:
    """Cut a text that is longer than a line of a terminal."""
    return text if len(text) <= LENGTH_MAX else f"{text[: LENGTH_MAX - 1]}…"


def redacted(value: Json, pointer: str) -> Json:
    """Give a value with everything hidden that must not be shown, keys left as they are."""
    if value is None or not is_sensitive(pointer):
        return value
    if isinstance(value, dict):
        return {key: redacted(member, join(pointer, key)) for key, member in value.items()}
    if isinstance(value, list):
        return [redacted(member, join(pointer, index)) for index, member in enumerate(value)]
    return HIDDEN


def subject(pointer: str) -> str:
    """Name a place as users know it: the raw field, and the pointer where that says more."""
    raw = raw_field(pointer)
    if raw and raw == raw_field(pointer.rpartition("/")[0]):
        return f"{raw} ({pointer})"
    return raw or pointer or "the image"
