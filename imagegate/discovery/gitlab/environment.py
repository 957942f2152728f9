"""The variables of a job, and what texts become with them.

A variable has the value of the strongest place that gives it one. Some places have several sides, of which one counts
when the job runs: the entries of a matrix, and rules that bring variables. All of them are tried.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import TypeAlias

from imagegate.discovery.gitlab.config import Budget
from imagegate.discovery.gitlab.expansion import Text, expand_image, expand_value, names

COMBINATIONS_MAX = 200
"""As many jobs as GitLab lets one matrix make."""

DEPTH_MAX = 32

_PROXIES = ("CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX", "CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX")
_DOCKER_HUB = "docker.io"
_COST = 40  # to fill in a text takes as long as to look at so many values
_TOO_MANY = "its variables have too many values"

Layer: TypeAlias = Mapping[str, Text]
"""Variables with their values as written."""

Choice: TypeAlias = tuple[Layer, ...]
"""Sides of one place, of which one counts."""


class Environment:
    """Choices, the strongest first; then what the policy says; then what GitLab itself always does."""

    def __init__(self, choices: Sequence[Choice], policy: Mapping[str, str], budget: Budget) -> None:
        """Take the choices, the policy's variables, and what may still be looked at."""
        self.choices = tuple(choices)
        self._policy = policy
        self._budget = budget

    def texts(self, text: str) -> tuple[Text, ...]:
        """Give what the name of an image can become."""
        wanted = self._wanted(text)
        sides = [_distinct(choice, wanted) for choice in self.choices]
        combinations = math.prod(map(len, sides))
        if combinations > COMBINATIONS_MAX:
            return (Text(text, (), _TOO_MANY),)
        self._budget.spend(_COST * combinations)
        chosen = (_Values(layers, self._policy) for layers in product(*sides))
        return tuple(dict.fromkeys(expand_image(text, values.value) for values in chosen))

    def _wanted(self, text: str) -> frozenset[str]:
        """Give the names that matter: those in the text, and those in their values."""
        found: set[str] = set()
        waiting = list(names(text))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                values = (layer[name].text for choice in self.choices for layer in choice if name in layer)
                waiting += (one for value in values for one in names(value))
        return frozenset(found)


class _Values:
    """The values of variables where one side of each choice counts."""

    def __init__(self, layers: Sequence[Layer], policy: Mapping[str, str]) -> None:
        self._layers = layers
        self._policy = policy
        self._known: dict[str, Text] = {}
        self._depth = 0

    def value(self, name: str) -> Text:
        if name not in self._known:
            self._known[name] = Text("", (), f"{name[:80]} stands for itself")  # until it is known
            self._known[name] = self._value(name)
        return self._known[name]

    def _value(self, name: str) -> Text:
        layer = next((layer for layer in self._layers if name in layer), None)
        if layer is None:
            return self._elsewhere(name)
        written = layer[name]
        if written.why_unknown:
            return written
        if self._depth > DEPTH_MAX:
            return Text("", (), f"its variables stand for each other more than {DEPTH_MAX} deep")
        self._depth += 1
        filled = expand_value(written.text, self.value)
        self._depth -= 1
        return filled if filled.why_unknown else Text(filled.text, (*written.places, *filled.places))

    def _elsewhere(self, name: str) -> Text:
        if name in self._policy:
            return Text(self._policy[name])
        if name in _PROXIES:
            return Text(_DOCKER_HUB)
        if not name.isidentifier():
            return Text("", (), f"GitLab knows no ${{{name[:80]}}}, only the names of variables")
        return Text("", (), f"nothing gives {name[:80]} a value")


def _distinct(choice: Choice, wanted: frozenset[str]) -> tuple[Layer, ...]:
    """Give the sides that differ in what matters."""
    sides = [{name: value for name, value in layer.items() if name in wanted} for layer in choice]
    return tuple({tuple((name, side[name]) for name in sorted(side)): side for side in sides}.values())
