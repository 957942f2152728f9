"""Edits of files that are searched together: which of them can be proved, and what the files hold then. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from imagegate.discovery.text import decode
from imagegate.errors import ImagegateError
from imagegate.pin.edit import Edit, Lines, Moves, applied, by_path
from imagegate.pin.goal import Goal
from imagegate.pin.proof import Files, is_proved
from imagegate.source import Location

_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Content:
    """A file's bytes, as they were and as they shall be."""

    old: bytes
    new: bytes


class Trial:
    """It collects the edits that are proved, and is thrown away."""

    def __init__(self, files: Files) -> None:
        """Search the files as they are."""
        self.files = files
        self.before = files.found()
        self.accepted: dict[Edit, tuple[Goal, ...]] = {}
        self._lines: dict[str, Lines | None] = {}

    def refused(self, edits: Mapping[Edit, tuple[Goal, ...]]) -> Iterator[Edit]:
        """Accept all edits that can be proved, and give the others.

        They are tried together, and halved where that fails, so that one that is wrong costs a few searches.
        """
        together = {**self.accepted, **edits}
        if not edits or self._proves(together):
            self.accepted = together
        elif len(edits) == 1:
            yield from edits
        else:
            items = tuple(edits.items())
            yield from self.refused(dict(items[: len(items) // 2]))
            yield from self.refused(dict(items[len(items) // 2 :]))

    def contents(self) -> dict[str, Content]:
        """Give the files that the accepted edits change."""
        return self._contents(self.accepted)

    def place(self, edit: Edit) -> Location:
        """Give where an edit stands in its file as it was."""
        lines = self.lines(edit.path)
        return Location(edit.path, *lines.place(edit.start)) if lines else Location(edit.path, 1, 1)

    def lines(self, path: str) -> Lines | None:
        """Give the lines of a file of the repository as it was; None if it has no text."""
        if path not in self._lines:
            self._lines[path] = self._read(path)
        return self._lines[path]

    def _read(self, path: str) -> Lines | None:
        try:
            content = self.files.read(path)
            return None if content is None else Lines(decode(content))
        except ImagegateError:
            return None

    def _proves(self, edits: Mapping[Edit, tuple[Goal, ...]]) -> bool:
        contents = {path: content.new for path, content in self._contents(edits).items()}
        before = {path: lines for path in contents if (lines := self.lines(path))}
        after = {path: Lines(decode(content)) for path, content in contents.items()}
        wanted = {goal.occurrence: goal.text for users in edits.values() for goal in users}
        found = self.files.with_contents(contents).found()
        return is_proved(self.before, found, Moves(before, after, edits), wanted)

    def _contents(self, edits: Iterable[Edit]) -> dict[str, Content]:
        return {path: self._content(path, own) for path, own in by_path(edits).items()}

    def _content(self, path: str, edits: Sequence[Edit]) -> Content:
        old, lines = self.files.read(path), self.lines(path)
        if lines is None or not isinstance(old, bytes):  # the edit's place was found in it
            raise ValueError(path)
        mark = _MARK if old.startswith(_MARK) else b""
        return Content(old, mark + applied(lines.text, edits).encode())
