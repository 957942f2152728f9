"""Heredocs: lines after an instruction that belong to it and hold no instructions.

As BuildKit finds them: `<<NAME` as a word of a RUN, COPY or ADD, one or several, `<<-NAME` with tabs before the
terminator, the name quoted or not. In JSON form every word is quoted, so that none begins with `<<`.
"""

import re

from imagegate.discovery.dockerfile.expansion import words
from imagegate.errors import ImagegateError

_HEREDOC = re.compile(r"[0-9]*+<<(-?)\s*+([^<]+)", re.ASCII)


def terminators(line: str) -> tuple[tuple[str, bool], ...]:
    """Give the names that end the heredocs of a logical line, and whether tabs may stand before each."""
    return tuple(found for word in _words(line) if (found := _terminator(word)))


def end(lines: list[str], first: int, line: str) -> int | None:
    """Give the index after the heredocs that begin at an index of `lines`; None if one is not terminated."""
    number = first
    for name, chomps in terminators(line):
        while number < len(lines) and _bare(lines[number], chomps=chomps) != name:
            number += 1
        if number == len(lines):
            return None
        number += 1
    return number


def _words(line: str) -> list[str]:
    try:
        return words(line, raw=True)
    except ImagegateError:
        return []  # BuildKit sees no heredoc in a line whose quotes do not match


def _terminator(word: str) -> tuple[str, bool] | None:
    found = _HEREDOC.fullmatch(word)
    if found is None:
        return None
    names = words(found[2], raw=False)
    return (names[0], bool(found[1])) if len(names) == 1 else None


def _bare(line: str, *, chomps: bool) -> str:
    bare = line.rstrip("\r\n")
    return bare.lstrip("\t") if chomps else bare
