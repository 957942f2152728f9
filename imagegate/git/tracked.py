"""Which files git tracks in a working tree (gitformat-index(5))."""

from collections.abc import Mapping
from pathlib import Path

from imagegate.tree import Entry

_SPLIT = b"link"  # a part of the index is in another file
_UNKNOWN = Entry(0, "")


def tracked(index: Path) -> Mapping[str, Entry] | None:
    """Read what git tracks, by path; None where that is not to be known. A file in conflict has mode 0 and no id."""
    from dulwich.index import IndexEntry, read_index_dict_with_version

    if not index.is_file():
        return {}
    try:
        with index.open("rb") as file:
            entries, _, extensions = read_index_dict_with_version(file)
    except Exception:  # noqa: BLE001 - of many types, for formats it does not know and for damage
        return None
    if any(extension.signature == _SPLIT for extension in extensions):
        return None
    return {
        path.decode("utf-8", "surrogateescape"): (
            Entry(entry.mode, entry.sha.decode("ascii")) if isinstance(entry, IndexEntry) else _UNKNOWN
        )
        for path, entry in entries.items()
    }
