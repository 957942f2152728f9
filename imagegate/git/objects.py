"""What is inside git's objects (gitformat-pack(5), git-commit-tree(1)). Pure."""

import re
from collections.abc import Iterator

from imagegate.tree import Commit, Entry, Folder, RepositoryError, folder

_HEADER = re.compile(rb"tree ([0-9a-f]{40})\n((?:parent [0-9a-f]{40}\n)*)")
_COMMITTER = re.compile(rb"^committer .*> (-?[0-9]{1,18}) [-+0-9]+$", re.MULTILINE)
_TAGGED = re.compile(rb"object ([0-9a-f]{40})\ntype (?:commit|tag)\n")
_ENTRY = re.compile(rb"([0-7]{1,7}) ([^\0]*)\0(.{20})", re.DOTALL)


def parse_commit(content: bytes) -> Commit | None:
    """Read a commit; None if it is none. A time that is no number counts as the epoch, as it does for git."""
    header = _HEADER.match(content)
    if header is None:
        return None
    committer = _COMMITTER.search(content.partition(b"\n\n")[0])
    parents = tuple(line.partition(" ")[2] for line in header[2].decode("ascii").splitlines())
    return Commit(header[1].decode("ascii"), parents, int(committer[1]) if committer else 0)


def tagged(content: bytes) -> str:
    """Give the id of the commit, or the tag, that an annotated tag is of; an empty text if it is of something else."""
    found = _TAGGED.match(content)
    return found[1].decode("ascii") if found else ""


def parse_folder(content: bytes) -> Folder:
    """Read a tree object; one that git would not allow is a `RepositoryError`."""
    return folder(_entries(content))


def _entries(content: bytes) -> Iterator[tuple[str, Entry]]:
    end = 0
    while end < len(content):
        found = _ENTRY.match(content, end)
        if found is None:
            message = "a folder of the repository cannot be read"
            raise RepositoryError(message, hint="`git fsck` says which")
        end = found.end()
        yield found[2].decode("utf-8", "surrogateescape"), Entry(int(found[1], 8), found[3].hex())
