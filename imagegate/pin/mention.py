"""Whether a value that gets a digest has only the uses that are known: other uses would get the digest too. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from imagegate.pin.candidate import ReadLines, pieces, span
from imagegate.pin.edit import Lines
from imagegate.pin.variable import mentions, names
from imagegate.source import Location, Occurrence

_TOKEN = re.compile(r"[^\s,\[\]#]+")
_COMMENT = re.compile(r"[ \t]*(?:#|//)")
_FROM = re.compile(r"^[ \t]*FROM[ \t]", re.IGNORECASE | re.MULTILINE)
_ARGUMENT = re.compile(r"[ \t]*ARG[ \t].*?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Known:
    """Stretches of a file in which a mention is accounted for."""

    path: str
    start: int
    stop: int


def other_use(
    users: Sequence[Occurrence], alike: Iterable[Occurrence], paths: Iterable[str], read: ReadLines
) -> tuple[str, Location] | None:
    """Give the name and the place of a use besides those of `users`; None if there is none.

    `alike` are occurrences that stand where the users stand: what gives their parts is no other use. `paths` are the
    files in which the value can be used.
    """
    known = [*_spans(users, read), *_definitions((*users, *alike), read)]
    used = dict.fromkeys(name for one in users for piece in pieces(one, read) for name in names(piece))
    for path in sorted(paths):
        lines = read(path)
        for name in used if lines else ():
            for start in _mentioned(name, path, lines, known) if lines else ():
                return name, Location(path, *lines.place(start)) if lines else Location(path, 1, 1)
    return None


def _mentioned(name: str, path: str, lines: Lines, known: Sequence[_Known]) -> Iterator[int]:
    for match in mentions(name).finditer(lines.text):
        start = match.start()
        number, column = lines.place(start)
        line = lines.line(number)
        is_told = any(one.path == path and one.start <= start < one.stop for one in known)
        if not (is_told or _COMMENT.match(line) or _is_declaration(lines.text, start, line[: column - 1])):
            yield start


def _is_declaration(text: str, start: int, before: str) -> bool:
    """Tell whether a Dockerfile only says here that there is such an argument, before its first stage."""
    return _ARGUMENT.fullmatch(before) is not None and "$" not in before[-2:] and not _FROM.search(text, 0, start)


def _spans(users: Iterable[Occurrence], read: ReadLines) -> Iterator[_Known]:
    for one in users:
        lines = read(one.location.path)
        if lines:
            yield _Known(one.location.path, *span(one, lines))


def _definitions(users: Iterable[Occurrence], read: ReadLines) -> Iterator[_Known]:
    """Give the lines up to the end of a value, its name among it."""
    for place in dict.fromkeys(place for one in users for place in one.contributing):
        lines = read(place.path)
        if lines:
            start = lines.offset(place.line, place.column)
            value = _TOKEN.match(lines.text, start)
            yield _Known(place.path, lines.offset(place.line, 1), value.end() if value else start)
