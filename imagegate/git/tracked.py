"""Which files git tracks in a working tree (gitformat-index(5))."""

from collections.abc import Mapping
from pathlib import Path

from imagegate.tree import Entry

_CHECKSUM_BYTES = 20
_UNKNOWN = Entry(0, "")


def tracked(index: Path) -> Mapping[str, Entry] | None:
    """Read what git tracks, by path; None where that is not to be known. A file in conflict has mode 0 and no id."""
    from dulwich.index import IndexEntry, read_index_dict_with_version

    if not index.is_file():
        return {}
    try:
        with index.open("rb") as file:
            entries = read_index_dict_with_version(file)[0]
            rest = file.read()
    except Exception:  # noqa: BLE001 - of many types, for formats it does not know and for damage
        return None
    if len(rest) != _CHECKSUM_BYTES:
        return None  # an extension that a reader must know, such as one that names another file with the rest
    return {
        path.decode("utf-8", "surrogateescape"): (
            Entry(entry.mode, entry.sha.decode("ascii")) if isinstance(entry, IndexEntry) else _UNKNOWN
        )
        for path, entry in entries.items()
    }
