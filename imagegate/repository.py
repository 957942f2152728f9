"""A repository's commits as trees of files: out of the checkout, and what that lacks out of GitHub's API.

Nothing is written into the checkout, and a file that it has is never asked for.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from imagegate.folders import FETCH, Folders
from imagegate.git.checkout import Checkout
from imagegate.git.merge_base import merge_bases
from imagegate.git.revision import UnknownRevisionError, resolve
from imagegate.github.api import Api
from imagegate.source import Special
from imagegate.tree import FILE_BYTES_MAX, Commit, CommitTree, RepositoryError


@contextmanager
def open_repository(root: Path, api: Api | None = None) -> Iterator["Repository"]:
    """Open the repository whose working tree begins at `root`, until the block ends; without any, the API is all."""
    with ExitStack() as stack:
        if api:
            stack.callback(api.close)
        checkout = Checkout.open(root)
        if checkout:
            stack.callback(checkout.close)
        yield Repository(checkout, api)


class Repository:
    """Reads commits. What neither the checkout nor the API can give is a `RepositoryError`."""

    def __init__(self, checkout: Checkout | None, api: Api | None) -> None:
        """Begin with nothing read."""
        self.checkout = checkout
        self._api = api
        self._trees: dict[str, CommitTree] = {}
        self._folders = Folders(checkout, api)
        self._fetched: dict[str, bytes] = {}

    def has(self, commit: str) -> bool:
        """Tell whether a commit can be had at all; that it could not be found out is a `RepositoryError`."""
        return self._commits((commit,))[commit] is not None

    def tree(self, commit: str) -> CommitTree:
        """Give all files of a commit; of one commit always the same tree."""
        return self.trees(commit)[0]

    def trees(self, *commits: str) -> tuple[CommitTree, ...]:
        """Give all files of several commits, which takes little longer than of one."""
        new = [commit for commit in dict.fromkeys(commits) if commit not in self._trees]
        roots = self._roots(new)
        self._folders.open(roots)
        for commit, root in zip(new, roots, strict=True):
            self._trees[commit] = CommitTree(commit, dict(self._folders.files(root)), self.read)
        return tuple(self._trees[commit] for commit in commits)

    def file(self, commit: str, path: str) -> bytes | Special | None:
        """Give one file of a commit, None if there is none, without looking anywhere but on the way to it."""
        entry = self._folders.entry(self._roots((commit,))[0], path)
        if entry is None or entry.is_folder:
            return None
        return entry.special or self.read(entry.oid)

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

    def _commits(self, oids: Collection[str]) -> Mapping[str, Commit | None]:
        here = {oid: self.checkout.commit(oid) if self.checkout else None for oid in oids}
        lacking = [oid for oid, commit in here.items() if commit is None]
        return {**here, **self._api.commits(lacking)} if self._api and lacking else here

    def _roots(self, oids: Collection[str]) -> list[str]:
        roots = []
        for oid, commit in self._commits(oids).items():
            if commit is None:
                message = f"the commit {oid} cannot be had"
                raise RepositoryError(message, hint=FETCH, code="not-found")
            roots.append(commit.tree)
        return roots

    def _remote(self, what: str) -> Api:
        if self._api is None:
            message = f"{what} is not in this repository, or is damaged there"
            raise RepositoryError(message, hint=FETCH, code="not-found")
        return self._api
