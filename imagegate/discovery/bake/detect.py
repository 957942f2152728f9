"""Find the images of bake files: those that targets are given as named contexts, and those of inline Dockerfiles.

What a target builds becomes a build, so that its Dockerfile is read with the arguments and contexts it gets. Tags,
outputs and caches are no references.
"""

import re
from collections.abc import Iterator

from imagegate.discovery.bake.names import is_claimed, is_likely
from imagegate.discovery.bounded import bounded
from imagegate.discovery.detector import Claim, File, Found, Surroundings

FORMAT = "bake"

FOUND_MAX = 20_000

_SECTION = re.compile(r"""^[ \t]*(?:target|group)[ \t]+"?[\w-]+"?[ \t]*\{|"(?:target|group)"[ \t]*:""", re.MULTILINE)


def claims(path: str) -> Claim:
    """Claim what bake looks for by itself; of other files with `bake` in their names the content decides."""
    if is_claimed(path):
        return Claim.YES
    return Claim.MAYBE if is_likely(path) else Claim.NO


def sniffs(text: str) -> bool:
    """Tell whether a target or a group may be described in the text."""
    return _SECTION.search(text) is not None


def may_depend(_path: str, changed: frozenset[str]) -> bool:
    """Say yes to any change: Dockerfiles may have any name."""
    return bool(changed)


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a bake file."""
    from imagegate.discovery.bake.read import found

    return bounded(found(file, surroundings), file, FOUND_MAX)
