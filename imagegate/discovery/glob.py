"""Globs over paths: `*` and `?` stay in a folder, `**` crosses folders, a leading `!` excludes."""

import re
from collections.abc import Sequence
from functools import lru_cache

_TOKEN = re.compile(r"\*\*/|\*\*|.", re.DOTALL)
_MEANING = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def matches(path: str, glob: str) -> bool:
    """Tell whether a whole path from the repository's root is what a glob says."""
    name = glob.removesuffix("/**")
    if not ("*" in name or "?" in name):  # as thousands of files are named on a command line
        return path == glob if name == glob else path.startswith(f"{name}/")
    return _compiled(glob).fullmatch(path) is not None


def selects(path: str, globs: Sequence[str]) -> bool:
    """Tell what the last glob that matches a path says of it; globs that only exclude start from everything."""
    selected = all(glob.startswith("!") for glob in globs)
    for glob in globs:
        if matches(path, glob.removeprefix("!")):
            selected = not glob.startswith("!")
    return selected


@lru_cache(maxsize=1024)
def _compiled(glob: str) -> re.Pattern[str]:
    tokens = (token[0] for token in _TOKEN.finditer(glob))
    return re.compile("".join(_MEANING.get(token, re.escape(token)) for token in tokens), re.DOTALL)
