"""Globs on paths and names, anchored at both ends: `*` and `?` stay between two slashes, `**` crosses them."""

import re

from imagegate.policy.pattern import compiled


class InvalidGlobError(ValueError):
    """A glob that could not select what it seems to; `advice` says what to write."""

    def __init__(self, reason: str, advice: str = "") -> None:
        """Keep the reason and the advice apart."""
        super().__init__(reason)
        self.advice = advice


def expression(glob: str) -> str:
    """Translate a glob into a regular expression for the whole text.

    `a/**` is everything below `a`, `**/a` is `a` at any depth, `a/**/b` any number of folders between, or none.
    """
    parts = glob.split("/")
    for part in parts:
        if "**" in part and part != "**":
            message = f'"**" in "{glob}" does not stand alone between slashes'
            raise InvalidGlobError(message, 'write "*" within a part, "**" for any number')
    text = ""
    for position, part in enumerate(parts):
        last = position == len(parts) - 1
        if part == "**":
            text += ".+" if last else "(?:.+/)?"
        else:
            text += _part(part) + ("" if last else "/")
    return text


def matches(glob: str, text: str) -> bool:
    """Tell whether a glob, already known to be one, selects a text."""
    return compiled(expression(glob)).fullmatch(text) is not None


def _part(part: str) -> str:
    return "".join({"*": "[^/]*", "?": "[^/]"}.get(character) or re.escape(character) for character in part)
