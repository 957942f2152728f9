"""What came of a run: the only thing that a renderer sees."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from imagegate.errors import ImagegateError
from imagegate.policy.rule import PolicySource, Severity
from imagegate.policy.verdict import Failed, Finding, Passed, Unverified, Verdict


class ExitCode(IntEnum):
    """What the process ends with; 1 means that the gate worked."""

    COMPLIANT = 0
    VIOLATION = 1
    USAGE = 2
    UNVERIFIED = 3
    INTERNAL = 4


class Result(StrEnum):
    """The run in one word. `warn-only` does not change it."""

    PASS = "pass"  # noqa: S105 - a result, not a password
    FAIL = "fail"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a run ended without judging, or could not deliver what it judged: exit code 2 or 4."""

    exit_code: ExitCode
    error: ImagegateError


@dataclass(frozen=True, slots=True)
class Counts:
    """How many: uses of images, distinct references, violations, findings shown, images that were not verified."""

    images: int
    references: int
    violations: int
    findings: int
    unverified: int


@dataclass(frozen=True, slots=True)
class Report:
    """The verdicts of a run, in the order of the candidates, and what decides its end."""

    verdicts: tuple[Verdict, ...] = ()
    policies: tuple[PolicySource, ...] = ()
    fail_on: Severity = Severity.ERROR
    warn_only: bool = False
    notices: tuple[str, ...] = ()
    fault: Fault | None = None

    @property
    def exit_code(self) -> ExitCode:
        """Decide how the process ends. Nothing else may return 0."""
        truth = self._truth
        tolerated = self.warn_only and truth in (ExitCode.VIOLATION, ExitCode.UNVERIFIED)
        return ExitCode.COMPLIANT if tolerated else truth

    @property
    def result(self) -> Result:
        """Say what happened, whatever `warn-only` makes of it."""
        match self._truth:
            case ExitCode.COMPLIANT:
                return Result.PASS if self.verdicts else Result.SKIPPED
            case ExitCode.VIOLATION:
                return Result.FAIL
            case _:
                return Result.ERROR

    @property
    def counts(self) -> Counts:
        """Count what a reader asks for first."""
        return Counts(
            images=len(self.verdicts),
            references=len({_name(verdict) for verdict in self.verdicts}),
            violations=sum(1 for _ in self.violations()),
            findings=sum(len(findings(verdict)) for verdict in self.verdicts),
            unverified=sum(isinstance(verdict, Unverified) for verdict in self.verdicts),
        )

    def violations(self) -> Iterator[Finding]:
        """Give the findings that stop the run."""
        for verdict in self.verdicts:
            yield from (finding for finding in findings(verdict) if finding.stops(self.fail_on))

    @property
    def _truth(self) -> ExitCode:
        if self.fault:
            return self.fault.exit_code
        if any(isinstance(verdict, Failed) for verdict in self.verdicts):
            return ExitCode.VIOLATION
        if all(isinstance(verdict, Passed) and verdict.image.platforms for verdict in self.verdicts):
            return ExitCode.COMPLIANT
        return ExitCode.UNVERIFIED


def findings(verdict: Verdict) -> tuple[Finding, ...]:
    """Give a verdict's findings; an image that could not be read has none."""
    return () if isinstance(verdict, Unverified) else verdict.findings


def _name(verdict: Verdict) -> str:
    if isinstance(verdict, Unverified):
        return str(verdict.reference) if verdict.reference else verdict.text
    return str(verdict.candidate.reference)
