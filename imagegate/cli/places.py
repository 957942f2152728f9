"""Files and folders that are named on the command line, as globs from the repository's root."""

import posixpath
from collections.abc import Iterable
from pathlib import Path

from imagegate.errors import UsageError

_WILD = str.maketrans("*!", "??")


def place(path: Path, root: Path) -> str:
    """Spell a path from the root; one that lies outside is a `UsageError`."""
    normal = Path(posixpath.normpath(path))
    if not normal.is_relative_to(root):
        message = f"{str(path)[:200]!r} lies outside the repository at {root}"
        raise UsageError(message, hint="run it in the repository that holds it")
    return normal.relative_to(root).as_posix()


def check(path: Path) -> None:
    """Refuse what is not there with a `UsageError`."""
    if not (path.exists() or path.is_symlink()):
        message = f"there is no file or folder {str(path)[:200]!r}"
        raise UsageError(message, hint="name what is there, or nothing to search everything")


def globs(places: Iterable[str]) -> tuple[str, ...]:
    """Select files, and everything below folders; wild characters in names match any one."""
    return tuple(glob for one in places for glob in _globs(one.translate(_WILD)))


def _globs(name: str) -> tuple[str, ...]:
    return ("**",) if name == "." else (name, f"{name}/**")
