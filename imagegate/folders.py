"""Folders of commits by their ids: out of the checkout, and what that lacks out of GitHub's API.

A folder that two commits share is opened once. Several commits are opened together, a level of all of them at a time,
so that what must be asked for is asked for side by side.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from imagegate.git.checkout import Checkout
from imagegate.github.api import Api
from imagegate.tree import Entry, Folder, RepositoryError

PATHS_MAX = 1_000_000
DEPTH_MAX = 256
# So many folders are asked for one by one; where more are lacking, all of a commit at once are less to wait for.
ALONE_MAX = 16

_FOLDER = 0o040000


class Folders:
    """The folders that were read so far. One that neither the checkout nor the API has is a `RepositoryError`."""

    def __init__(self, checkout: Checkout | None, api: Api | None) -> None:
        """Begin with none."""
        self._checkout = checkout
        self._api = api
        self._known: dict[str, Folder] = {}
        self._asked = 0
        self._asked_whole: set[str] = set()

    def open(self, roots: Sequence[str]) -> None:
        """Have every folder below some roots at hand."""
        level, seen = set(roots), set(roots)
        for _ in range(DEPTH_MAX):
            self._load(level, roots)
            below = {entry.oid for oid in level for entry in self._known[oid].values() if entry.is_folder}
            level = below - seen
            if not level:
                return
            seen |= level
        message = f"folders of the repository lie more than {DEPTH_MAX} deep"
        raise RepositoryError(message, code="too-large")

    def files(self, root: str) -> Iterator[tuple[str, Entry]]:
        """Give all files below a root that is open, by their paths."""
        waiting, count = [("", root)], 0
        while waiting:
            above, oid = waiting.pop()
            for name, entry in self._known[oid].items():
                if entry.is_folder:
                    waiting.append((f"{above}{name}/", entry.oid))
                else:
                    yield f"{above}{name}", entry
            count += len(self._known[oid])
            if count > PATHS_MAX:
                message = f"a commit of the repository has more than {PATHS_MAX} files and folders"
                raise RepositoryError(message, code="too-large")

    def entry(self, root: str, path: str) -> Entry | None:
        """Find what stands at a path below a root, without looking anywhere but on the way to it."""
        entry = Entry(_FOLDER, root)
        for name in PurePosixPath(path).parts:
            if not entry.is_folder:
                return None
            self._ask(self._lacking((entry.oid,)))
            found = self._known[entry.oid].get(name)
            if found is None:
                return None
            entry = found
        return entry

    def _load(self, oids: Collection[str], roots: Sequence[str]) -> None:
        """Have folders below some roots at hand: one by one, or all that lie below where many are lacking."""
        lacking = self._lacking(oids)
        if lacking and self._checkout is None and not self._known:
            self._ask_whole(roots[:1])  # the other commits have most of it too
            lacking = self._lacking(lacking)
        self._asked += len(lacking)
        if lacking and self._asked > ALONE_MAX:
            self._ask_whole(roots)
            self._ask_whole(self._lacking(lacking))
            lacking = self._lacking(lacking)
        self._ask(lacking)

    def _lacking(self, oids: Iterable[str]) -> list[str]:
        """Take the folders that the checkout has, and give those that it has not."""
        new = [oid for oid in oids if oid not in self._known]
        if self._checkout:
            self._known |= self._checkout.folders(new)
        return sorted(oid for oid in new if oid not in self._known)

    def _ask_whole(self, oids: Iterable[str]) -> None:
        new = [oid for oid in dict.fromkeys(oids) if oid not in self._asked_whole]
        self._asked_whole |= set(new)
        self._ask(new, whole=True)

    def _ask(self, oids: Collection[str], *, whole: bool = False) -> None:
        if not oids:
            return
        if self._api is None:
            message = f"the folder {next(iter(oids))} is not in this repository, or is damaged there"
            raise RepositoryError(message, hint=FETCH, code="not-found")
        self._known |= self._api.folders(oids, deep=whole)


FETCH = "fetch it first (`git fetch`, or actions/checkout with `fetch-depth: 0`); `git fsck` finds what is damaged"
"""What to do about an object that is not in the checkout, where nobody else can be asked."""
