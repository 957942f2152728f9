"""Who owns a path: GitHub's CODEOWNERS.

The first of `.github/CODEOWNERS`, `CODEOWNERS` and `docs/CODEOWNERS` counts; in it the last pattern that matches. One
without owners takes ownership away. Patterns are those of gitignore, but without `!`, `[ ]` and an escaped `#`: lines
with these are no rules. A pattern that ends in `/*` is for what lies right in the folder.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from imagegate.source import Location

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")

_WORD = re.compile(r"(?:\\.|[^\s\\])+")
_OWNER = re.compile(r"@[^\s/@]+(?:/[^\s/@]+)?|[^\s@]+@[^\s@]+")

_One = TypeVar("_One")
_Other = TypeVar("_Other")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the file: folders and a name that a path must have, and the owners."""

    location: Location
    parts: tuple[str, ...]
    owners: tuple[str, ...]

    def matches(self, path: str) -> bool:
        """Tell whether a path from the repository's root is one that the rule is for."""
        return _alike(self.parts, path.split("/"), "**", _alike_names)


@dataclass(frozen=True, slots=True)
class Owners:
    """The rules of a file, in order."""

    path: str
    rules: tuple[Rule, ...]

    def rule(self, path: str) -> Rule | None:
        """Give the rule that counts for a path; None where none matches."""
        return next((rule for rule in reversed(self.rules) if rule.matches(path)), None)


def read_owners(path: str, text: str) -> Owners:
    """Read a file; lines that are no rules are left out, as GitHub does."""
    lines = enumerate(text.removeprefix("\ufeff").split("\n"), 1)
    rules = (_rule(Location(path, number, 1), line) for number, line in lines)
    return Owners(path, tuple(rule for rule in rules if rule))


def _rule(location: Location, line: str) -> Rule | None:
    words = _WORD.findall(line)
    if not words or words[0][0] in "#!" or words[0].startswith(r"\#") or "[" in words[0] or words[0] == "/":
        return None
    owners: list[str] = []
    for word in words[1:]:
        if word.startswith("#"):
            break
        owners.append(word)
    is_sound = all(_OWNER.fullmatch(owner) for owner in owners)
    return Rule(location, _parts(words[0].replace("\\", "")), tuple(owners)) if is_sound else None


def _parts(pattern: str) -> tuple[str, ...]:
    parts = [part for part in pattern.split("/") if part]
    is_rooted = "/" in pattern.rstrip("/")
    start = () if is_rooted else ("**",)
    if pattern.endswith("/"):
        return (*start, *parts, "*", "**")
    if is_rooted and parts[-1:] == ["*"]:
        return tuple(parts)
    return (*start, *parts, "**")


def _alike_names(pattern: str, name: str) -> bool:
    return _alike(pattern, name, "*", lambda one, other: one in ("?", other))


def _alike(pattern: Sequence[_One], items: Sequence[_Other], many: _One, same: Callable[[_One, _Other], bool]) -> bool:
    """Match a sequence, `many` standing for any number of items; the time is at most the product of both lengths."""
    at = item = 0
    last: tuple[int, int] | None = None
    while item < len(items):
        if at < len(pattern) and pattern[at] == many:
            last, at = (at, item), at + 1
        elif at < len(pattern) and same(pattern[at], items[item]):
            at, item = at + 1, item + 1
        elif last:
            last = (last[0], last[1] + 1)
            at, item = last[0] + 1, last[1]
        else:
            return False
    return all(one == many for one in pattern[at:])
