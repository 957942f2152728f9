"""The objects of a checkout, as they lie on disk. Nothing is run, and nothing that the checkout says is believed.

What an id names is proved by its content: a checkout that somebody tampered with can lack things, and never lies. What
is missing, damaged or too strange to be read is "not here", whatever exception says so; the texts of those quote
files, and another source may have the object.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from imagegate.git.layout import Layout, layout
from imagegate.git.objects import parse_commit, parse_folder, tagged
from imagegate.tree import Commit, Folder, oid_of

if TYPE_CHECKING:
    from dulwich.objects import ObjectID

    from imagegate.git.store import Store

_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_TAGS_MAX = 8


class Checkout:
    """A repository on disk. It keeps packs open until it is closed."""

    def __init__(self, places: Layout, stores: "tuple[Store, ...]") -> None:
        """Take where its parts are, and its objects."""
        self.places = places
        self.stores = stores

    @classmethod
    def open(cls, root: Path) -> Self | None:
        """Open the repository whose working tree begins at `root`; None if there is none."""
        places = layout(root)
        if places is None:
            return None
        from imagegate.git.store import open_stores

        return cls(places, open_stores(places.objects))

    def close(self) -> None:
        """Close the packs."""
        for store in self.stores:
            store.close()

    def __enter__(self) -> Self:
        """Keep it open for a block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def commit(self, oid: str, /) -> Commit | None:
        """Give the commit that an id names; None if it is not here."""
        kind, content = self._read(oid)
        return parse_commit(content) if kind == "commit" else None

    def peel(self, oid: str) -> str | None:
        """Give the id of the commit that an id, or an annotated tag, stands for; None if it is not here."""
        for _ in range(_TAGS_MAX):
            kind, content = self._read(oid)
            if kind != "tag":
                return oid if kind == "commit" else None
            oid = tagged(content)
        return None

    def folders(self, oids: Collection[str], /) -> Mapping[str, Folder]:
        """Give those of the folders that are here; one that git would not allow is a `RepositoryError`."""
        found = ((oid, *self._read(oid)) for oid in oids)
        return {oid: parse_folder(content) for oid, kind, content in found if kind == "tree"}

    def blob(self, oid: str, /) -> bytes | None:
        """Give the bytes of a file; None if it is not here."""
        kind, content = self._read(oid)
        return content if kind == "blob" else None

    def _read(self, oid: str) -> "tuple[str, bytes]":
        """Give an object's kind and content; the kind is empty where it is not here."""
        name: ObjectID = oid.encode("ascii")  # type: ignore[assignment]
        for store in self.stores:
            with suppress(Exception):  # of many types, an error of the library's Rust parts among them
                number, content = store.get_raw(name)
                if oid_of(kind := _KINDS[number], content) == oid:
                    return kind, content
        return "", b""
