"""Where policies lie: packs inside the program, files in the repository. Reads files, nothing else."""

import stat
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from imagegate.errors import UsageError
from imagegate.source import Special
from imagegate.tree import Tree

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

PACK = "pack:"
DEFAULT = "pack:baseline-security"
PLACES = (".github/imagegate.yaml", ".github/imagegate.yml", ".imagegate.yaml", ".imagegate.yml")
SIZE_BYTES_MAX = 1024 * 1024

_HINT = "write a path from the repository's root, or pack:NAME"


class PolicyNotFoundError(UsageError):
    """A policy that is named and is not there, or cannot be read."""

    code = "policy-not-found"


def find(root: Path) -> str:
    """Give the policy that counts below a folder where none is named: the looked-for file, else the default pack."""
    return find_among([place for place in PLACES if (root / place).is_symlink() or (root / place).exists()])


def find_among(paths: Collection[str]) -> str:
    """Give the policy that counts among a repository's paths where none is named, else the default pack.

    Two candidates are an error: which of them was meant cannot be known.
    """
    found = [place for place in PLACES if place in paths]
    if len(found) > 1:
        message = f"there are two policies, {found[0]} and {found[1]}"
        raise UsageError(message, hint="remove one of them, or name the one that counts")
    return found[0] if found else DEFAULT


def from_root(name: str, folder: Path, root: Path) -> str:
    """Spell a policy named from a folder as it is named from the root; outside the root it is an absolute path."""
    path = folder / name
    if name.startswith(PACK):
        return name
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def repository_root(folder: Path) -> Path:
    """Give the nearest folder upwards that holds `.git`; without one, the folder itself."""
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), folder)


def read(name: str, root: Path) -> bytes:
    """Read a pack (`pack:NAME`) or a file, its path relative to `root`; at most 1 MiB, and no symbolic link."""
    if name.startswith(PACK):
        return _pack(name.removeprefix(PACK))
    path = root / name
    try:
        status = path.lstat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= SIZE_BYTES_MAX:
            return path.read_bytes()
    except (OSError, ValueError):
        message = f"there is no policy {name!r} that can be read"
        raise PolicyNotFoundError(message, hint=_HINT) from None
    if stat.S_ISREG(status.st_mode):
        message = f"the policy {name!r} has {status.st_size} bytes; at most {SIZE_BYTES_MAX} are read"
        raise PolicyNotFoundError(message, hint="split it, and name both parts")
    message = f"the policy {name!r} is no regular file"
    raise PolicyNotFoundError(message, hint=_HINT)


def read_from(tree: Tree, name: str) -> bytes:
    """Read a pack, or a file of a repository's tree; at most 1 MiB, and no symbolic link."""
    if name.startswith(PACK):
        return _pack(name.removeprefix(PACK))
    content = tree.read(name)
    if content is None:
        message = f"there is no policy {name!r} that can be read"
        raise PolicyNotFoundError(message, hint=_HINT)
    if isinstance(content, Special):
        message = f"the policy {name!r} is no regular file"
        raise PolicyNotFoundError(message, hint=_HINT)
    if len(content) > SIZE_BYTES_MAX:
        message = f"the policy {name!r} has more than the {SIZE_BYTES_MAX} bytes that are read"
        raise PolicyNotFoundError(message, hint="split it, and name both parts")
    return content


def packs() -> tuple[str, ...]:
    """Name the packs that ship with the program, in order."""
    names = (PurePosixPath(entry.name) for entry in _shipped("imagegate.policies").iterdir())
    return tuple(sorted(name.stem for name in names if name.suffix == ".yaml"))


def schema(name: str) -> bytes:
    """Read the JSON Schema (draft-07) of policies (`policy`) or of their tests (`tests`)."""
    return (_shipped("imagegate.policy") / f"{name}.schema.json").read_bytes()


def _shipped(package: str) -> "Traversable":
    from importlib import resources

    return resources.files(package)


def _pack(name: str) -> bytes:
    known = packs()
    if name in known:
        return (_shipped("imagegate.policies") / f"{name}.yaml").read_bytes()
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    message = f"there is no pack {name[:80]!r}" + (f" (did you mean {close[0]!r}?)" if close else "")
    raise PolicyNotFoundError(message, hint=f"the packs are {', '.join(known)}")
