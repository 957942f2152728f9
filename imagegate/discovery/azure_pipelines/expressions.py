"""What a template expression is made of: texts, names with what is picked from them, and calls of functions."""

import re
from dataclasses import dataclass
from typing import TypeAlias

DEPTH_MAX = 20

TEMPLATE = re.compile(r"\$\{\{((?:[^}']|'[^']*+'|\}(?!\}))*+)\}\}")
"""A template expression in a text; braces in quotes do not end it."""

_TOKEN = re.compile(
    r"\s*(?:'(?P<text>(?:[^']|'')*)'|(?P<name>[A-Za-z_][\w-]*)|(?P<number>-?\d[\w.]*)|(?P<mark>[.\[\](),]))"
)
_TRUTH = ("true", "false")


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, a number or a truth value."""

    text: str


@dataclass(frozen=True, slots=True)
class Path:
    """A name, and the keys that lead on from it."""

    head: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A function, in lower case, and what it is given."""

    name: str
    arguments: tuple["Expression", ...]


Expression: TypeAlias = Literal | Path | Call


def inner(template: re.Match[str]) -> str:
    """Give what stands between the braces."""
    return template[1].strip()


def parse(text: str) -> Expression | None:
    """Read an expression; None if it holds anything else, such as a filter or a key that is computed."""
    reader = _Reader(text)
    try:
        found = reader.expression(0)
        reader.expect("")
    except _UnknownError:
        return None
    return found


class _UnknownError(Exception):
    """An expression of a kind that is not read."""


class _Reader:
    """Goes from token to token."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        self._at = 0
        self._token: re.Match[str] | None = None
        self._next()

    def _next(self) -> None:
        self._token = _TOKEN.match(self._text, self._at)
        if self._token is None and self._at < len(self._text):
            raise _UnknownError
        self._at = self._token.end() if self._token else self._at

    def _is(self, mark: str) -> bool:
        return (self._token["mark"] if self._token else "") == mark

    def expect(self, mark: str) -> None:
        """Pass a mark; an empty one is the end."""
        if not self._is(mark):
            raise _UnknownError
        if mark:
            self._next()

    def expression(self, depth: int) -> Expression:
        token = self._token
        if token is None or token["mark"] or depth > DEPTH_MAX:
            raise _UnknownError
        self._next()
        if token["text"] is not None:
            return Literal(token["text"].replace("''", "'"))
        if token["number"] or token["name"].lower() in _TRUTH:
            return Literal(token["number"] or token["name"])
        if self._is("("):
            return Call(token["name"].lower(), tuple(self._arguments(depth)))
        return Path(token["name"].lower(), tuple(self._steps()))

    def _arguments(self, depth: int) -> list[Expression]:
        self._next()
        found: list[Expression] = []
        while not self._is(")"):
            found.append(self.expression(depth + 1))
            if not self._is(")"):
                self.expect(",")
        self._next()
        return found

    def _steps(self) -> list[str]:
        found: list[str] = []
        while self._is(".") or self._is("["):
            is_index = self._is("[")
            self._next()
            key = (self._token["text" if is_index else "name"] if self._token else None) or ""
            if not key:
                raise _UnknownError
            found.append(key)
            self._next()
            if is_index:
                self.expect("]")
        return found
