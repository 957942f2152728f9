"""What parameters stand for: their defaults, and what they are given wherever a job or an executor is used.

See CircleCI's "Reusable configuration reference". The default of a pipeline's parameter counts as its value.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping as Values
from itertools import islice
from typing import TypeAlias

from imagegate.discovery.circleci.sections import Definition, Use
from imagegate.discovery.compose.arguments import number
from imagegate.discovery.github_matrix import combinations
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar
from imagegate.discovery.yaml.source import Source, is_text, short
from imagegate.source import Location

MEANINGS_MAX = 256
"""How many ways to give values to one text are looked at."""

WORK_MAX = 20_000
"""How many ways are looked at in one file."""

Meaning: TypeAlias = tuple[str, tuple[Location, ...]]
"""A text, and the places that gave it its parts."""

_EXPRESSION = re.compile(r"<<\s*([^<>\s]+)\s*>>")
_OWN = "parameters."
_MATRIX = "matrix."
_PIPELINE = "pipeline.parameters."


class Parameters:
    """Puts values into the texts of one configuration."""

    def __init__(self, root: Mapping, source: Source) -> None:
        """Take the configuration, whose own parameters are the pipeline's."""
        self._pipeline = Definition(root, "")
        self._source = source
        self._jobs: dict[tuple[int, frozenset[str]], list[dict[str, Node]] | None] = {}
        self._left = WORK_MAX

    def meanings(self, scalar: Scalar, inside: Definition) -> list[Meaning] | None:
        """Give all that a text inside a job or an executor can mean; None if there is too much.

        What has no value stays as it is written.
        """
        found: dict[str, Meaning] = {}
        environments = self._environments(inside, _names(_OWN, [short(scalar)]))
        for count, environment in enumerate(environments):
            self._left -= 1
            if count == MEANINGS_MAX or self._left < 0:
                return None
            text, places = self._filled(short(scalar), environment)
            found.setdefault(text, (text, places))
        return list(found.values())

    def _environments(self, inside: Definition | None, names: frozenset[str]) -> Iterator[Values[str, Meaning]]:
        """Give the values that names have, with `parameters.` or `matrix.` before them, one way after the other."""
        defaults = {}
        for name in names if inside else ():
            declaration = inside.declared(name.removeprefix(_OWN)) if inside else None
            default = declaration.get("default") if isinstance(declaration, Mapping) else None
            if isinstance(default, Scalar):
                defaults[name] = self._value(default, {})
        uses = inside.uses if inside and names else ()
        if len(defaults) == len(names) or not uses:
            yield defaults
        for use in uses:
            for given in self._given(use, names):
                yield {**defaults, **given}

    def _given(self, use: Use, names: frozenset[str]) -> Iterator[dict[str, Meaning]]:
        wanted = frozenset(name.removeprefix(_OWN) for name in names)
        for job in self._matrix(use, wanted):
            axes = {f"{_MATRIX}{name}": self._value(node, {}) for name, node in job.items() if isinstance(node, Scalar)}
            nodes = {name: node for name in wanted if (node := job.get(name) or use.given.get(name))}
            outer = _names(_OWN, [short(node) for node in nodes.values() if isinstance(node, Scalar)])
            for environment in islice(self._environments(use.inside, outer), MEANINGS_MAX + 1):
                known = {**environment, **axes}
                yield {f"{_OWN}{name}": self._given_value(name, node, known) for name, node in nodes.items()}

    def _given_value(self, name: str, node: Node, known: Values[str, Meaning]) -> Meaning:
        """Give the value of a parameter; what is no text has none, and the default does not count either."""
        return self._value(node, known) if isinstance(node, Scalar) else (f"<< {_OWN}{name} >>", ())

    def _matrix(self, use: Use, wanted: frozenset[str]) -> list[dict[str, Node]]:
        """Give the values of a matrix in each job that it makes; where nobody knows them, they are as written."""
        matrix = use.given.get("matrix")
        axes = matrix.get("parameters") if isinstance(matrix, Mapping) else None
        if not isinstance(matrix, Mapping) or axes is None:
            return [{}]
        names = wanted | {name.removeprefix(_MATRIX) for name in _names(_MATRIX, _texts(use.given, wanted))}
        if not isinstance(axes, Mapping):
            return [dict.fromkeys(names, axes)]
        key = (id(matrix), names)
        if key not in self._jobs:
            excluded = matrix.all("exclude")
            self._jobs[key] = combinations(Mapping(axes.start, [*axes, *excluded]), names)
        unknown = {entry.key or "": entry.value for entry in axes if entry.key in names}
        jobs = self._jobs[key]
        return [unknown] if jobs is None else jobs

    def _value(self, scalar: Scalar, known: Values[str, Meaning]) -> Meaning:
        written = short(scalar) if is_text(scalar) else number(scalar) or short(scalar)
        text, places = self._filled(written, known)
        return text, (self._source.location(scalar.start), *places)

    def _filled(self, text: str, known: Values[str, Meaning]) -> Meaning:
        places: list[Location] = []

        def value(match: re.Match[str]) -> str:
            meaning = known.get(match[1]) or self._of_pipeline(match[1])
            places.extend(meaning[1] if meaning else ())
            return meaning[0] if meaning else match[0]

        return _EXPRESSION.sub(value, text), tuple(dict.fromkeys(places))

    def _of_pipeline(self, name: str) -> Meaning | None:
        """Give the value of a name that means the same in the whole file."""
        declaration = self._pipeline.declared(name.removeprefix(_PIPELINE)) if name.startswith(_PIPELINE) else None
        default = declaration.get("default") if isinstance(declaration, Mapping) else None
        if isinstance(default, Scalar):
            return self._value(default, {}) if "<<" not in default.text else None
        variable = self._source.variables.get(name)
        return None if variable is None else (variable, ())


def unknown(text: str) -> list[str]:
    """Give the names in a text that have no value."""
    return [match[1] for match in _EXPRESSION.finditer(text)]


def _names(prefix: str, texts: list[str]) -> frozenset[str]:
    found = (match[1] for text in texts for match in _EXPRESSION.finditer(text))
    return frozenset(name for name in found if name.startswith(prefix))


def _texts(given: Mapping, names: frozenset[str]) -> list[str]:
    return [given.text(name) for name in names]
