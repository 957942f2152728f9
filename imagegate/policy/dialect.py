"""The dialect that rules are written in: JSON Schema 2020-12 with imagegate's keywords, on RE2, within a budget.

This module loads `jsonschema`; it is imported where an image is judged, not before.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, cast

from jsonschema import Draft202012Validator, FormatChecker, validators
from jsonschema.exceptions import FormatError, ValidationError
from referencing import Registry

from imagegate.errors import ImagegateError
from imagegate.policy.formats import has_format
from imagegate.policy.keywords import KEYWORDS as OWN
from imagegate.policy.standard_keywords import STANDARD_KEYWORDS
from imagegate.strict.json import Json

STEPS_MAX = 200_000

_LONG = 100  # a keyword's list or mapping that is longer takes more than one step

Keyword: TypeAlias = Callable[[Any, Any, Any, Any], Iterator[ValidationError] | None]


class BudgetError(ImagegateError):
    """A rule asks for more than an evaluation may take."""

    code = "budget"


@dataclass(slots=True)
class Evaluation:
    """What one evaluation knows and has left: the time, and the steps it may still take."""

    now: datetime
    steps: int = STEPS_MAX

    def spend(self, steps: int = 1) -> None:
        """Take steps from the budget; a keyword applied to a value is one."""
        self.steps -= steps
        if self.steps < 0:
            message = f"judging it takes more than {STEPS_MAX} steps"
            raise BudgetError(message)


class _Checker(FormatChecker):
    """The formats, and what keywords need to know.

    The format checker is what a validator hands to every other that it makes; nothing else reaches all of them.
    """

    def __init__(self, evaluation: Evaluation, definitions: Mapping[str, Json]) -> None:
        super().__init__(formats=())
        self.evaluation = evaluation
        self.definitions = definitions

    def check(self, instance: object, format: str) -> None:  # noqa: A002 - the library's name
        """Check one of our formats; a value that is no text has none, and passes."""
        if isinstance(instance, str) and not has_format(format, instance):
            message = f"is not a {format}"
            raise FormatError(message)


def validator(schema: Json, evaluation: Evaluation) -> Draft202012Validator:
    """Give a validator for a schema that `lint` found sound; it fetches nothing."""
    definitions = schema.get("$defs") if isinstance(schema, dict) else None
    checker = _Checker(evaluation, definitions if isinstance(definitions, dict) else {})
    made: Draft202012Validator = _VALIDATOR(schema, registry=Registry(), format_checker=checker)
    return made


def _counted(keyword: Keyword) -> Keyword:
    def apply(checker: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError] | None:
        checker.format_checker.evaluation.spend(1 + len(value) // _LONG if isinstance(value, list | dict) else 1)
        return keyword(checker, value, instance, schema)

    return apply


def _all_keywords() -> Mapping[str, Keyword]:
    standard = dict(Draft202012Validator.VALIDATORS)
    for never in ("$dynamicRef", "unevaluatedItems", "unevaluatedProperties"):
        del standard[never]
    return {**standard, **STANDARD_KEYWORDS, **OWN}


KEYWORDS: Mapping[str, Keyword] = {name: _counted(keyword) for name, keyword in _all_keywords().items()}
_VALIDATOR: Any = validators.create(
    meta_schema=Draft202012Validator.META_SCHEMA,
    validators=cast(Any, KEYWORDS),
    type_checker=Draft202012Validator.TYPE_CHECKER,
)
