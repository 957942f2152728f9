"""The functions of template expressions, as far as their results can be known."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product

from imagegate.discovery.azure_pipelines.expressions import Call, Expression
from imagegate.discovery.azure_pipelines.values import Value, limited

Evaluate = Callable[[Expression], tuple[Value, ...]]

_NO_TEXT = "\0"
_FALSE = ("", "false", "0")
_PLACE = re.compile(r"\{\{|\}\}|\{(\d)\}")


def called(call: Call, evaluate: Evaluate) -> tuple[Value, ...]:
    """Give all results that a call may have; none if nobody knows."""
    match call.name:
        case "format":
            return tuple(limited(_format(call, evaluate)))
        case "coalesce":
            return _coalesce(evaluate(one) for one in call.arguments)
        case _:
            return ()


def truth(expression: Expression | None, evaluate: Evaluate) -> bool | None:
    """Tell whether a condition holds; None if it may be so or so."""
    if not isinstance(expression, Call):
        text = _text(expression, evaluate)
        return None if text is None else text not in _FALSE
    arguments = expression.arguments
    match expression.name, len(arguments):
        case (("and" | "or"), _):
            return _joined(expression.name, [truth(one, evaluate) for one in arguments])
        case "not", 1:
            return _negated(truth(arguments[0], evaluate))
        case (("eq" | "in"), _) if arguments:
            return _is_one_of(arguments, evaluate)
        case (("ne" | "notin"), _) if arguments:
            return _negated(_is_one_of(arguments, evaluate))
        case _:
            return None


def _format(call: Call, evaluate: Evaluate) -> Iterator[Value]:
    options = [[value for value in evaluate(one) if value.text is not None] for one in call.arguments]
    for chosen in product(*options) if options else ():
        text, *others = (one.text or "" for one in chosen)
        places = tuple(place for one in chosen for place in one.places)
        is_fixed = all(one.is_fixed for one in chosen)
        yield chosen[-1].written(_placed(text, others), places, is_fixed=is_fixed)


def _placed(text: str, texts: list[str]) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        number = int(match[1])
        return texts[number] if number < len(texts) else ""

    return _PLACE.sub(value, text)


def _coalesce(arguments: Iterable[tuple[Value, ...]]) -> tuple[Value, ...]:
    """Give the first argument that is not empty; if that may be one or the other, all that it may be."""
    found: list[Value] = []
    values: tuple[Value, ...] = ()
    for values in arguments:
        if not values:
            return ()
        found += [value for value in values if value.text != ""]
        if all(value.text != "" for value in values):
            break
    return tuple(found) or values


def _text(expression: Expression | None, evaluate: Evaluate) -> str | None:
    """Give the one text that an expression surely has; a list or a mapping has one that nothing else has."""
    values = evaluate(expression) if expression is not None else ()
    if len(values) != 1 or not values[0].is_fixed:
        return None
    text = values[0].text
    return _NO_TEXT if text is None else text.lower()


def _is_one_of(arguments: tuple[Expression, ...], evaluate: Evaluate) -> bool | None:
    first, *others = (_text(one, evaluate) for one in arguments)
    known = [one for one in others if one is not None]
    if first is not None and first in known:
        return True
    return None if first is None or len(known) < len(others) else False


def _joined(name: str, parts: list[bool | None]) -> bool | None:
    decides = name == "or"
    if decides in parts:
        return decides
    return None if None in parts else not decides


def _negated(value: bool | None) -> bool | None:  # noqa: FBT001 - the value that is negated
    return None if value is None else not value
