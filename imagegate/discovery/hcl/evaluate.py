"""What an expression stands for, as far as that can be known without running anything.

Known are texts, numbers, truth values, null, lists and objects, variables that the caller knows, comparisons with `==`
and `!=`, `!`, `&&`, `||`, and conditions. Functions, arithmetic and `for` are not.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from imagegate.discovery.hcl.nodes import (
    Call,
    Conditional,
    Constant,
    Expression,
    Interpolation,
    Number,
    Object,
    Opaque,
    Operation,
    Sequence,
    Template,
    Text,
    Traversal,
)
from imagegate.discovery.hcl.values import Piece, Value, number, operation, unknown
from imagegate.errors import ImagegateError

DEPTH_MAX = 40
STEPS_MAX = 500_000
LENGTH_MAX = 16 * 1024 * 1024

_SPLIT = "split it, or exclude it in the policy"
_TOO_DEEP = "its values refer to each other too deeply"

Find: TypeAlias = Callable[[tuple[str, ...], int], Value]
"""Give what a traversal's names stand for; the number is how deep the evaluation already is."""


class TooMuchError(ImagegateError):
    """A file whose values lead to more than can be looked at."""

    code = "too-much"

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the values in the file make more than can be looked at", hint=_SPLIT)


@dataclass(slots=True)
class Budget:
    """What evaluations may still do: steps, and characters that are put together."""

    steps: int = STEPS_MAX
    length: int = LENGTH_MAX

    def spend(self, length: int = 0, *, steps: int = 1) -> None:
        """Count what was done."""
        self.steps -= steps
        self.length -= length
        if self.steps < 0 or self.length < 0:
            raise TooMuchError


class Evaluation:
    """Evaluates expressions; those of one file share a budget."""

    def __init__(self, find: Find, budget: Budget) -> None:
        """Take what knows the variables, and what may be done."""
        self._find = find
        self.budget = budget

    def value(self, expression: Expression, depth: int = 0) -> Value:
        """Give what an expression stands for."""
        self.budget.spend()
        return unknown(_TOO_DEEP) if depth > DEPTH_MAX else self._value(expression, depth + 1)

    def _value(self, expression: Expression, depth: int) -> Value:
        match expression:
            case Template():
                return self._template(expression, depth)
            case Traversal(names):
                return self._find(names, depth)
            case Object():
                return self._object(expression, depth)
            case Conditional():
                return self._chosen(expression, depth)
            case Sequence(parts) | Operation(_, parts):
                values = tuple(self.value(part, depth) for part in parts)
                return operation(expression.operators, values) if isinstance(expression, Operation) else Value(values)
            case _:
                return _plain(expression)

    def pieces(self, template: Template, depth: int = 0) -> tuple[Piece, ...]:
        """Give the parts of a text."""
        return tuple(self._piece(part, depth) for part in template.parts)

    def _piece(self, part: Text | Interpolation, depth: int) -> Piece:
        if isinstance(part, Text):
            return Piece(Value(part.text), part.start, part.end, len(part.text) == part.end - part.start)
        value = self.value(part.value, depth)
        text = value.text
        known = unknown(value.why_unknown or "it is no text") if text is None else replace(value, data=text)
        return Piece(known, part.start, part.end)

    def _template(self, template: Template, depth: int) -> Value:
        if len(template.parts) == 1 and isinstance(template.parts[0], Interpolation):
            return self.value(template.parts[0].value, depth)
        return self._joined(self.pieces(template, depth))

    def _joined(self, pieces: tuple[Piece, ...]) -> Value:
        why = next((piece.value.why_unknown for piece in pieces if piece.value.why_unknown), "")
        self.budget.spend(sum(len(piece.value.text or "") for piece in pieces))
        if why:
            return unknown(why)
        return Value("".join(piece.value.text or "" for piece in pieces)).at(
            place for piece in pieces for place in piece.value.places
        )

    def _object(self, expression: Object, depth: int) -> Value:
        found = {}
        for entry in expression.entries:
            name = self.value(entry.key, depth).text
            if name is None:
                return unknown("a key in it is not known")
            found[name] = self.value(entry.value, depth)
        return Value(found)

    def _chosen(self, expression: Conditional, depth: int) -> Value:
        test = self.value(expression.condition, depth)
        if not isinstance(test.data, bool) or test.why_unknown:
            return unknown(test.why_unknown or "its condition is neither true nor false")
        return self.value(expression.yes if test.data else expression.no, depth).at(test.places)


def _plain(expression: Number | Constant | Call | Opaque) -> Value:
    """Give what stands for itself, or for nothing that is known."""
    match expression:
        case Number(text):
            return number(text)
        case Constant(data):
            return Value(data)
        case Call(name):
            return unknown(f"what {name[:40]}(…) gives is not evaluated")
        case Opaque():
            return unknown("its expression is not evaluated")
