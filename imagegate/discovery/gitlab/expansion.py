"""Variables in texts, as GitLab's runner and GitLab itself expand them.

The runner, which fills in the names of images, knows `$V` and `${V}`, no defaults, and `$$` as a dollar. GitLab, which
fills variables into each other before, knows `%V%` too, and leaves `$$` and `%%` for later.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from imagegate.discovery.yaml.source import TEXT_MAX
from imagegate.source import Location

PLACES_MAX = 16

_NAME = "[A-Za-z_][A-Za-z0-9_]*"
_IN_IMAGE = re.compile(rf"\$(?:\$|\{{([^}}]*)\}}|({_NAME}))")
_IN_VALUE = re.compile(rf"\$\$|%%|\$\{{({_NAME})\}}|\$({_NAME})|%({_NAME})%")


@dataclass(frozen=True, slots=True)
class Text:
    """A text that stands for itself; `places` gave it its parts. With `why_unknown`, nobody can tell what it is."""

    text: str
    places: tuple[Location, ...] = ()
    why_unknown: str = ""


def expand_image(text: str, value: Callable[[str], Text]) -> Text:
    """Fill in the name of an image."""
    return _expand(text, _IN_IMAGE, "$", value)


def expand_value(text: str, value: Callable[[str], Text]) -> Text:
    """Fill in the value of a variable."""
    return _expand(text, _IN_VALUE, None, value)


def names(text: str) -> frozenset[str]:
    """Give the names that may be filled in, whoever does it."""
    return frozenset(match[match.lastindex] for match in _matches(text) if match.lastindex)


def _matches(text: str) -> list[re.Match[str]]:
    return [*_IN_IMAGE.finditer(text), *_IN_VALUE.finditer(text)]


def _expand(text: str, pattern: re.Pattern[str], escaped: str | None, value: Callable[[str], Text]) -> Text:
    """Replace all names; what is escaped becomes `escaped`, or stays if that is None."""
    pieces: list[str] = []
    places: dict[Location, None] = {}
    end = 0
    for match in pattern.finditer(text):
        pieces.append(text[end : match.start()])
        end = match.end()
        if match.lastindex is None:
            pieces.append(match[0] if escaped is None else escaped)
            continue
        one = value(match[match.lastindex])
        if one.why_unknown:
            return one
        pieces.append(one.text)
        places.update(dict.fromkeys(one.places))
    return _bounded("".join((*pieces, text[end:])), tuple(places)[:PLACES_MAX])


def _bounded(text: str, places: tuple[Location, ...]) -> Text:
    if len(text) > TEXT_MAX:
        return Text("", (), f"with its variables filled in, it has more than {TEXT_MAX} characters")
    return Text(text, places)
