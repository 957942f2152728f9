"""Which lines of a file a change brings. Pure."""

from collections import Counter


def changed_lines(old: bytes, new: bytes) -> frozenset[int]:
    """Give the numbers, from 1, of the new lines that the old text has not.

    What both begin and end with is left aside; in between a line counts as old as often as the old text has it. That
    takes time in proportion to the texts, whatever is in them, and is all that a place to point at needs.
    """
    before, after = old.split(b"\n"), new.split(b"\n")
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    left = Counter(before[start : len(before) - end])
    found: set[int] = set()
    for number in range(start, len(after) - end):
        left[after[number]] -= 1
        if left[after[number]] < 0:
            found.add(number + 1)
    return frozenset(found)


def _common(one: list[bytes], other: list[bytes]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (left, right) in pairs if left != right), min(len(one), len(other)))
