"""Values: texts, numbers, truth values, null, lists and objects, with the places that gave them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from imagegate.source import Location

PLACES_MAX = 64
INDEX_DIGITS_MAX = 8

_NUMBER = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,20})?", re.ASCII)

Data: TypeAlias = "str | bool | Decimal | tuple[Value, ...] | Mapping[str, Value] | None"


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression stands for, and the places that gave it; `why_unknown` says why nobody can tell."""

    data: Data = None
    places: tuple[Location, ...] = ()
    why_unknown: str = ""

    @property
    def text(self) -> str | None:
        """The value as a text, None if it is none or is not known."""
        return None if self.why_unknown else _text(self.data)

    def at(self, places: Iterable[Location]) -> "Value":
        """Give the value with the places that brought it."""
        return replace(self, places=tuple(dict.fromkeys((*places, *self.places)))[:PLACES_MAX])


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: what it is, and from where to where it is written; `is_verbatim` if that is the same."""

    value: Value
    start: int
    end: int
    is_verbatim: bool = False


def unknown(reason: str) -> Value:
    """Say that nobody can tell."""
    return Value(why_unknown=reason)


def inside(value: Value, names: Iterable[str]) -> Value:
    """Look names up in a value, one after the other."""
    for name in names:
        if value.why_unknown:
            return value
        found: Value | None = None
        if isinstance(value.data, tuple) and name.isdecimal() and len(name) <= INDEX_DIGITS_MAX:
            found = next(iter(value.data[int(name) : int(name) + 1]), None)
        elif isinstance(value.data, Mapping):
            found = value.data.get(name)
        if found is None:
            return unknown(f"there is no {name[:80]!r} in it")
        value = found.at(value.places)
    return value


def operation(operators: tuple[str, ...], values: tuple[Value, ...]) -> Value:
    """Give what operators make of values: truth values, or nothing that is known."""
    places = tuple(dict.fromkeys(place for value in values for place in value.places))
    why = next((value.why_unknown for value in values if value.why_unknown), "")
    decided = _decided(operators, [None if value.why_unknown else value.data for value in values])
    if decided is None or (why and operators[0] not in ("&&", "||")):
        return unknown(why or f"what {operators[0]!r} gives is not evaluated")
    return Value(decided).at(places)


def _decided(operators: tuple[str, ...], data: list[Data]) -> bool | None:
    """Give the truth value of an operation, None if it has none."""
    match operators[0]:
        case "!":
            return not data[0] if isinstance(data[0], bool) else None
        case "==" | "!=" if len(data) == 2 and not any(isinstance(one, tuple | Mapping) for one in data):  # noqa: PLR2004 - a pair
            is_equal = type(data[0]) is type(data[1]) and data[0] == data[1]
            return is_equal is (operators[0] == "==")
        case "&&" | "||":
            ends = operators[0] == "||"
            if ends in [one for one in data if isinstance(one, bool)]:
                return ends
            return not ends if all(isinstance(one, bool) for one in data) else None
        case _:
            return None


def number(text: str) -> Value:
    """Give a number's value."""
    return Value(Decimal(text)) if _NUMBER.fullmatch(text) else unknown("it is no plain number")


def _text(data: Data) -> str | None:
    match data:
        case str():
            return data
        case bool():
            return "true" if data else "false"
        case Decimal():
            whole = format(data, "f")
            return whole.rstrip("0").rstrip(".") if "." in whole else whole.lstrip("0") or "0"
        case _:
            return None
