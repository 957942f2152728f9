"""Variables in a Compose file's texts (Compose Specification, Interpolation).

`$V ${V}`; `${V:-w} ${V-w}` w where V is not set, with the colon where it is empty too; `${V:+w} ${V+w}` w where it is
set; `${V:?w} ${V?w}` an error where it is not. w is interpolated in turn; `$$` is a dollar. Everything else is refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from imagegate.errors import ImagegateError
from imagegate.source import Location

DEPTH_MAX = 64
LENGTH_MAX = 2 * 1024 * 1024
PLACES_MAX = 64

_NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR = re.compile(":?[-+?]")
_BRACE = re.compile(r"\$\{|\}")


class InvalidInterpolationError(ImagegateError):
    """A text whose variables cannot be read, so that Compose refuses the file."""

    code = "invalid-interpolation"


@dataclass(frozen=True, slots=True)
class Value:
    """What a variable stands for, and the places that gave it; `why_unknown` says why nobody can tell."""

    text: str
    places: tuple[Location, ...] = ()
    why_unknown: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the result: what it is, and from where to where it is written in the text."""

    value: Value
    start: int
    stop: int
    is_verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Interpolated:
    """A text with its variables replaced, in pieces that follow each other."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole result; what is unknown is left out."""
        return "".join(piece.value.text for piece in self.pieces)

    @property
    def length(self) -> int:
        """How long the text is."""
        return sum(len(piece.value.text) for piece in self.pieces)

    @property
    def places(self) -> tuple[Location, ...]:
        """The places that gave the variables their values."""
        places = dict.fromkeys(place for piece in self.pieces for place in piece.value.places)
        return tuple(places)[:PLACES_MAX]

    @property
    def why_unknown(self) -> str:
        """Why the text has no known meaning; an empty text if it has."""
        return next((piece.value.why_unknown for piece in self.pieces if piece.value.why_unknown), "")


Lookup: TypeAlias = Callable[[str], Value | None]
"""Give a variable's value, None where it is not set."""


def interpolate(text: str, lookup: Lookup, depth: int = 0) -> Interpolated:
    """Replace the variables of a text."""
    if depth > DEPTH_MAX:
        message = f"variables are nested more than {DEPTH_MAX} deep"
        raise InvalidInterpolationError(message)
    pieces: list[Piece] = []
    offset = length = 0
    while (dollar := text.find("$", offset)) >= 0:
        if dollar > offset:
            pieces.append(Piece(Value(text[offset:dollar]), offset, dollar, is_verbatim=True))
        pieces.append(_dollar(text, dollar, lookup, depth))
        length += dollar - offset + len(pieces[-1].value.text)
        offset = pieces[-1].stop
        _check_length(length)
    if offset < len(text):
        pieces.append(Piece(Value(text[offset:]), offset, len(text), is_verbatim=True))
    return Interpolated(tuple(pieces))


def unset(name: str) -> str:
    """Say that a variable is set nowhere."""
    return f"nothing gives {name[:80]} a value"


def _check_length(length: int) -> None:
    if length > LENGTH_MAX:
        message = f"with its variables replaced, the text has more than {LENGTH_MAX} characters"
        raise InvalidInterpolationError(message)


def _dollar(text: str, start: int, lookup: Lookup, depth: int) -> Piece:
    """Read what begins with a dollar."""
    if text.startswith("$$", start):
        return Piece(Value("$"), start, start + 2)
    if text.startswith("${", start):
        stop = _closing(text, start)
        return Piece(_braced(text[start + 2 : stop], lookup, depth), start, stop + 1)
    name = _NAME.match(text, start + 1)
    if name is None:
        message = "'$' is followed by no variable's name"
        raise InvalidInterpolationError(message, hint="write $$ for a dollar")
    return Piece(_plain(name[0], lookup), start, name.end())


def _closing(text: str, start: int) -> int:
    """Find the brace that closes the one at an offset."""
    depth = 0
    for brace in _BRACE.finditer(text, start):
        depth += 1 if brace[0] == "${" else -1
        if not depth:
            return brace.start()
    message = "'${' is not closed"
    raise InvalidInterpolationError(message)


def _braced(inside: str, lookup: Lookup, depth: int) -> Value:
    name = _NAME.match(inside)
    if name is None:
        message = "'${' is followed by no variable's name"
        raise InvalidInterpolationError(message, hint="write $${ for the characters themselves")
    if name.end() == len(inside):
        return _plain(name[0], lookup)
    operator = _OPERATOR.match(inside, name.end())
    if operator is None:
        message = f"{inside[name.end() :][:20]!r} is not known after a variable's name"
        raise InvalidInterpolationError(message)
    value = lookup(name[0])
    if value is not None and value.why_unknown:
        return value
    counts = value is not None and (value.text != "" or not operator[0].startswith(":"))
    return _chosen(name[0], value if counts else None, operator[0], _Word(inside[operator.end() :], lookup, depth + 1))


@dataclass(frozen=True, slots=True)
class _Word:
    """What follows an operator, interpolated only where it counts."""

    text: str
    lookup: Lookup
    depth: int

    def value(self, places: tuple[Location, ...] = ()) -> Value:
        result = interpolate(self.text, self.lookup, self.depth)
        return Value(result.text, (*places, *result.places)[:PLACES_MAX], result.why_unknown)


def _chosen(name: str, value: Value | None, operator: str, word: _Word) -> Value:
    """Take the value or the word, as the operator says; the value is None where it does not count."""
    match operator[-1]:
        case "+":
            return Value("") if value is None else word.value(value.places)
        case "-":
            return word.value() if value is None else value
        case _:
            return Value("", (), unset(name)) if value is None else value


def _plain(name: str, lookup: Lookup) -> Value:
    value = lookup(name)
    return Value("", (), unset(name)) if value is None else value
