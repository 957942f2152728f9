"""What substitutions stand for (Cloud Build, "Substitute variable values").

What the file gives them counts as their value, although a trigger may give another one.
"""

import re

from imagegate.discovery.compose.arguments import number
from imagegate.discovery.yaml.nodes import Mapping, Scalar
from imagegate.discovery.yaml.source import TEXT_MAX, Source, is_text, short
from imagegate.source import Location

_NAME = re.compile(r"\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$([A-Z_][A-Z0-9_]*)")

DEPTH_MAX = 20
"""How many values may hold one another."""


class Substitutions:
    """Puts values into the texts of one build."""

    def __init__(self, build: Mapping, source: Source) -> None:
        """Take the build that gives them values."""
        given = build.get("substitutions")
        self._source = source
        self._given = {entry.key: entry.value for entry in given} if isinstance(given, Mapping) else {}
        self._known: dict[str, tuple[str, tuple[Location, ...]]] = {}
        self._depth = 0

    def filled(self, text: str) -> tuple[str, tuple[Location, ...]]:
        """Give a text with the values that the file gives, and where these stand; the rest stays as it is."""
        places: list[Location] = []

        def value(match: re.Match[str]) -> str:
            known = self._value(match[match.lastindex or 0], match[0])
            places.extend(known[1])
            return known[0]

        return _NAME.sub(value, text)[:TEXT_MAX], tuple(dict.fromkeys(places))

    def _value(self, name: str, written: str) -> tuple[str, tuple[Location, ...]]:
        """Give a name's value; values may hold names, and one that holds itself stays as it is."""
        scalar = self._given.get(name)
        if not isinstance(scalar, Scalar) or self._depth == DEPTH_MAX:
            return written, ()
        if name not in self._known:
            self._known[name] = written, ()
            self._depth += 1
            text, places = self.filled(_text(scalar))
            self._depth -= 1
            self._known[name] = text, (self._source.location(scalar.start), *places)
        return self._known[name]


def _text(scalar: Scalar) -> str:
    return short(scalar) if is_text(scalar) else number(scalar) or short(scalar)
