"""A repository's commits as trees of files: out of the checkout, and what that lacks out of GitHub's API.

Nothing is written into the checkout. Folders are kept by their ids: one that two commits share is opened once, and a
file that the checkout has is never asked for.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from imagegate.git.checkout import Checkout
from imagegate.git.merge_base import merge_bases
from imagegate.git.revision import UnknownRevisionError, resolve
from imagegate.github.api import Api
from imagegate.source import Special
from imagegate.tree import FILE_BYTES_MAX, Commit, CommitTree, Entry, Folder, RepositoryError

PATHS_MAX = 1_000_000
DEPTH_MAX = 256
# So many folders are asked for one by one; more of them, and all of the commit's at once are less to wait for.
ALONE_MAX = 12

_HINT = "fetch it first (`git fetch`, or actions/checkout with `fetch-depth: 0`); `git fsck` finds what is damaged"


@contextmanager
def open_repository(root: Path, api: Api | None = None) -> Iterator["Repository"]:
    """Open the repository whose working tree begins at `root`, until the block ends; without any, the API is all."""
    checkout = Checkout.open(root)
    try:
        yield Repository(checkout, api)
    finally:
        if checkout:
            checkout.close()


class Repository:
    """Reads commits. What neither the checkout nor the API can give is a `RepositoryError`."""

    def __init__(self, checkout: Checkout | None, api: Api | None) -> None:
        """Begin with nothing read."""
        self.checkout = checkout
        self._api = api
        self._trees: dict[str, CommitTree] = {}
        self._folders: dict[str, Folder] = {}
        self._fetched: dict[str, bytes] = {}
        self._asked = 0
        self._asked_whole: set[str] = set()

    def has(self, commit: str) -> bool:
        """Tell whether a commit can be had at all; that it could not be found out is a `RepositoryError`."""
        return self._commit(commit) is not None

    def tree(self, commit: str) -> CommitTree:
        """Give all files of a commit; of one commit always the same tree."""
        if commit not in self._trees:
            root = self._root(commit)
            self._open(root)
            self._trees[commit] = CommitTree(commit, dict(self._files(root)), self.read)
        return self._trees[commit]

    def file(self, commit: str, path: str) -> bytes | Special | None:
        """Give one file of a commit, None if there is none, without looking anywhere but on the way to it."""
        entry = Entry(0o040000, self._root(commit))
        for name in PurePosixPath(path).parts:
            if not entry.is_folder:
                return None
            self._ask(self._lacking((entry.oid,)))
            found = self._folders[entry.oid].get(name)
            if found is None:
                return None
            entry = found
        return None if entry.is_folder else entry.special or self.read(entry.oid)

    def read(self, oid: str) -> bytes:
        """Give the bytes that an id names, of a large file only the first `FILE_BYTES_MAX` + 1."""
        content = self._fetched.get(oid)
        if content is None and self.checkout:
            content = self.checkout.blob(oid)
        if content is None:
            self._fetched |= self._remote(f"the file {oid}").blobs((oid,))
            content = self._fetched[oid]
        return content[: FILE_BYTES_MAX + 1]

    def fetch(self, tree: CommitTree, paths: Iterable[str]) -> None:
        """Have the files at hand that will be read: what the checkout lacks of them is asked for side by side."""
        entries = (tree.entries[path] for path in paths if path in tree.entries)
        wanted = {entry.oid for entry in entries if not entry.special and entry.oid not in self._fetched}
        lacking = [oid for oid in sorted(wanted) if self.checkout is None or self.checkout.blob(oid) is None]
        if lacking:
            self._fetched |= self._remote("a file").blobs(lacking)

    def merge_base(self, base: str, head: str) -> str:
        """Give the commit from which `head` left `base`: by the history that is here if it is whole, else by GitHub."""
        found = merge_bases(base, head, self.checkout.commit) if self.checkout else None
        if found and (len(found) == 1 or self._api is None):
            return found[0]
        if found == () and self._api is None:
            message = f"the commits {base} and {head} have no history in common"
            raise RepositoryError(message)
        return self._remote(f"the history of {base} and {head}").merge_base(base, head)

    def named(self, name: str) -> str | None:
        """Give the commit that a branch, a tag or an id stands for, None if there is none of that name.

        GitHub is asked first: what a checkout calls a branch may be old.
        """
        if self._api:
            return self._api.resolve(name) if name else None
        try:
            return resolve(name, self.checkout) if self.checkout else None
        except UnknownRevisionError:
            return None

    def _commit(self, oid: str) -> Commit | None:
        commit = self.checkout.commit(oid) if self.checkout else None
        return commit or (self._api.commit(oid) if self._api else None)

    def _root(self, oid: str) -> str:
        commit = self._commit(oid)
        if commit is None:
            message = f"the commit {oid} cannot be had"
            raise RepositoryError(message, hint=_HINT, code="not-found")
        return commit.tree

    def _open(self, root: str) -> None:
        """Have every folder below a commit's root at hand."""
        level, seen = {root}, {root}
        for _ in range(DEPTH_MAX):
            self._load(level, root)
            below = {entry.oid for oid in level for entry in self._folders[oid].values() if entry.is_folder}
            level = below - seen
            if not level:
                return
            seen |= level
        message = f"folders of the repository lie more than {DEPTH_MAX} deep"
        raise RepositoryError(message, code="too-large")

    def _load(self, oids: Collection[str], root: str) -> None:
        """Have folders below a root at hand; where many are lacking, GitHub is asked for all that it has at once."""
        lacking = self._lacking(oids)
        self._asked += len(lacking)
        if lacking and (self.checkout is None or self._asked > ALONE_MAX):
            self._ask_whole((root,))
            self._ask_whole(self._lacking(lacking))
            lacking = self._lacking(lacking)
        self._ask(lacking)

    def _ask_whole(self, oids: Iterable[str]) -> None:
        new = [oid for oid in oids if oid not in self._asked_whole]
        self._asked_whole |= set(new)
        self._ask(new, deep=True)

    def _lacking(self, oids: Iterable[str]) -> list[str]:
        """Take the folders that the checkout has, and give those that it has not."""
        new = [oid for oid in oids if oid not in self._folders]
        if self.checkout:
            self._folders |= self.checkout.folders(new)
        return sorted(oid for oid in new if oid not in self._folders)

    def _ask(self, oids: Collection[str], *, deep: bool = False) -> None:
        if oids:
            self._folders |= self._remote("a folder").folders(oids, deep=deep)

    def _files(self, root: str) -> Iterator[tuple[str, Entry]]:
        waiting, count = [("", root)], 0
        while waiting:
            above, oid = waiting.pop()
            for name, entry in self._folders[oid].items():
                if entry.is_folder:
                    waiting.append((f"{above}{name}/", entry.oid))
                else:
                    yield f"{above}{name}", entry
            count += len(self._folders[oid])
            if count > PATHS_MAX:
                message = f"a commit of the repository has more than {PATHS_MAX} files and folders"
                raise RepositoryError(message, code="too-large")

    def _remote(self, what: str) -> Api:
        if self._api is None:
            message = f"{what} is not in this repository, or is damaged there"
            raise RepositoryError(message, hint=_HINT, code="not-found")
        return self._api
