"""Variables and quotes in a word, as BuildKit's shell lexer takes them; it knows some forms of `${…}`, not a shell's.

`$V ${V}`; `${V:-w} ${V-w} ${V:+w} ${V+w} ${V:?w} ${V?w}`, the word expanded in turn; `${V#p} ${V##p} ${V%p} ${V%%p}
${V/p/r} ${V//p/r}` with patterns. Everything else is refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from imagegate.discovery.dockerfile.lines import SPACES
from imagegate.discovery.dockerfile.reader import Reader

_PLAIN = re.compile("[A-Za-z0-9./:@_-]*")
_SPACE = re.compile(f"[{SPACES}]")


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a word means: its text, the variables that were found for it, and those that were not."""

    text: str
    used: tuple[str, ...]
    unset: tuple[str, ...]


def expand(word: str, environment: Mapping[str, str], escape: str) -> Expansion:
    """Expand the variables of a word and remove its quotes; an `ImagegateError` says what cannot be done."""
    if _PLAIN.fullmatch(word):
        return Expansion(word, (), ())
    reader = Reader(word, environment, escape)
    text = reader.text("", raw=False)
    return Expansion(text, tuple(reader.used), tuple(reader.unset))


def words(line: str, *, raw: bool) -> list[str]:
    """Split a line into words without expanding anything; `raw` keeps quotes and escapes."""
    found: list[list[str]] = [[]]
    for part, may_split in Reader(line, None, "\\", raw=raw).parts("", raw=raw):
        pieces = _SPACE.split(part) if may_split else [part]
        found[-1].append(pieces[0])
        found += [[piece] for piece in pieces[1:]]
    return [word for word in ("".join(parts) for parts in found) if word]
