"""What names stand for in a pipeline or a template, as far as the repository says it.

Template expressions (`${{ }}`) have their value before a pipeline runs, macros (`$(x)`) and runtime expressions
(`$[ ]`) while it does. See Azure Pipelines, "Define variables" and "Template expressions". Names have no case.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from imagegate.discovery.azure_pipelines.expressions import TEMPLATE, Call, Expression, Literal, Path, inner, parse
from imagegate.discovery.azure_pipelines.functions import called, truth
from imagegate.discovery.azure_pipelines.values import Meaning, Names, Value, limited
from imagegate.discovery.yaml.nodes import Scalar
from imagegate.discovery.yaml.source import TEXT_MAX, Source
from imagegate.source import Location

_ROUNDS_MAX = 5

_RUNTIME = re.compile(
    r"\$\((?P<macro>[A-Za-z_][\w.-]*)\)"
    r"|\$\[\s*variables(?:\.(?P<dotted>[A-Za-z_][\w.-]*)|\[\s*'(?P<quoted>[^']*)'\s*\])\s*\]"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that are known in a part of a file.

    `legs` are those that each job of a matrix has besides. `from_outside` are the parameters that whoever uses the file
    gives, and the variables of loops over these.
    """

    source: Source
    parameters: Names = field(default_factory=dict)
    variables: Names = field(default_factory=dict)
    loops: Names = field(default_factory=dict)
    legs: tuple[Names, ...] = ()
    from_outside: frozenset[str] = frozenset()

    def looked_up(self, expression: str) -> tuple[Value, ...]:
        """Give all values that an expression may have; none if nothing in the repository says it."""
        parsed = parse(expression)
        return () if parsed is None else self._evaluated(parsed)

    def holds(self, condition: str) -> bool | None:
        """Tell whether a condition holds; None if a pipeline may be started so that it does, or does not."""
        return truth(parse(condition), self._evaluated)

    def is_from_outside(self, expression: str) -> bool:
        """Tell whether whoever uses the file gives an expression its value."""
        parsed = parse(expression)
        return parsed is not None and self._waits(parsed)

    def _waits(self, expression: Expression) -> bool:
        match expression:
            case Path("parameters", (name, *_)) | Path(name, _):
                return name.lower() in self.from_outside
            case Call(_, arguments):
                missing = [one for one in arguments if not self._evaluated(one)]
                return bool(missing) and all(self._waits(one) for one in missing)
            case Literal():
                return False

    def _evaluated(self, expression: Expression) -> tuple[Value, ...]:
        match expression:
            case Literal(text):
                return (Value(Scalar(text, 0, 0, plain=False), self.source),)
            case Call():
                return called(expression, self._evaluated)
            case Path("variables", steps):
                return self.variables.get(".".join(steps).lower(), ())
            case Path("parameters", (name, *steps)):
                return _led_on(self.parameters.get(name.lower(), ()), steps)
            case Path(head, steps):
                return _led_on(self.loops.get(head, ()), steps)

    def known(self, value: Value) -> tuple[Value, ...]:
        """Give what a value is once its template expressions have theirs; what nobody knows stays as it is."""
        text = value.text
        if text is None or "${{" not in text:
            return (value,)
        whole = TEMPLATE.fullmatch(text)
        if whole and (found := self.looked_up(inner(whole))):
            return tuple(replace(one, places=(*one.places, *value.places)) for one in found)
        meanings = limited(self._filled(text, (), {}, 0, runtime=False))
        return tuple(value.written(filled, places, is_fixed=is_fixed) for filled, places, is_fixed in meanings)

    def meanings(self, value: Value) -> list[Meaning]:
        """Give all that a text can mean, with the places that say so; what has no value stays as it is written."""
        found: dict[str, Meaning] = {}
        for leg in self.legs or ({},):
            for text, places, _ in limited(self._filled(value.text or "", value.places, leg, 0)):
                found.setdefault(text.strip(), (text.strip(), places))
        return list(limited(found.values()))

    def _filled(
        self, text: str, places: tuple[Location, ...], leg: Names, depth: int, *, runtime: bool = True
    ) -> Iterator[tuple[str, tuple[Location, ...], bool]]:
        """Put values into a text, and into what they are put in for; tell whether nobody can choose others."""
        matches = [*TEMPLATE.finditer(text), *(_RUNTIME.finditer(text) if runtime else ())]
        known = {match[0]: values for match in matches if (values := self._options(match, leg))}
        if not known or depth == _ROUNDS_MAX:
            yield text, places, True
            return
        for chosen in product(*known.values()):
            filled = text
            for written, value in zip(known, chosen, strict=True):
                filled = filled.replace(written, value.text or "")[:TEXT_MAX]
            given = tuple(dict.fromkeys((*places, *(place for value in chosen for place in value.places))))
            is_fixed = all(value.is_fixed for value in chosen)
            for one, all_places, are_fixed in self._filled(filled, given, leg, depth + 1, runtime=runtime):
                yield one, all_places, is_fixed and are_fixed

    def _options(self, match: re.Match[str], leg: Names) -> list[Value]:
        if match.re is TEMPLATE:
            values = self.looked_up(inner(match))
        else:
            values = self._at_run_time((match["macro"] or match["dotted"] or match["quoted"] or "").lower(), leg)
        return [value for value in values if value.text is not None]

    def _at_run_time(self, name: str, leg: Names) -> tuple[Value, ...]:
        """Give a variable's values in a job; where only other jobs of the matrix have it, it is empty."""
        others = [value for other in self.legs for value in other.get(name, ())]
        empty = (replace(others[0], node=Scalar("", 0, 0), places=()),) if others else ()
        return leg.get(name) or self.variables.get(name) or empty


def _led_on(values: tuple[Value, ...], steps: Sequence[str]) -> tuple[Value, ...]:
    for step in steps:
        values = tuple(member for value in values for member in value.member(step))
    return values


def unknown(text: str) -> list[str]:
    """Give the expressions in a text that have no value."""
    names = [inner(match) for match in TEMPLATE.finditer(text)]
    return names + [match["dotted"] or match["quoted"] or "" for match in _RUNTIME.finditer(text) if not match["macro"]]
