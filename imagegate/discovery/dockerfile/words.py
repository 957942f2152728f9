"""The words of an instruction, as BuildKit splits them: arguments at blanks, flags and ARGs with regard to quotes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from imagegate.discovery.dockerfile.lines import BLANKS, SPACES

_ARGUMENT = re.compile(f"[^{BLANKS}]+")
_QUOTES = "'\""


@dataclass(frozen=True, slots=True)
class Word:
    """A word without its quotes; `offsets` tells where in the logical line each of its characters stands."""

    text: str
    offsets: tuple[int, ...]

    def part(self, start: int, stop: int | None = None) -> "Word":
        """Give a part of the word, its characters counted from 0."""
        return Word(self.text[start:stop], self.offsets[start:stop])


def arguments(text: str, start: int, stop: int) -> tuple[Word, ...]:
    """Split at blanks alone; quotes protect nothing."""
    return tuple(Word(match[0], tuple(range(*match.span()))) for match in _ARGUMENT.finditer(text, start, stop))


def flags(text: str, start: int, stop: int) -> tuple[tuple[Word, ...], int]:
    """Take the leading words that begin with `--`; give them, and the offset at which the rest begins.

    Quotes and backslashes are removed, whatever the escape character is; `--` alone ends the flags.
    """
    found: list[Word] = []
    offset = start
    while True:
        while offset < stop and text[offset] in SPACES:
            offset += 1
        if not text.startswith("--", offset, stop):
            return tuple(found), offset
        word, offset = _unquoted(text, offset, stop)
        if word.text == "--":
            return tuple(found), offset
        found.append(word)


def quoted_words(text: str, start: int, stop: int, escape: str) -> Iterator[tuple[int, int]]:
    """Split at spaces that are neither quoted nor escaped; give each word's offsets. Quotes stay for expansion."""
    offset = start
    while offset < stop:
        if text[offset] in SPACES:
            offset += 1
            continue
        first = offset
        offset = _word_end(text, offset, stop, escape)
        yield first, offset


def _unquoted(text: str, offset: int, stop: int) -> tuple[Word, int]:
    characters: list[str] = []
    offsets: list[int] = []
    quote = ""
    while offset < stop and (quote or text[offset] not in SPACES):
        character = text[offset]
        if character == "\\":
            offset += 1
            if offset == stop:
                break
        elif quote and character == quote:
            quote = ""
            offset += 1
            continue
        elif not quote and character in _QUOTES:
            quote = character
            offset += 1
            continue
        characters.append(text[offset])
        offsets.append(offset)
        offset += 1
    return Word("".join(characters), tuple(offsets)), offset


def _word_end(text: str, offset: int, stop: int, escape: str) -> int:
    quote = ""
    while offset < stop and (quote or text[offset] not in SPACES):
        character = text[offset]
        if character == escape and quote != "'":
            offset += 1
        elif quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES:
            quote = character
        offset += 1
    return min(offset, stop)
