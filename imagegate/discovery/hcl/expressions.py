"""Read expressions (HCL Native Syntax Specification, Expressions). None of them is run."""

import re
from collections.abc import Sequence as Values

from imagegate.discovery.hcl.brackets import BracketReader
from imagegate.discovery.hcl.nodes import (
    Conditional,
    Constant,
    Expression,
    Number,
    Opaque,
    Operation,
    Traversal,
)
from imagegate.discovery.hcl.templates import heredoc, quoted

_NUMBER = re.compile(r"[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_OPERATOR = re.compile(r"==|!=|<=|>=|&&|\|\||[-+*/%<>]")
_UNARY = re.compile(r"!(?!=)|-")
_FUNCTION = re.compile(r"[^\W\d][\w-]*+(?:::[^\W\d][\w-]*+)*+(?=[ \t]*+\()")
_CONSTANTS = {"true": True, "false": False, "null": None}
_RANKS = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))


class ExpressionReader(BracketReader):
    """A scanner that reads expressions."""

    def expression(self) -> Expression:
        """Read an expression, operators and condition included."""
        self.skip()
        start = self.offset
        operands, operators = [self._operand()], []
        while operator := self._operator():
            operators.append(operator)
            operands.append(self._operand())
        value = _grouped(operands, operators, (start, self.end))
        if not self.take("?"):
            return value
        with self.nested(crosses_lines=self.crosses_lines):
            self.skip_lines()
            yes = self.expression()
            self.skip_lines()
            self.expect(":", start, "condition")
            self.skip_lines()
            no = self.expression()
        return Conditional(value, yes, no, start, self.end)

    def _operator(self) -> str:
        self.skip()
        operator = self.match(_OPERATOR)
        if operator:
            self.skip_lines()
        return operator

    def _operand(self) -> Expression:
        self.skip()
        start = self.offset
        self.spend()
        signs = []
        while sign := self.match(_UNARY):
            signs.append(sign)
            self.skip()
        value = self._looked_up(self._primary())
        if not signs:
            return value
        is_simple = len(signs) == 1
        return Operation(tuple(signs), (value,), start, self.end) if is_simple else Opaque((value,), start, self.end)

    def _primary(self) -> Expression:
        start = self.offset
        match self.text[start : start + 1]:
            case '"':
                return quoted(self, self.expression)
            case "[":
                return self.sequence()
            case "{":
                return self.object()
            case "(":
                self.offset += 1
                with self.nested(crosses_lines=True):
                    value = self.expression()
                    self.expect(")", start, "parenthesis")
                return value
            case _:
                return self._word_or_number(start)

    def _word_or_number(self, start: int) -> Expression:
        if number := self.match(_NUMBER):
            return Number(number, start, self.offset)
        text = heredoc(self, self.expression)
        if text is not None:
            return text
        named = self._named()
        if named is None:
            self.fail(f"{self.here()} stands where a value is needed")
        return named

    def _named(self) -> Expression | None:
        start = self.offset
        if function := self.match(_FUNCTION):
            return self.call(function, start)
        word = self.word()
        if word in _CONSTANTS:
            return Constant(_CONSTANTS[word], start, self.offset)
        return Traversal((word,), start, self.offset) if word else None

    def _looked_up(self, value: Expression) -> Expression:
        """Read what follows a value: `.name`, `[index]`, `.*`."""
        names: list[str] = []
        parts: list[Expression] = []
        start = value.start
        while self.at("[") or (self.at(".") and not self.at("...")):
            if self.text.startswith(".", self.offset):
                self.attribute(names, parts)
            else:
                self.index(names, parts)
        if not names and not parts:
            return value
        if isinstance(value, Traversal) and not parts:
            return Traversal((*value.names, *names), value.start, self.end)
        return Opaque((value, *parts), start, self.end)


def _grouped(operands: Values[Expression], operators: Values[str], span: tuple[int, int], rank: int = 0) -> Expression:
    """Put operands together, by the operators that bind loosest first; all groups have the place of the whole."""
    if not operators:
        return operands[0]
    places = [index for index, operator in enumerate(operators) if operator in _RANKS[rank]]
    if not places:
        return _grouped(operands, operators, span, rank + 1)
    starts, ends = [0, *(place + 1 for place in places)], [*places, len(operators)]
    groups = [_grouped(operands[i : j + 1], operators[i:j], span, rank + 1) for i, j in zip(starts, ends, strict=True)]
    return Operation(tuple(operators[place] for place in places), tuple(groups), *span)
