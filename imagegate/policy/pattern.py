"""Regular expressions that cannot hang: RE2, searched unanchored as JSON Schema says, `$` only at the very end."""

from functools import lru_cache
from typing import Protocol

LENGTH_MAX = 4096

_LOOK_AROUND = ("(?=", "(?!", "(?<=", "(?<!")


class Pattern(Protocol):
    """What is used of a compiled expression."""

    def search(self, text: str, /) -> object | None:
        """Find the expression anywhere in the text."""

    def fullmatch(self, text: str, /) -> object | None:
        """Match the whole text."""


class InvalidPatternError(ValueError):
    """An expression that RE2 refuses; `advice` says how to write it instead."""

    def __init__(self, reason: str, advice: str) -> None:
        """Keep the reason and the advice apart."""
        super().__init__(reason)
        self.advice = advice


@lru_cache(maxsize=4096)
def compiled(expression: str) -> Pattern:
    """Compile an expression once; what RE2 refuses is an `InvalidPatternError`."""
    import re2  # heavy: only where a policy is read

    if len(expression) > LENGTH_MAX:
        message = f"a pattern of {len(expression)} characters; at most {LENGTH_MAX} are read"
        raise InvalidPatternError(message, "split it into several rules")
    options = re2.Options()
    options.log_errors = False
    try:
        pattern: Pattern = re2.compile(expression, options)
    except re2.error as error:
        reason = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else str(error)
        message = f"not a pattern that RE2 reads: {reason}"
        raise InvalidPatternError(message, _advice(expression, reason)) from error
    return pattern


def found(expression: str, text: str) -> bool:
    """Tell whether an expression is found anywhere in a text; a text that is not Unicode holds nothing."""
    try:
        return compiled(expression).search(text) is not None
    except UnicodeEncodeError:
        return False


def _advice(expression: str, reason: str) -> str:
    if any(look in expression for look in _LOOK_AROUND):
        return "RE2 cannot look ahead or behind; say what must not be there with denyPattern"
    if "escape sequence" in reason and reason[-1:].isdecimal():
        return "RE2 has no back-references; list the alternatives"
    if "escape sequence" in reason and reason.endswith(("\\Z", "\\A")):
        return "write $ for the end of the text and ^ for its start"
    if "repetition size" in reason:
        return "RE2 repeats at most 1000 times; say lengths with minLength and maxLength"
    return "see https://github.com/google/re2/wiki/Syntax"
