"""What Compose files are called."""

import re

MAIN = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""What Compose looks for, in this order."""

_CLAIMED = re.compile(r"(?:docker-)?compose(?:[^a-z].*)?\.ya?ml", re.IGNORECASE | re.DOTALL)
_LIKELY = re.compile(r".*compose.*\.ya?ml", re.IGNORECASE | re.DOTALL)
_OVERRIDE = re.compile(r"(?:docker-)?compose\.override\.ya?ml")


def is_claimed(path: str) -> bool:
    """Tell whether a file is surely a Compose file."""
    return _CLAIMED.fullmatch(_name(path)) is not None


def is_likely(path: str) -> bool:
    """Tell whether a file may be one (`app-compose.yml`, `composer.yaml`)."""
    return _LIKELY.fullmatch(_name(path)) is not None


def is_override(path: str) -> bool:
    """Tell whether Compose adds a file to the main one by itself."""
    return _OVERRIDE.fullmatch(_name(path)) is not None


def main_files(path: str) -> tuple[str, ...]:
    """Give the paths of the files that one in the same folder may add to, the likeliest first; none for a main one."""
    name = _name(path)
    if name in MAIN:
        return ()
    folder = path.removesuffix(name)
    alike = sorted(MAIN, key=lambda main: main.startswith("docker-") is not name.startswith("docker-"))
    return tuple(folder + main for main in alike)


def _name(path: str) -> str:
    return path.rpartition("/")[2]
