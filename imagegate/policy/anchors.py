"""Whether a regular expression for a registry's host fits that host alone, as far as its text tells. Pure."""

import re
from collections.abc import Iterator

_FLAGS = re.compile(r"\(\?[a-zA-Z-]+\)")
_GROUP = re.compile(r"\((?:\?:|\?P?<\w+>)?")
_STARTS = ("^", "\\A")
_ENDS = ("$", "\\z")
_GROUPS_MAX = 8


def is_begun(expression: str) -> bool:
    """Tell whether every alternative begins where the text does."""
    return all(one.startswith(_STARTS) for one in _alternatives(expression))


def is_ended(expression: str) -> bool:
    """Tell whether every alternative ends where the text does."""
    return all(
        one.endswith(_ENDS) and not re.search(r"(?<!\\)(?:\\\\)*\\\$\Z", one) for one in _alternatives(expression)
    )


def ends_hosts(expression: str) -> bool:
    """Tell whether no alternative names a host, by a literal dot, that nothing ends: a slash would."""
    return all("/" in one or "\\." not in one for one in _alternatives(expression))


def _alternatives(expression: str, groups_max: int = _GROUPS_MAX) -> Iterator[str]:
    """Give what stands between bars, also within a group that is the whole alternative; flags are left out."""
    for one in _split(_FLAGS.sub("", expression, count=1) if _FLAGS.match(expression) else expression):
        group = _GROUP.match(one)
        if group and groups_max and _closing(one) == len(one) - 1:
            yield from _alternatives(one[group.end() : -1], groups_max - 1)
        else:
            yield one


def _split(text: str) -> Iterator[str]:
    begin = 0
    for position, depth, character in _walk(text):
        if character == "|" and not depth:
            yield text[begin:position]
            begin = position + 1
    yield text[begin:]


def _closing(text: str) -> int:
    """Give where the group ends that the text begins with."""
    return next((position for position, depth, character in _walk(text) if character == ")" and not depth), -1)


def _walk(text: str) -> Iterator[tuple[int, int, str]]:
    """Give the characters that mean something where they stand, and how many groups are open after them."""
    depth, in_class, position = 0, False, 0
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 1
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
            # A bracket that comes first is one of the class.
            position += text.startswith("^", position + 1)
            position += text.startswith("]", position + 1)
        else:
            depth += (character == "(") - (character == ")")
            yield position, depth, character
        position += 1
