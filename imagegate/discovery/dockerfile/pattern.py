"""The patterns of `${V#p}`, `${V%p}` and `${V/p/r}`: `*` and `?`, a backslash before what is meant literally.

They are matched piece by piece between the stars, so that none takes more than a few passes over the value.
"""

import re
from collections.abc import Iterable, Iterator

from imagegate.errors import ImagegateError

_ESCAPABLE = "*?\\"
_DELIMITERS = "}/"


class InvalidPatternError(ImagegateError):
    """A pattern that BuildKit refuses."""

    code = "invalid-pattern"


def without_prefix(value: str, pattern: str, *, longest: bool) -> str:
    """Take the shortest or the longest beginning that matches off a value."""
    end = _end(value, _pieces(_tokens(pattern)), 0, longest=longest)
    return value if end is None else value[end:]


def without_suffix(value: str, pattern: str, *, longest: bool) -> str:
    """Take the shortest or the longest end that matches off a value."""
    end = _end(value[::-1], _pieces(reversed(_tokens(pattern))), 0, longest=longest)
    return value if end is None else value[: len(value) - end]


def replaced(value: str, pattern: str, replacement: str, *, everywhere: bool) -> str:
    """Put something else in place of the first match, or of every one; a match is as long as it can be."""
    if not pattern:
        message = "the pattern is empty"
        raise InvalidPatternError(message)
    pieces = _pieces(_tokens(pattern))
    done: list[str] = []
    offset = 0
    while (start := pieces[0].search(value, offset)) and (
        end := _end(value, pieces, start.start(), longest=True)
    ) is not None:
        done += [value[offset : start.start()], replacement]
        offset = end
        if not everywhere or offset == len(value):
            break
    return "".join(done) + value[offset:]


def _tokens(pattern: str) -> list[str]:
    """Give a regular expression for each character, and an empty text for a star."""
    return list(_each_token(iter(pattern)))


def _each_token(characters: Iterator[str]) -> Iterator[str]:
    for character in characters:
        match character:
            case "*":
                yield ""
            case "?":
                yield "."
            case "\\":
                yield re.escape(_escaped(next(characters, "")))
            case _:
                yield re.escape(character)


def _escaped(character: str) -> str:
    if not character or character not in _ESCAPABLE + _DELIMITERS:
        message = f"a backslash stands before {character!r} in the pattern"
        raise InvalidPatternError(message)
    return character


def _pieces(tokens: Iterable[str]) -> list[re.Pattern[str]]:
    pieces = [""]
    for token in tokens:
        if token:
            pieces[-1] += token
        else:
            pieces.append("")
    return [re.compile(piece, re.DOTALL) for piece in pieces]


def _end(value: str, pieces: list[re.Pattern[str]], start: int, *, longest: bool) -> int | None:
    """Give where the match that begins at `start` ends: the first piece there, each other one where it comes first.

    The last one decides how long the match is.
    """
    found = pieces[0].match(value, start)
    for piece in pieces[1:-1]:
        found = found and piece.search(value, found.end())
    if found is None or len(pieces) == 1:
        return None if found is None else found.end()
    last = pieces[-1]
    if longest:
        found = re.compile(f".*(?:{last.pattern})", re.DOTALL).match(value, found.end())
    else:
        found = last.search(value, found.end())
    return None if found is None else found.end()
