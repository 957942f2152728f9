"""Put the values of variables into texts, every combination of them."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Values
from itertools import product

from imagegate.discovery.kubernetes.dialect import Filled
from imagegate.discovery.yaml.nodes import Scalar
from imagegate.discovery.yaml.source import TEXT_MAX, Source, is_text, short

TEXTS_MAX = 64
"""As many texts as one may become."""

_PLACES_MAX = 16


def fill(text: str, variable: re.Pattern[str], values: Callable[[re.Match[str]], Sequence[Filled]]) -> list[Filled]:
    """Give what a text becomes with each value that its variables can have; nothing if it has no variable."""
    matches = list(variable.finditer(text))
    each = [values(match) for match in matches]
    if math.prod(map(len, each)) > TEXTS_MAX:
        return [Filled(text, reason="its variables have too many values")]
    return list(dict.fromkeys(_joined(text, matches, chosen) for chosen in product(*each))) if matches else []


def fill_together(text: str, variable: re.Pattern[str], rounds: Iterable[Values[str, Filled]]) -> list[Filled]:
    """Give what a text becomes with values that its variables have together, by what the pattern's group 1 matches."""
    matches = list(variable.finditer(text))
    found: dict[tuple[str, str], Filled] = {}
    for values in rounds:
        one = _joined(text, matches, [values[match[1]] for match in matches])
        found.setdefault((one.text, one.reason), one)
    return list(found.values())


def value(scalar: Scalar, source: Source) -> Filled:
    """Give what a value says, and where."""
    if is_text(scalar):
        return Filled(short(scalar), (source.location(scalar.start),))
    return Filled(short(scalar), reason=f"YAML does not take {short(scalar)[:80]} for text; quote it")


def _joined(text: str, matches: list[re.Match[str]], chosen: Sequence[Filled]) -> Filled:
    reason = next((one.reason for one in chosen if one.reason), "")
    if reason:
        return Filled(text, reason=reason)
    pieces, end = [], 0
    for match, one in zip(matches, chosen, strict=True):
        pieces += [text[end : match.start()], one.text]
        end = match.end()
    places = dict.fromkeys(place for one in chosen for place in one.places)
    return Filled("".join((*pieces, text[end:]))[:TEXT_MAX], tuple(places)[:_PLACES_MAX])
