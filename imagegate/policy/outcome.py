"""Rules on one platform's document.

This module loads `jsonschema`; it is imported where an image is judged, not before.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from imagegate.errors import ImagegateError
from imagegate.oci.image import Part
from imagegate.policy.detail import failure
from imagegate.policy.dialect import BudgetError, Evaluation, validator
from imagegate.policy.document.fields import is_sensitive, is_unknowable, raw_field
from imagegate.policy.failure import Failure, Setting
from imagegate.policy.message import message
from imagegate.policy.pointer import Place, order, select, value_at
from imagegate.policy.rule import Missing, Rule, Severity
from imagegate.policy.shown import shown, subject
from imagegate.policy.verdict import Finding, Outcome
from imagegate.strict.json import JsonObject

_AVAILABLE = "available"


class RuleError(ImagegateError):
    """A rule that cannot be judged within its means: the image is unverified."""

    code = "rule"


@dataclass(frozen=True, slots=True)
class Judge:
    """What rules are judged with: the budget and the time, and how much an unknown outcome weighs."""

    evaluation: Evaluation
    unknown: Severity

    @classmethod
    def at(cls, now: datetime, unknown: Severity) -> Self:
        """Begin an evaluation with its whole budget."""
        return cls(Evaluation(now), unknown)

    def findings(self, rules: Iterable[Rule], setting: Setting) -> Iterator[Finding]:
        """Give what rules find on one platform; nothing for those that pass or do not apply."""
        for rule in rules:
            with within_means(rule):
                yield from self._findings(rule, setting)

    def _findings(self, rule: Rule, setting: Setting) -> list[Finding]:
        if rule.when is not None and not validator(rule.when, self.evaluation).is_valid(setting.document):
            return []
        for fact in lacking(rule, setting.document):
            return [self._unknown(rule, Failure(fact, None, f"{fact} could not be read", ""))]
        places = select(setting.document, rule.at)
        found = [finding for place in places for finding in self._at(rule, place, setting)]
        return sorted(dict.fromkeys(found), key=lambda finding: (order(finding.pointer), finding.message))

    def _at(self, rule: Rule, place: Place, setting: Setting) -> Iterator[Finding]:
        self.evaluation.spend()
        if place.value is not None:
            for error in validator(rule.schema, self.evaluation).iter_errors(place.value):
                yield _failed(rule, failure(error, place.pointer), setting)
            return
        match _missing(rule, place):
            case Missing.FAIL:
                detail = f"{subject(place.pointer)} is not set"
                yield _failed(rule, Failure(place.pointer, None, detail, "a value"), setting)
            case Missing.UNKNOWN:
                detail = f"{place.pointer} cannot be told from manifest and config"
                yield self._unknown(rule, Failure(place.pointer, None, detail, ""))
            case Missing.PASS:
                return

    def _unknown(self, rule: Rule, failed: Failure) -> Finding:
        severity = min(rule.severity, self.unknown, key=lambda severity: severity.rank)
        return _finding(rule, failed, Outcome.UNKNOWN, severity, failed.detail)


@contextmanager
def within_means(rule: Rule) -> Iterator[None]:
    """Turn what a rule asks too much of into a `RuleError` that names it."""
    try:
        yield
    except BudgetError as error:
        message = f"the rule {rule.id} could not be judged: {error.message}"
        hint = "write the rule more simply: alternatives within alternatives multiply"
        raise RuleError(message, hint=hint, code=error.code) from error
    except RecursionError as error:
        message = f"the rule {rule.id} could not be judged: it nests deeper than can be followed"
        raise RuleError(message, hint="write the rule more simply") from error


def lacking(rule: Rule, document: JsonObject) -> list[str]:
    """Name the facts that a rule needs and that could not be read, by their pointers."""
    facts = (f"/facts/{str(part.name).lower()}" for part in Part if part & rule.needs)
    return [fact for fact in facts if value_at(document, fact) != _AVAILABLE]


def _missing(rule: Rule, place: Place) -> Missing:
    if rule.missing is not None:
        return rule.missing
    if is_unknowable(place.pointer):
        return Missing.UNKNOWN
    return Missing.PASS if place.starred else Missing.FAIL


def _failed(rule: Rule, failed: Failure, setting: Setting) -> Finding:
    return _finding(rule, failed, Outcome.FAIL, rule.severity, message(rule, failed, setting))


def _finding(rule: Rule, failed: Failure, outcome: Outcome, severity: Severity, text: str) -> Finding:
    return Finding(
        rule=rule.id,
        severity=severity,
        outcome=outcome,
        message=text,
        pointer=failed.pointer,
        raw_field=raw_field(failed.pointer),
        value=None if is_sensitive(failed.pointer) else shown(failed.value, failed.pointer),
        expected=failed.expected,
        help=rule.help,
        url=rule.url,
        location=rule.location,
        description=rule.description,
    )
