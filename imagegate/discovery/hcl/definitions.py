"""The values of variables, each evaluated once, with the place that gives it."""

from imagegate.discovery.hcl.evaluate import Evaluation
from imagegate.discovery.hcl.nodes import Expression, Object, Sequence
from imagegate.discovery.hcl.values import INDEX_DIGITS_MAX, Value, inside, unknown
from imagegate.discovery.yaml.source import Source


class Definitions:
    """Remembers what expressions stand for; one that leads to itself has no value."""

    def __init__(self, evaluation: Evaluation) -> None:
        """Take what evaluates them."""
        self._evaluation = evaluation
        self._known: dict[int, tuple[Expression, Value]] = {}
        self._open: set[int] = set()
        self._entries: dict[int, dict[str | None, Expression]] = {}

    def value(self, source: Source, expression: Expression, names: tuple[str, ...], depth: int) -> Value:
        """Give what an expression of a file stands for, and what is looked up in it.

        Names are followed into objects and lists as they are written, so that only what is asked for is evaluated.
        """
        while names and (found := self._child(expression, names[0])) is not None:
            expression, names = found, names[1:]
        return inside(self._value(source, expression, depth), names)

    def _value(self, source: Source, expression: Expression, depth: int) -> Value:
        key = id(expression)  # which the memory keeps alive
        if key in self._open:
            return unknown("it refers to itself")
        if key not in self._known:
            self._open.add(key)
            value = self._evaluation.value(expression, depth)
            self._open.discard(key)
            self._known[key] = expression, value.at([source.location(expression.start)])
        return self._known[key][1]

    def _child(self, expression: Expression, name: str) -> Expression | None:
        if isinstance(expression, Object):
            if id(expression) not in self._entries:
                self._entries[id(expression)] = {entry.name: entry.value for entry in expression.entries}
            return self._entries[id(expression)].get(name)
        if isinstance(expression, Sequence) and name.isdecimal() and len(name) <= INDEX_DIGITS_MAX:
            return next(iter(expression.items[int(name) : int(name) + 1]), None)
        return None
