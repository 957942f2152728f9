"""Files that are parts of others: which one answers for what stands in them."""

from collections.abc import Mapping


def answered_for(included: Mapping[str, set[str]]) -> set[str]:
    """Give the files for which others answer; of those that include each other, the first one answers."""
    named = set[str]().union(*included.values())
    answered: set[str] = set()
    for path in (*sorted(included.keys() - named), *sorted(included)):
        if path not in answered:
            answered |= included[path] - {path}
    return answered
