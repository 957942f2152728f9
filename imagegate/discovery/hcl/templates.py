"""Read quoted texts and heredocs: literals, escapes, `${…}` and `%{…}` (HCL Native Syntax Specification, Templates)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from imagegate.discovery.hcl.nodes import Expression, Interpolation, Opaque, Part, Template, Text
from imagegate.discovery.hcl.scanner import Scanner

Read: TypeAlias = Callable[[], Expression]

_NO_MARK = r"\$(?!\$?\{)|%(?!%?\{)"
_QUOTED = re.compile(rf'(?:[^"\\\n$%]++|{_NO_MARK})++')
_LINE = re.compile(rf"(?:[^\n$%]++|{_NO_MARK})*+\n?")
_BARE = re.compile(rf"(?:[^$%]++|{_NO_MARK})++")
_OPENING = re.compile(r"[$%]\{~?")
_DOUBLED = re.compile(r"\$\$\{|%%\{")
_ESCAPE = re.compile(r'\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})')
_HEREDOC = re.compile(r"<<(-?)([^\W\d][\w-]*+)\r?\n")
_INDENTATION = re.compile(r"\s*")
_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_CODE_POINT_MAX = 0x10FFFF


def quoted(scanner: Scanner, read: Read) -> Template:
    """Read a text in quotes, at whose first one the scanner is."""
    opened = scanner.offset
    scanner.offset += 1
    start = scanner.offset
    parts: list[Part] = []
    while not scanner.text.startswith('"', scanner.offset):
        if scanner.text.startswith(("\n", "\r\n"), scanner.offset) or scanner.offset == len(scanner.text):
            scanner.fail("the quoted text is not closed", opened)
        parts.append(_literal(scanner, _QUOTED) or _escape(scanner) or _sequence(scanner, read))
        scanner.spend()
    scanner.offset += 1
    return Template(tuple(parts), start, scanner.offset - 1)


def bare(scanner: Scanner, read: Read) -> Template:
    """Read the whole text as a template without quotes, as JSON holds it."""
    parts: list[Part] = []
    while scanner.offset < len(scanner.text):
        parts.append(_literal(scanner, _BARE) or _sequence(scanner, read))
        scanner.spend()
    return Template(tuple(parts), 0, len(scanner.text))


def heredoc(scanner: Scanner, read: Read) -> Template | None:
    """Read a heredoc if one begins here; None if none does."""
    opening = _HEREDOC.match(scanner.text, scanner.offset)
    if opening is None:
        return None
    opened, scanner.offset = scanner.offset, opening.end()
    closing = re.compile(rf"[^\S\n]*+{re.escape(opening[2])}(?=[^\S\n]*+(?:\n|\Z))")
    lines: list[tuple[Part, ...]] = []
    while (end := closing.match(scanner.text, scanner.offset)) is None:
        if scanner.offset == len(scanner.text):
            scanner.fail(f"the text up to {opening[2][:40]!r} is not closed", opened)
        lines.append(tuple(_line(scanner, read)))
    stop, scanner.offset = scanner.offset, end.end()
    return Template(
        tuple(_flush(lines) if opening[1] else (part for line in lines for part in line)), opening.end(), stop
    )


def _line(scanner: Scanner, read: Read) -> Iterator[Part]:
    """Read up to the end of a line, or of the text."""
    while scanner.offset < len(scanner.text):
        literal = _literal(scanner, _LINE)
        scanner.spend()
        yield literal or _sequence(scanner, read)
        if literal and literal.text.endswith("\n"):
            return


def _flush(lines: list[tuple[Part, ...]]) -> Iterator[Part]:
    """Take from every line the indentation that all have; blank lines have no say."""
    shown = [line for line in lines if line and not _is_blank(line[0])]
    indentation = min((_indentation(line[0]) for line in shown), default=0)
    for line in lines:
        first = line[0]
        if isinstance(first, Text) and not _is_blank(first):
            yield replace(first, text=first.text[indentation:], start=first.start + indentation)
            yield from line[1:]
        else:
            yield from line


def _is_blank(part: Part) -> bool:
    return isinstance(part, Text) and part.text.endswith("\n") and part.text.isspace()


def _indentation(part: Part) -> int:
    match = _INDENTATION.match(part.text) if isinstance(part, Text) else None
    return match.end() if match else 0


def _literal(scanner: Scanner, pattern: re.Pattern[str]) -> Text | None:
    """Read what stands for itself; a doubled dollar or per cent sign before a brace is one."""
    start = scanner.offset
    text = scanner.match(pattern)
    if not text and (doubled := scanner.match(_DOUBLED)):
        return Text(doubled[1:], start + 1, scanner.offset)
    return Text(text, start, scanner.offset) if text else None


def _escape(scanner: Scanner) -> Text | None:
    start = scanner.offset
    if not scanner.text.startswith("\\", start):
        return None
    written = scanner.match(_ESCAPE)
    code = int(written[2:] or "0", 16) if written[1:2] in ("u", "U") else 0
    if not written or code > _CODE_POINT_MAX:
        scanner.fail(f"{scanner.text[start : start + 2]!r} is no escape", start)
    return Text(_CHARACTERS.get(written[1]) or chr(code), start, scanner.offset)


def _sequence(scanner: Scanner, read: Read) -> Interpolation:
    """Read `${…}` or `%{…}`. What takes away blanks around it (`~`) is not evaluated."""
    start = scanner.offset
    opening = scanner.match(_OPENING)
    with scanner.nested(crosses_lines=True):
        value = read() if opening.startswith("$") else Opaque(tuple(_directive(scanner, read)), start, start)
        takes_blanks = opening.endswith("~") or scanner.at("~}")
        scanner.take("~")
        scanner.expect("}", start, "interpolation")
    return Interpolation(Opaque((value,), start, scanner.offset) if takes_blanks else value, start, scanner.offset)


def _directive(scanner: Scanner, read: Read) -> Iterator[Expression]:
    word = scanner.word()
    if word == "for":
        scanner.word()
        if scanner.take(","):
            scanner.word()
        word = scanner.word()
    if word in ("if", "in"):
        yield read()
    elif word not in ("else", "endif", "endfor"):
        scanner.fail(f"{word[:40]!r} is no directive")
