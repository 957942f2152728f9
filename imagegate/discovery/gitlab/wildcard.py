"""Patterns of paths in `include:local`: `*` stays in a folder, `**` crosses folders, `**/` is any folders, or none.

Nothing else has a meaning. Patterns and paths come from the same hand, so that no pattern may go back over a path.
"""

import re
from collections.abc import Callable, Iterable, Iterator

WILDCARDS_MAX = 16

_STEPS = 100  # steps along a path that take as long as to look at a value

_TOKEN = re.compile(r"\*\*/|\*\*|\*|[^*]+", re.DOTALL)


def tokens(pattern: str) -> list[str]:
    """Split a pattern into wildcards and what stands between them."""
    return _TOKEN.findall(pattern)


def matching(paths: Iterable[str], pattern: list[str], spend: Callable[[int], None]) -> Iterator[str]:
    """Give the paths that a pattern means, in order; `spend` is told of the work before it is done."""
    first, last = (part if "*" not in part else "" for part in (pattern[0], pattern[-1]))
    likely = (path for path in paths if path.startswith(first) and path.endswith(last))
    for path in sorted(likely):
        spend(1 + len(path) * len(pattern) // _STEPS)
        if _matches(path, pattern):
            yield path


def _matches(path: str, pattern: list[str]) -> bool:
    """Follow all the places up to which the tokens so far can reach."""
    reached = {0}
    for token in pattern:
        reached = _after(path, token, reached)
        if not reached:
            return False
    return len(path) in reached


def _after(path: str, token: str, reached: set[int]) -> set[int]:
    start = min(reached)
    match token:
        case "**":
            return set(range(start, len(path) + 1))
        case "**/":
            return reached | {place + 1 for place in range(start, len(path)) if path[place] == "/"}
        case "*":
            return _in_folder(path, reached)
        case _:
            return {place + len(token) for place in reached if path.startswith(token, place)}


def _in_folder(path: str, reached: set[int]) -> set[int]:
    places: set[int] = set()
    for place in sorted(reached):
        if place not in places:
            end = path.find("/", place)
            places.update(range(place, (len(path) if end < 0 else end) + 1))
    return places
