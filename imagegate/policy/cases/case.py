"""A test of a policy: an image, and what its rules must make of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from imagegate.policy.rule import Policy
from imagegate.policy.trial import Matter
from imagegate.policy.verdict import Finding
from imagegate.source import Location


class Expected(StrEnum):
    """What a case may expect of a rule, the gravest first; the words are the keys of `expect`."""

    FAIL = "fail"
    WARN = "warn"
    WAIVED = "waived"
    UNKNOWN = "unknown"
    PASS = "pass"  # noqa: S105 - an outcome, not a password
    NOT_APPLICABLE = "notApplicable"

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is shown of such a rule; a case that is `exact` allows it without listing it."""
        return self in (Expected.PASS, Expected.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Demand:
    """What one rule must come to, and where the case says so."""

    expected: Expected
    location: Location


@dataclass(frozen=True, slots=True)
class Case:
    """One test: the policy as the case changes it, what is judged, and a demand for each rule that it names.

    `exact` demands of all other rules that nothing is shown of them. `has_clock` tells whether the tests say what
    time it is.
    """

    name: str
    location: Location
    policy: Policy
    matter: Matter
    demands: Mapping[str, Demand]
    exact: bool
    has_clock: bool


@dataclass(frozen=True, slots=True)
class Deviation:
    """A rule that came to something else than its case expects; `expected` is None where it was not to be seen.

    `findings` say what it found; where it found nothing, `because` says why.
    """

    rule: str
    expected: Expected | None
    actual: Expected
    location: Location
    findings: tuple[Finding, ...]
    because: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case: nothing that deviates, or what does."""

    case: Case
    deviations: tuple[Deviation, ...]

    @property
    def holds(self) -> bool:
        """Whether every rule came to what was expected."""
        return not self.deviations
