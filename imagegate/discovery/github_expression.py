"""What an expression in a workflow stands for, as far as the file itself says it."""

import re
from collections.abc import Iterator
from itertools import chain, zip_longest
from typing import TypeAlias

from imagegate.discovery.github_matrix import Job, combinations
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar
from imagegate.discovery.yaml.source import Role, Source, is_empty, short
from imagegate.source import Location, Occurrence, Unresolved

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_BETWEEN = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
_NAME = re.compile(r"\s*(matrix|vars|inputs|env|github)\.([A-Za-z_][A-Za-z0-9_.-]*)\s*")
_OPEN = "${{"
# What YAML 1.2's core schema does not take for text.
_TRUTH = re.compile("true|True|TRUE|false|False|FALSE")
_BASED = re.compile("0o[0-7]{1,16}|0x[0-9a-fA-F]{1,12}")
_NUMBER = re.compile(rf"{_BASED.pattern}|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SMALLEST, _BIGGEST = 1e-4, 1e15  # others are written with an exponent
_MATRIX, _GITHUB = "matrix", "github"
_WHEN_IT_RUNS = "its expression is known only when the job runs"

Known: TypeAlias = dict[tuple[int, frozenset[str]], list[Job] | None]


class Expressions:
    """Puts values into the texts of one job."""

    def __init__(self, source: Source, matrix: Node | None = None, known: Known | None = None) -> None:
        """Take the file and the job's matrix; `known` keeps what matrices make, since many jobs may share one."""
        self.source = source
        self._matrix = matrix
        self._known: Known = {} if known is None else known

    def references(self, scalar: Scalar, role: Role) -> Iterator[Occurrence | Unresolved]:
        """Give the references that a text can be; none if it is empty."""
        written = short(scalar)
        if is_empty(scalar):
            return
        if _OPEN not in written:
            yield self.source.reference(scalar, role)
            return
        texts = self._texts(written)
        if texts is None:
            yield Unresolved(self.source.occurrence(scalar, role, written), _WHEN_IT_RUNS)
            return
        for text, places in texts.items():
            if _OPEN in text:
                yield Unresolved(self.source.occurrence(scalar, role, text, places), _WHEN_IT_RUNS)
            elif text:
                yield self.source.reference(scalar, role, text, places)

    def _texts(self, text: str) -> dict[str, tuple[Location, ...]] | None:
        """Give what a text becomes in each job of the matrix, with the places of the values; None if nobody knows."""
        names = [_NAME.fullmatch(one[1]) for one in _EXPRESSION.finditer(text)]
        known = [(one[1], one[2]) for one in names if one]
        jobs = self._jobs(frozenset(name.lower().partition(".")[0] for context, name in known if context == _MATRIX))
        if jobs is None or len(known) < len(names):
            return None
        texts: dict[str, tuple[Location, ...]] = {}
        for job in jobs:
            values = [self._value(job, context, name) for context, name in known]
            parts = [value for value in values if value is not None]
            if len(parts) < len(values):
                return None
            between = _BETWEEN.split(text)
            filled = "".join(chain.from_iterable(zip_longest(between, (value for value, _ in parts), fillvalue="")))
            texts.setdefault(filled.strip(), tuple(place for _, place in parts if place))
        return texts

    def _jobs(self, wanted: frozenset[str]) -> list[Job] | None:
        key = (id(self._matrix), wanted)
        if key not in self._known:
            self._known[key] = combinations(self._matrix, wanted) if wanted else [{}]
        return self._known[key]

    def _value(self, job: Job, context: str, name: str) -> tuple[str, Location | None] | None:
        """Give a name's value in one job, and where it stands; an axis that the job lacks is an empty text."""
        if context != _MATRIX:
            called = f"{_GITHUB}.{name}" if context == _GITHUB else name
            return (self.source.variables[called], None) if called in self.source.variables else None
        first, *rest = name.split(".")
        node: Node | None = job.get(first.lower())
        for key in rest:
            node = node.get(key) if isinstance(node, Mapping) else None
        if node is None:
            return "", None
        text = _written(node) if isinstance(node, Scalar) else None
        return None if text is None else (text, self.source.location(node.start))


def _written(scalar: Scalar) -> str | None:
    """Give what an expression makes of a value; a number is one of double precision. None if that is in doubt."""
    text = short(scalar)
    if is_empty(scalar):
        return ""
    if not scalar.plain:
        return text
    if _TRUTH.fullmatch(text):
        return text.lower()
    if not _NUMBER.fullmatch(text):
        return text
    number = int(text, 0) if _BASED.fullmatch(text) else float(text)
    return format(float(number), ".15g") if number == 0 or _SMALLEST <= abs(number) < _BIGGEST else None
