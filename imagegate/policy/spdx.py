"""SPDX licence expressions by their grammar (SPDX specification, annex "SPDX license expressions").

Whether a licence of that name exists is not asked: the list grows faster than any release of this program.
"""

import re

_TOKEN = re.compile(r"\s*(\(|\)|[A-Za-z0-9.+:-]+)", re.ASCII)
_IDENTIFIER = re.compile(
    r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+|[A-Za-z0-9][A-Za-z0-9.-]*\+?", re.ASCII
)
_OPERATORS = frozenset({"AND", "OR", "WITH"})


def is_expression(text: str) -> bool:
    """Tell whether a text is a licence expression such as `MIT` or `(Apache-2.0 WITH LLVM-exception) OR MIT`."""
    words = _words(text)
    depth, wants_operand = 0, True
    for position, word in enumerate(words or ()):
        if word == "(" and wants_operand:
            depth += 1
        elif word == ")" and not wants_operand and depth:
            depth -= 1
        elif word.upper() in _OPERATORS and not wants_operand:
            wants_operand = True
            if word.upper() == "WITH" and not _is_identifier((words or [])[position - 1]):
                return False
        elif wants_operand and _is_identifier(word):
            wants_operand = False
        else:
            return False
    return bool(words) and depth == 0 and not wants_operand


def _is_identifier(word: str) -> bool:
    return word.upper() not in _OPERATORS and _IDENTIFIER.fullmatch(word) is not None


def _words(text: str) -> list[str] | None:
    words, position = [], 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            return None
        words.append(match[1])
        position = match.end()
    return words
