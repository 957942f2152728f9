"""What bake files are called."""

import posixpath
import re
from collections.abc import Iterator

_CLAIMED = re.compile(r"docker-bake(?:\.override)?\.(?:hcl|json)")
_LIKELY = re.compile(r".*bake.*\.(?:hcl|json)", re.IGNORECASE | re.DOTALL)

DEFAULTS = ("docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl")
"""What bake looks for in its folder; it lays each one over those before it."""


def is_claimed(path: str) -> bool:
    """Tell whether a file is surely a bake file."""
    return _CLAIMED.fullmatch(_name(path)) is not None


def is_likely(path: str) -> bool:
    """Tell whether a file may be one (`ci.bake.hcl`, `bake-base.json`)."""
    return _LIKELY.fullmatch(_name(path)) is not None


def defaults(folder: str) -> tuple[str, ...]:
    """Give the paths of what bake looks for in a folder."""
    return tuple(posixpath.join(folder, name) for name in DEFAULTS)


def with_those_above(folder: str) -> Iterator[str]:
    """Give a folder and all above it, up to the repository's root: bake may run in any of them."""
    yield folder
    while folder:
        folder = posixpath.dirname(folder)
        yield folder


def _name(path: str) -> str:
    return path.rpartition("/")[2]
