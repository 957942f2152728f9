"""Directives: `# syntax=`, `# escape=` and `# check=` comments at the very top of a Dockerfile.

BuildKit reads them twice: for the syntax before anything else, in `//` comments or a JSON object too, after a `#!`
line if there is one; for the escape character while it reads the instructions, where the comment may be indented.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from imagegate.discovery.detector import File
from imagegate.discovery.dockerfile.lines import SPACES, Piece
from imagegate.errors import ImagegateError
from imagegate.strict.json import MalformedJsonError, loads

DEFAULT_ESCAPE = "\\"

_ESCAPES = (DEFAULT_ESCAPE, "`")
_KNOWN = ("syntax", "escape", "check")
_DIRECTIVE = re.compile(rf"[{SPACES}]*+([A-Za-z][A-Za-z0-9]*+)\s*+=\s*+(.*)", re.ASCII)
_ASCII_SPACES = "\t\n\v\f\r "
_JSON_SYNTAX = re.compile(r'"syntax"\s*:\s*"')


class InvalidDirectiveError(ImagegateError):
    """A directive that stands twice, or whose value means nothing; BuildKit refuses the file."""

    code = "invalid-directive"


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive: its name in lower case, its value, and where in the text of which line the value stands."""

    name: str
    value: str
    line: int
    column: int


def syntax(file: File, lines: list[str]) -> Piece | None:
    """Give the image of the frontend that reads the file, None for the one that is built in."""
    first = 1 if lines[0].startswith("#!") else 0
    for mark in ("#", "//"):
        for directive in _section(lines, first, mark):
            if directive.name == "syntax":
                return _piece(file, directive.value.partition(" ")[0], directive.line, directive.column)
    return _json_syntax(file, "\n" * first + "\n".join(lines[first:]))


def escape(lines: list[str]) -> str:
    """Give the escape character; an `InvalidDirectiveError` for directives that BuildKit refuses."""
    seen: set[str] = set()
    character = DEFAULT_ESCAPE
    for directive in _section([line.lstrip(SPACES) for line in lines[: len(_KNOWN) + 1]], 0, "#"):
        if directive.name in seen:
            message = f"the directive {directive.name!r} stands twice"
            raise InvalidDirectiveError(message, hint="keep one of them")
        seen.add(directive.name)
        if directive.name == "escape":
            character = directive.value
            if character not in _ESCAPES:
                message = f"the escape character {character[:20]!r} is neither a backslash nor a backtick"
                raise InvalidDirectiveError(message)
    return character


def _section(lines: list[str], first: int, mark: str) -> Iterator[Directive]:
    for number in range(first, len(lines)):
        line = lines[number].rstrip(_ASCII_SPACES)
        found = _DIRECTIVE.fullmatch(line, len(mark)) if line.startswith(mark) else None
        if found is None or not found[2] or found[1].lower() not in _KNOWN:
            return
        yield Directive(found[1].lower(), found[2], number + 1, found.start(2) + 1)


def _json_syntax(file: File, text: str) -> Piece | None:
    found = _JSON_SYNTAX.search(text) if text.lstrip().startswith("{") else None
    if found is None:
        return None
    try:
        value = loads(text.strip().encode())
    except MalformedJsonError:
        return None
    image = value.get("syntax") if isinstance(value, dict) else None
    line = text.count("\n", 0, found.end()) + 1
    return _piece(file, image, line, found.end() - text.rfind("\n", 0, found.end())) if isinstance(image, str) else None


def _piece(file: File, text: str, line: int, column: int) -> Piece:
    start = file.location(line, column)
    return Piece(text, start, start.line, start.column + len(text))
