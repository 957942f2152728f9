"""JSON from strangers: one meaning or none.

Container tools are written in Go, whose decoder takes `user` for `User` and the last of two equal keys. A reader that
does otherwise sees another image than the one that will run. What two readers could take in two ways is refused
here (RFC 8259, section 4, leaves it open).
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from imagegate.errors import ImagegateError

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
JsonObject: TypeAlias = dict[str, Json]

DEPTH_MAX = 64
INTEGER_DIGITS_MAX = 20  # a 64-bit number with its sign

_STRUCTURE = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class MalformedJsonError(ImagegateError):
    """Bytes that are not JSON, or that two readers could understand in two ways."""

    code = "malformed-json"


def loads(content: bytes) -> Json:
    """Read one JSON text in strict UTF-8: no byte order mark, no repeated key, no NaN, bounded depth and numbers."""
    _refuse_deep(content)
    try:
        value: Json = _DECODER.decode(content.decode("utf-8"))
    except UnicodeDecodeError:
        message = "not UTF-8"
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
    else:
        if _ESCAPED_SURROGATE.search(content):
            _refuse_surrogates(value)
        return value
    raise MalformedJsonError(message)


def load_object(content: bytes) -> JsonObject:
    """Read one JSON text that must be an object."""
    value = loads(content)
    if not isinstance(value, dict):
        message = f"a JSON object was expected, not {type_name(value)}"
        raise MalformedJsonError(message)
    return value


def refuse_shadows(mapping: Mapping[str, Json], fields: Iterable[str], where: str) -> None:
    """Refuse a key that Go's decoder would take for one of `fields` although it is spelt otherwise."""
    known = {_fold(field): field for field in fields}
    for key in mapping:
        field = known.get(_fold(key))
        if field is not None and field != key:
            message = f"{where} has the key {key!r}, which container runtimes read as {field!r}"
            raise MalformedJsonError(message)


def type_name(value: Json) -> str:
    """Name a value's type in JSON's words."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
        case dict():
            return "an object"


def _fold(key: str) -> str:
    # Unicode's simple case folding, as far as it reaches ASCII: U+017F is an s, U+212A a k (lower() knows the latter).
    return key.replace("\u017f", "s").lower()


def _refuse_deep(content: bytes) -> None:
    # Before decoding: the decoder recurses, and its failure would depend on how much stack is left.
    if content.count(b"[") + content.count(b"{") <= DEPTH_MAX:
        return
    depth = 0
    for token in _STRUCTURE.finditer(content):
        first = token[0][:1]
        if first in b"[{":
            depth += 1
            if depth > DEPTH_MAX:
                message = f"nested more than {DEPTH_MAX} levels deep"
                raise MalformedJsonError(message)
        elif first in b"]}":
            depth -= 1


def _object(pairs: list[tuple[str, Json]]) -> JsonObject:
    mapping: JsonObject = {}
    for key, value in pairs:
        if key in mapping:
            message = f"the key {key!r} stands twice in one object"
            raise MalformedJsonError(message)
        mapping[key] = value
    return mapping


def _refuse_surrogates(root: Json) -> None:
    values: list[Json] = [root]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            values.extend(value)
            values.extend(value.values())
        elif isinstance(value, list):
            values.extend(value)
        elif isinstance(value, str) and _SURROGATE.search(value):
            message = "a string holds half a surrogate pair, which is not a character"
            raise MalformedJsonError(message)


def _integer(digits: str) -> int:
    if len(digits) > INTEGER_DIGITS_MAX:
        message = f"a number of {len(digits)} digits"
        raise MalformedJsonError(message)
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        message = "a number too large to represent"
        raise MalformedJsonError(message)
    return value


def _constant(name: str) -> Json:
    message = f"{name} is not JSON"
    raise MalformedJsonError(message)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant)
