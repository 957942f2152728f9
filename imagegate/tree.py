"""One side of a change: the files of a repository at a commit, or as they stand on disk. Pure.

A path is relative to the repository's root, its parts divided by slashes. What of a name is no UTF-8 stands in it as
lone surrogates (`os.fsdecode`). Ids are git's: 40 hexadecimal digits of SHA-1.
"""

import hashlib
import re
import stat
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeAlias

from imagegate.errors import ImagegateError
from imagegate.source import Special

FILE_BYTES_MAX = 2 * 1024 * 1024

_ID = re.compile("[0-9a-f]{40}")
_LINK = stat.S_IFLNK
_FOLDER = stat.S_IFDIR
_FILE = stat.S_IFREG
_NO_NAMES = frozenset({"", ".", ".."})


class RepositoryError(ImagegateError):
    """A commit, a folder or a file that could not be read: what the change is cannot be found out."""

    code = "repository"


class Entry(NamedTuple):
    """What a name stands for: git's file mode, and the id of its content."""

    mode: int
    oid: str

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, its id that of a tree."""
        return stat.S_IFMT(self.mode) == _FOLDER

    @property
    def special(self) -> Special | None:
        """What it is where it is neither a folder nor a file; git takes any mode it does not know for a submodule."""
        kind = stat.S_IFMT(self.mode)
        if kind in (_FILE, _FOLDER):
            return None
        return Special.LINK if kind == _LINK else Special.SUBMODULE


Folder: TypeAlias = Mapping[str, Entry]
"""One folder's entries by name; a folder that it holds is an entry too."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: the id of its root folder, its parents, and when it was made, in seconds since the epoch."""

    tree: str
    parents: tuple[str, ...] = ()
    time: int = 0


class Tree(Protocol):
    """The files of one side; folders are not among them."""

    @property
    def paths(self) -> Collection[str]:
        """All paths, of links and submodules too."""
        ...

    @property
    def entries(self) -> Mapping[str, Entry]:
        """What stands at each path; of files on disk, they are all read to find it out."""
        ...

    def read(self, path: str, /) -> bytes | Special | None:
        """Give a file's bytes, of a large one at least `FILE_BYTES_MAX` + 1, and None if there is none.

        What is there and cannot be read is a `RepositoryError`.
        """
        ...


@dataclass(frozen=True, slots=True)
class CommitTree:
    """The files of a commit; `blob` gives the bytes that an id names."""

    commit: str
    entries: Mapping[str, Entry]
    blob: Callable[[str], bytes]

    @property
    def paths(self) -> Collection[str]:
        """All paths, of links and submodules too."""
        return self.entries.keys()

    def read(self, path: str, /) -> bytes | Special | None:
        """Give a file's bytes, None if there is none; a file that cannot be had is a `RepositoryError`."""
        entry = self.entries.get(path)
        if entry is None:
            return None
        return entry.special or self.blob(entry.oid)


def changed_paths(old: Tree, new: Tree) -> frozenset[str]:
    """Give every path at which the two sides do not have the same content and mode; a rename is two paths."""
    before, after = old.entries, new.entries
    return frozenset(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def folder(children: Iterable[tuple[str, Entry]]) -> Folder:
    """Make a folder of its entries; two of one name, and names that are none, are a `RepositoryError`."""
    entries: dict[str, Entry] = {}
    for name, entry in children:
        if name in _NO_NAMES or "/" in name or name in entries:
            message = f"a folder of the repository holds the name {name[:80]!r}, which git does not allow"
            raise RepositoryError(message, hint="`git fsck` says where; write the commit anew")
        entries[name] = entry
    return entries


def commit_id(text: str) -> str | None:
    """Take a text that is a whole commit id; None if it is another. Ids of SHA-256 are a `RepositoryError`."""
    if re.fullmatch("[0-9a-f]{64}", text):
        message = f"{text[:12]}… is the id of a SHA-256 repository"
        raise RepositoryError(message, hint="only repositories with SHA-1 ids are supported", code="unsupported")
    return text if _ID.fullmatch(text) else None


def oid_of(kind: str, content: bytes) -> str:
    """Give the id of an object (`blob`, `tree`, `commit`, `tag`) by its content."""
    return hashlib.sha1(b"%b %d\0" % (kind.encode("ascii"), len(content)) + content, usedforsecurity=False).hexdigest()
