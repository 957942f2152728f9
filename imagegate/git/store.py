"""The folders that a repository's objects lie in: its own, and those that it borrows from (gitrepository-layout)."""

import os
from collections.abc import Iterator
from pathlib import Path

from dulwich.object_store import BaseObjectStore, DiskObjectStore

_PLACES_MAX = 16
_OBJECT_BYTES_MAX = 128 * 1024 * 1024  # GitHub takes no file above 100 MiB
_ALTERNATES_BYTES_MAX = 64 * 1024


class Store(DiskObjectStore):
    """The objects in one folder, and no other."""

    @property
    def alternates(self) -> list[BaseObjectStore]:
        """None: whoever follows them here would do so without end where two borrow from each other."""
        return []


def open_stores(objects: Path) -> tuple[Store, ...]:
    """Open a folder of objects, and those that it borrows from, each once."""
    return tuple(Store(place, loose_object_size_limit=_OBJECT_BYTES_MAX) for place in _places(objects))


def _places(objects: Path) -> Iterator[Path]:
    waiting, seen = [objects], set[str]()
    while waiting and len(seen) < _PLACES_MAX:
        place = waiting.pop(0)
        real = os.path.realpath(place)
        if real not in seen and place.is_dir():
            seen.add(real)
            waiting += _borrowed(place)
            yield place


def _borrowed(objects: Path) -> Iterator[Path]:
    alternates = objects / "info" / "alternates"
    if not alternates.is_file():
        return
    with alternates.open("rb") as file:
        lines = file.read(_ALTERNATES_BYTES_MAX).splitlines()
    yield from (objects / os.fsdecode(line) for line in lines if line and not line.startswith(b"#"))
