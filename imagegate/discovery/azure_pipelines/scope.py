"""What names stand for in a pipeline or a template, as far as the repository says it.

Template expressions (`${{ }}`) have their value before a pipeline runs, macros (`$(x)`) and runtime expressions
(`$[ ]`) while it does. See Azure Pipelines, "Define variables" and "Template expressions". Names have no case.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import TypeAlias

from imagegate.discovery.compose.arguments import number
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar
from imagegate.discovery.yaml.source import TEXT_MAX, Source, is_empty, is_text, short
from imagegate.source import Location

MEANINGS_MAX = 64
"""How many meanings of one text are looked at."""

_ROUNDS_MAX = 5

_TEMPLATE = re.compile(r"\$\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_RUNTIME = re.compile(
    r"\$\((?P<macro>[A-Za-z_][\w.-]*)\)"
    r"|\$\[\s*variables(?:\.(?P<dotted>[A-Za-z_][\w.-]*)|\[\s*'(?P<quoted>[^']*)'\s*\])\s*\]"
)
_PATH = re.compile(r"([A-Za-z_]\w*)((?:\.[A-Za-z_][\w-]*|\[\s*'[^']*'\s*\])*)")
_STEP = re.compile(r"\.([A-Za-z_][\w-]*)|\[\s*'([^']*)'\s*\]")


@dataclass(frozen=True, slots=True)
class Value:
    """A node that a name stands for, the file it is in, and the other places that gave it its parts."""

    node: Node
    source: Source
    places: tuple[Location, ...] = ()

    @property
    def text(self) -> str | None:
        """The text of a scalar as Azure Pipelines takes it."""
        if not isinstance(self.node, Scalar):
            return None
        if is_empty(self.node):
            return ""
        return short(self.node) if is_text(self.node) else number(self.node) or short(self.node)

    @property
    def all_places(self) -> tuple[Location, ...]:
        """Where the value stands, and what gave it its parts."""
        return (self.source.location(self.node.start), *self.places)


Names: TypeAlias = Dict[str, tuple[Value, ...]]
"""Names in lower case, and all values that each may have."""

Meaning: TypeAlias = tuple[str, tuple[Location, ...]]


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that are known in a part of a file.

    `legs` are those that each job of a matrix has besides. `from_outside` are the parameters that whoever uses the file
    gives, and the variables of loops over these.
    """

    parameters: Names = field(default_factory=dict)
    variables: Names = field(default_factory=dict)
    loops: Names = field(default_factory=dict)
    legs: tuple[Names, ...] = ()
    from_outside: frozenset[str] = frozenset()

    def looked_up(self, expression: str) -> tuple[Value, ...]:
        """Give all values that an expression may have; none if nothing in the repository says it."""
        path = _PATH.fullmatch(expression)
        if path is None:
            return ()
        head, steps = path[1].lower(), [one[1] or one[2] for one in _STEP.finditer(path[2])]
        if head == "variables":
            return self.variables.get(".".join(steps).lower(), ())
        if head == "parameters" and steps:
            values = self.parameters.get(steps.pop(0).lower(), ())
        else:
            values = self.loops.get(head, ())
        for step in steps:
            values = tuple(inner for value in values for inner in _inner(value, step))
        return values

    def is_from_outside(self, expression: str) -> bool:
        """Tell whether whoever uses the file gives an expression its value."""
        path = _PATH.fullmatch(expression)
        steps = [path[1], *(one[1] or one[2] for one in _STEP.finditer(path[2]))] if path else []
        name = steps[1:2] if steps[:1] == ["parameters"] else steps[:1]
        return bool(name) and name[0].lower() in self.from_outside

    def known(self, value: Value) -> tuple[Value, ...]:
        """Give what a value is once its template expressions have theirs; what nobody knows stays as it is."""
        text = value.text
        if text is None or "${{" not in text:
            return (value,)
        whole = _TEMPLATE.fullmatch(text)
        found = self.looked_up(whole[1]) if whole else ()
        if found:
            return tuple(replace(one, places=(*one.places, *value.all_places)) for one in found)
        meanings = self._filled(text, (), {}, 0, runtime=False)
        return tuple(_as_value(value, meaning) for meaning in islice(meanings, MEANINGS_MAX))

    def meanings(self, value: Value) -> list[Meaning]:
        """Give all that a text can mean, with the places that say so; what has no value stays as it is written."""
        found: dict[str, Meaning] = {}
        for leg in self.legs or ({},):
            for text, places in islice(self._filled(value.text or "", value.places, leg, 0), MEANINGS_MAX):
                found.setdefault(text.strip(), (text.strip(), places))
        return list(islice(found.values(), MEANINGS_MAX))

    def _filled(
        self, text: str, places: tuple[Location, ...], leg: Names, depth: int, *, runtime: bool = True
    ) -> Iterator[Meaning]:
        """Put values into a text, and into what they are put in for."""
        matches = [*_TEMPLATE.finditer(text), *(_RUNTIME.finditer(text) if runtime else ())]
        options = {match[0]: self._options(match, leg) for match in matches}
        known = {written: values for written, values in options.items() if values}
        if not known or depth == _ROUNDS_MAX:
            yield text, places
            return
        for chosen in product(*known.values()):
            filled = text
            for written, value in zip(known, chosen, strict=True):
                filled = filled.replace(written, value.text or "")[:TEXT_MAX]
            given = tuple(dict.fromkeys((*places, *(place for value in chosen for place in value.all_places))))
            yield from self._filled(filled, given, leg, depth + 1, runtime=runtime)

    def _options(self, match: re.Match[str], leg: Names) -> list[Value]:
        if match.re is _TEMPLATE:
            values = self.looked_up(match[1])
        else:
            values = self._at_run_time((match["macro"] or match["dotted"] or match["quoted"] or "").lower(), leg)
        return [value for value in values if value.text is not None]

    def _at_run_time(self, name: str, leg: Names) -> tuple[Value, ...]:
        """Give a variable's values in a job; where only other jobs of the matrix have it, it is empty."""
        others = [value for other in self.legs for value in other.get(name, ())]
        empty = (replace(others[0], node=Scalar("", 0, 0), places=()),) if others else ()
        return leg.get(name) or self.variables.get(name) or empty


def unknown(text: str) -> list[str]:
    """Give the expressions in a text that have no value."""
    names = [match[1] for match in _TEMPLATE.finditer(text)]
    return names + [match["dotted"] or match["quoted"] or "" for match in _RUNTIME.finditer(text) if not match["macro"]]


def _inner(value: Value, key: str) -> tuple[Value, ...]:
    entries = value.node if isinstance(value.node, Mapping) else ()
    found = [entry.value for entry in entries if (entry.key or "").lower() == key.lower()]
    return tuple(replace(value, node=node) for node in found[-1:])


def _as_value(value: Value, meaning: Meaning) -> Value:
    text, places = meaning
    scalar = value.node
    node = replace(scalar, text=text, plain=False) if isinstance(scalar, Scalar) else scalar
    return replace(value, node=node, places=(*value.places, *places))
