"""What bake files are called."""

import re

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


def defaults(path: str) -> tuple[str, ...]:
    """Give the paths of what bake looks for in the folder of a file."""
    folder = path.removesuffix(_name(path))
    return tuple(folder + name for name in DEFAULTS)


def _name(path: str) -> str:
    return path.rpartition("/")[2]
