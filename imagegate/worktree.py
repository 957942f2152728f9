"""Files as they stand on disk: what git would see of a folder, uncommitted edits included.

`.git` and ignored files are left out, unless git tracks them all the same. Submodules are named and not entered, and
no symbolic link is followed. Where it is not to be known what git tracks, nothing is left out.
"""

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from imagegate.git.ignored import EVERYTHING, NOTHING, Ignored, read_rules
from imagegate.git.layout import layout
from imagegate.git.tracked import tracked
from imagegate.source import Special
from imagegate.tree import FILE_BYTES_MAX, Entry, RepositoryError, oid_of

_GIT = ".git"
_RULES = ".gitignore"
_FILE, _PROGRAM, _LINK = 0o100644, 0o100755, 0o120000
_OBJECT_BYTES_MAX = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Worktree:
    """The files below `root`; `found` are their modes, and the ids of submodules, by path."""

    root: Path
    found: Mapping[str, Entry]

    @property
    def paths(self) -> Collection[str]:
        """All paths, of links and submodules too."""
        return self.found.keys()

    @property
    def entries(self) -> Mapping[str, Entry]:
        """What stands at each path; every file is read to find it out."""
        return {path: entry if entry.oid else self._hashed(path, entry) for path, entry in self.found.items()}

    def read(self, path: str, /) -> bytes | Special | None:
        """Give a file's bytes, of a large one `FILE_BYTES_MAX` + 1; one that cannot be read is a `RepositoryError`."""
        entry = self.found.get(path)
        if entry is None:
            return None
        return entry.special or self._content(path, FILE_BYTES_MAX + 1)

    def _hashed(self, path: str, entry: Entry) -> Entry:
        if entry.special is Special.LINK:
            return Entry(entry.mode, oid_of("blob", os.fsencode((self.root / path).readlink())))
        return Entry(entry.mode, oid_of("blob", self._content(path, _OBJECT_BYTES_MAX)))

    def _content(self, path: str, limit: int) -> bytes:
        # Neither waits for a pipe nor follows a link that took the file's place.
        try:
            number = os.open(self.root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(number, "rb") as file:
                if stat.S_ISREG(os.fstat(number).st_mode):
                    return file.read(limit)
        except OSError as error:
            raise _unreadable("file", path, error.strerror) from None
        raise _unreadable("file", path, "it is no regular file any more")


def read_worktree(root: Path) -> Worktree:
    """List the files of a folder, the root of a repository or any other; one that cannot be listed is an error."""
    places = layout(root)
    known = tracked(places.own / "index") if places else None
    rules = Ignored(rules=read_rules(places.shared / "info" / "exclude")) if places and known is not None else NOTHING
    return Worktree(root, dict(_Walk(root, known or {}, _folders(known or ())).files(rules)))


def _folders(paths: Iterable[str]) -> frozenset[str]:
    """Give every folder that one of the paths lies in."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk over a folder of files. `known` is what git tracks, `folders` where that lies."""

    root: Path
    known: Mapping[str, Entry]
    folders: frozenset[str]

    def files(self, rules: Ignored) -> Iterator[tuple[str, Entry]]:
        """Give every file that is not left out, and every submodule."""
        waiting = [("", rules)]
        while waiting:
            folder, above = waiting.pop()
            listed = self._listed(folder)
            own = above.below(folder, self.root / folder / _RULES) if _RULES in listed else above
            for name, one in listed.items():
                path = f"{folder}{name}"
                if not one.is_dir(follow_symlinks=False):
                    yield from self._file(path, one, own)
                elif self._is_submodule(path):
                    yield path, self.known[path]
                elif inner := self._entered(path, own):
                    waiting.append((f"{path}/", inner))

    def _listed(self, folder: str) -> dict[str, "os.DirEntry[str]"]:
        try:
            with os.scandir(self.root / folder) as listed:
                return {one.name: one for one in listed if one.name != _GIT}
        except OSError as error:
            raise _unreadable("folder", folder or ".", error.strerror) from None

    def _file(self, path: str, one: "os.DirEntry[str]", rules: Ignored) -> Iterator[tuple[str, Entry]]:
        if path not in self.known and rules.ignores(path, is_folder=False):
            return
        try:
            mode = one.stat(follow_symlinks=False).st_mode
        except OSError:
            return  # it is gone by now
        if stat.S_ISLNK(mode):
            yield path, Entry(_LINK, "")
        elif stat.S_ISREG(mode):
            yield path, Entry(_PROGRAM if mode & stat.S_IXUSR else _FILE, "")

    def _is_submodule(self, path: str) -> bool:
        return path in self.known and self.known[path].special is Special.SUBMODULE

    def _entered(self, path: str, rules: Ignored) -> Ignored | None:
        """Give the rules in a folder, None where nothing in it counts."""
        if not rules.ignores(path, is_folder=True):
            return rules
        return EVERYTHING if path in self.folders else None


def _unreadable(what: str, path: str, why: str | None) -> RepositoryError:
    reason = (why or "unknown reason").lower()
    return RepositoryError(f"the {what} {path!r} cannot be read: {reason}", hint="see to its permissions")
