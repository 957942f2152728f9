"""Ranges of versions in tags, which are no semantic versions: `1.27-alpine`, `22.04`, `3`.

A range is one or more groups joined by `||`; a group is comparisons joined by spaces, all of which must hold:
`>=1.27 <2`. `1.27` or `1.27.x` means every version that begins so. A tag with fewer numbers than a comparison counts
the missing ones as zero.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import ge, gt, le, lt

_COMPARISON = re.compile(r"(>=|<=|>|<|=)?v?([0-9]{1,12}(?:\.[0-9]{1,12}){0,3})((?:\.[xX*]){1,3})?", re.ASCII)
_OPERATORS: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {">=": ge, "<=": le, ">": gt, "<": lt}
_WIDTH = 4


class InvalidRangeError(ValueError):
    """A text that is no range of versions."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """An operator (empty: begins with) and the numbers to compare with."""

    operator: str
    numbers: tuple[int, ...]

    def holds(self, version: Sequence[int]) -> bool:
        """Compare a version."""
        if self.operator in ("", "="):
            return tuple(version[: len(self.numbers)]) == self.numbers
        return _OPERATORS[self.operator](_padded(version), _padded(self.numbers))


def parse_range(text: str) -> tuple[tuple[Comparison, ...], ...]:
    """Read a range: any of the groups must hold whole."""
    groups = []
    for group in text.split("||"):
        words = group.split()
        if not words:
            message = f'"{text}" is not a range of versions'
            raise InvalidRangeError(message)
        groups.append(tuple(_comparison(word, text) for word in words))
    return tuple(groups)


def in_range(text: str, version: Sequence[int]) -> bool:
    """Tell whether a version is in a range that is known to be one."""
    return bool(version) and any(all(each.holds(version) for each in group) for group in parse_range(text))


def _comparison(word: str, text: str) -> Comparison:
    match = _COMPARISON.fullmatch(word)
    if match is None or (match[3] and match[1] not in (None, "=")):
        message = f'"{word}" in "{text}" is not a comparison of versions'
        raise InvalidRangeError(message)
    return Comparison(match[1] or "", tuple(int(number) for number in match[2].split(".")))


def _padded(version: Sequence[int]) -> tuple[int, ...]:
    return (*version[:_WIDTH], *(0,) * (_WIDTH - len(version)))
