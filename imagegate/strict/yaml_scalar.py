"""What an unquoted YAML scalar means: the core schema of YAML 1.2 (section 10.3.2), narrowed to JSON.

YAML 1.1's surprises are gone: `no`, `on`, `22:22`, `1_000` and dates are text. A number with a leading zero is text
too: it is a file mode, a short commit or a postcode far more often than a number.
"""

import re

from imagegate.strict.json import INTEGER_DIGITS_MAX

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile("[-+]?(?:0|[1-9][0-9]*)", re.ASCII)
_OCTAL = re.compile("0o[0-7]+", re.ASCII)
_HEXADECIMAL = re.compile("0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_NOT_JSON = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", re.ASCII)


def scalar(text: str) -> Scalar:
    """Give an unquoted scalar's value; a number that JSON cannot hold is a `ValueError` that says why."""
    if text in _WORDS:
        return _WORDS[text]
    for pattern, base in ((_INTEGER, 10), (_OCTAL, 8), (_HEXADECIMAL, 16)):
        if pattern.fullmatch(text):
            return _integer(text, base)
    if _FLOAT.fullmatch(text):
        return _float(text)
    if _NOT_JSON.fullmatch(text):
        message = f"{text} is not a number that JSON has"
        raise ValueError(message)
    return text


def _integer(text: str, base: int) -> int:
    if len(text) > INTEGER_DIGITS_MAX:
        message = f"a number of {len(text)} digits"
        raise ValueError(message)
    return int(text, base)


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        message = "a number too large to represent"
        raise ValueError(message)
    return value
