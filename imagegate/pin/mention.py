"""Whether a value that gets a digest has only the uses that are known: other uses would get the digest too. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from imagegate.pin.candidate import ReadLines, pieces, span
from imagegate.pin.edit import Lines
from imagegate.pin.variable import mentions, names
from imagegate.source import Occurrence

_TOKEN = re.compile(r"[^\s,\[\]#]+")
_COMMENT = re.compile(r"[ \t]*(?:#|//)")
_FROM = re.compile(r"^[ \t]*FROM[ \t]", re.IGNORECASE | re.MULTILINE)
_ARGUMENT = re.compile(r"[ \t]*ARG[ \t].*?", re.IGNORECASE)
_NAME_OF = re.compile(r"""[ \t-]*(?:[{,][ \t]*)?(?:["']?name["']?[ \t]*:[ \t]*["']?|variable[ \t]+")""")
_KEY = re.compile(r"""(?<![A-Za-z0-9_.-])[A-Za-z_][A-Za-z0-9_.-]*["']?[ \t]*[:=][ \t]*(?:&\S+[ \t]+)?["']?\Z""")


@dataclass(frozen=True, slots=True)
class _Known:
    """Stretches of a file in which a mention is accounted for."""

    path: str
    start: int
    stop: int


def other_use(users: Sequence[Occurrence], alike: Iterable[Occurrence], paths: Iterable[str], read: ReadLines) -> str:
    """Say what else uses the value besides `users`, or that it cannot be told; an empty text if nothing does.

    `alike` are occurrences that stand where the users stand: what gives their parts is no other use. `paths` are the
    files in which the value can be used.
    """
    known = [*_spans(users, read), *_definitions((*users, *alike), read)]
    used = dict.fromkeys(name for one in users for piece in pieces(one, read) for name in names(piece))
    if not used:
        return "what it is called is not known"
    for path, lines in ((path, read(path)) for path in sorted(paths)):
        for name in used if lines else ():
            for start in _mentioned(name, path, lines, known) if lines else ():
                return f"{name} is also used at {path}:{':'.join(map(str, lines.place(start)))}" if lines else ""
    return ""


def _mentioned(name: str, path: str, lines: Lines, known: Sequence[_Known]) -> Iterator[int]:
    for start in mentions(name, lines.text):
        number, column = lines.place(start)
        line = lines.line(number)
        is_told = any(one.path == path and one.start <= start < one.stop for one in known)
        if not (is_told or _COMMENT.match(line) or _is_declaration(lines.text, start, line[: column - 1])):
            yield start


def _is_declaration(text: str, start: int, before: str) -> bool:
    """Tell whether a file only says here that there is such a variable: a Dockerfile before its first stage."""
    if _NAME_OF.fullmatch(before):
        return True
    return _ARGUMENT.fullmatch(before) is not None and "$" not in before[-2:] and not _FROM.search(text, 0, start)


def _spans(users: Iterable[Occurrence], read: ReadLines) -> Iterator[_Known]:
    for one in users:
        lines = read(one.location.path)
        if lines:
            yield _Known(one.location.path, *span(one, lines))


def _definitions(users: Iterable[Occurrence], read: ReadLines) -> Iterator[_Known]:
    """Give the values, each with the key or the name before it."""
    for place in dict.fromkeys(place for one in users for place in one.contributing):
        lines = read(place.path)
        if lines:
            start = lines.offset(place.line, place.column)
            key = _KEY.search(lines.text, lines.offset(place.line, 1), start)
            value = _TOKEN.match(lines.text, start)
            yield _Known(place.path, key.start() if key else start, value.end() if value else start)
