"""What git leaves out of a folder of files (gitignore(5)).

Only the rules that the repository itself has count, not those that a user has for all repositories: what is found
must not depend on who looks.
"""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dulwich.ignore import Pattern

_BYTES_MAX = 1024 * 1024
# Matching takes a file name's length to the power of this many steps.
_STARS_MAX = 3


class Ignored:
    """The rules of one folder, and of those above it, which count less. What no rule is about is not ignored."""

    def __init__(self, folder: str = "", rules: "tuple[Pattern, ...]" = (), above: "Ignored | None" = None) -> None:
        """Take a folder's path (with a slash at the end, empty for the root) and its rules, the last of which wins."""
        self._folder = folder
        self._rules = rules
        self._above = above

    def below(self, folder: str, file: Path) -> "Ignored":
        """Give what holds in a folder that has rules of its own in a file."""
        return Ignored(folder, read_rules(file), self)

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Tell whether a path is left out, if the folders that it lies in are not."""
        name = path.removeprefix(self._folder).encode("utf-8", "surrogateescape")
        for rule in reversed(self._rules):
            if rule.matches(name, is_folder):
                return rule.is_exclude
        return self._above is not None and self._above.ignores(path, is_folder=is_folder)


class _All(Ignored):
    def below(self, folder: str, file: Path) -> Ignored:  # noqa: ARG002 - no rule in it counts
        return self

    def ignores(self, path: str, *, is_folder: bool) -> bool:  # noqa: ARG002 - whatever it is
        return True


class _None(_All):
    def ignores(self, path: str, *, is_folder: bool) -> bool:  # noqa: ARG002 - whatever it is
        return False


EVERYTHING: Ignored = _All()
NOTHING: Ignored = _None()


def read_rules(file: Path) -> "tuple[Pattern, ...]":
    """Read a file of rules; one that is not there, or is no regular file, has none."""
    from dulwich.ignore import read_ignore_patterns

    try:
        if file.is_symlink() or not file.is_file():
            return ()
        with file.open("rb") as opened:
            content = opened.read(_BYTES_MAX)
    except OSError:
        return ()
    return tuple(_compiled(read_ignore_patterns(BytesIO(content))))


def _compiled(lines: Iterable[bytes]) -> "Iterable[Pattern]":
    from dulwich.ignore import Pattern
    from dulwich.wildmatch import MalformedPattern

    for line in lines:
        try:
            if all(part.count(b"*") <= _STARS_MAX for part in line.split(b"/")):
                yield Pattern(line)
        except MalformedPattern:
            continue  # matches nothing, as it does for git
