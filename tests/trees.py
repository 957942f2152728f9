"""Trees of files as values, for the tests of what never sees a repository."""

from collections.abc import Mapping

from imagegate.tree import CommitTree, Entry, oid_of

FILE, LINK = 0o100644, 0o120000


def tree(files: Mapping[str, str | bytes], links: Mapping[str, str] | None = None) -> CommitTree:
    """Give the tree of a commit with these files and symbolic links; its id follows from them."""
    contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    targets = {path: target.encode() for path, target in (links or {}).items()}
    blobs = {oid_of("blob", content): content for content in (*contents.values(), *targets.values())}
    entries = {path: Entry(FILE, oid_of("blob", content)) for path, content in contents.items()}
    entries |= {path: Entry(LINK, oid_of("blob", content)) for path, content in targets.items()}
    return CommitTree(oid_of("commit", repr(sorted(entries.items())).encode()), entries, blobs.__getitem__)
