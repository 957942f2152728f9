"""Where git keeps things: beside the files, or elsewhere for a linked working tree or a submodule.

git's configuration is not read, nor are its environment variables: what it names would have to be run or followed.
"""

from dataclasses import dataclass
from pathlib import Path

_GITDIR = "gitdir: "
_BYTES_MAX = 16 * 1024


@dataclass(frozen=True, slots=True)
class Layout:
    """A repository (gitrepository-layout(5)): `own` has what belongs to one working tree, `shared` the rest."""

    own: Path
    shared: Path

    @property
    def objects(self) -> Path:
        """Where the objects are."""
        return self.shared / "objects"

    @property
    def is_shallow(self) -> bool:
        """Tell whether the history that is here was cut off (git-clone(1), --depth)."""
        return (self.shared / "shallow").is_file()


def layout(root: Path) -> Layout | None:
    """Find the repository whose working tree begins at `root`; None if there is none, or none to be seen from here."""
    own = _own(root / ".git")
    if own is None:
        return None
    name = _line(own / "commondir")
    found = Layout(own, own / name if name else own)
    return found if found.objects.is_dir() else None


def _own(place: Path) -> Path | None:
    if place.is_dir():
        return place
    line = _line(place)
    return place.parent / line.removeprefix(_GITDIR) if line.startswith(_GITDIR) else None


def _line(path: Path) -> str:
    """Read the one line of a file; a file that is not there, or is something else, has none."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return file.read(_BYTES_MAX).decode("utf-8", "surrogateescape").rstrip("\r\n")
    except OSError:
        return ""
