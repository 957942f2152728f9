"""What came of a run: the only thing that a renderer sees."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from imagegate.errors import ImagegateError
from imagegate.policy.rule import PolicySource, Severity
from imagegate.policy.verdict import (
    Failed,
    Finding,
    Outcome,
    Passed,
    UnreadFile,
    UnresolvedText,
    Unverified,
    Verdict,
)
from imagegate.policy.waiver import Waiver
from imagegate.report.evidence import proved
from imagegate.report.search import Search


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
    """Why a run ended without judging, or could not deliver what it judged: exit code 2, 3 or 4."""

    exit_code: ExitCode
    error: ImagegateError


@dataclass(frozen=True, slots=True)
class Counts:
    """How many: uses of images, distinct references, images that failed, images and files that were not verified.

    A finding is a violation, is waived, or is neither; a text that names no image is one too. An image that was not
    verified and that a waiver accepts counts as waived, not as unverified.
    """

    images: int
    references: int
    failed: int
    unverified: int
    findings: int
    violations: int
    waived: int


@dataclass(frozen=True, slots=True)
class Report:
    """The verdicts of a run, in the order of the candidates, and what decides its end.

    A verdict is taken for what its evidence supports, never for more. `files` could not be read, `unresolved` are
    texts that name no image; `search` says where both were looked for, None where images were named. `skipped` says
    why nothing was in scope; a run that judged nothing and does not say why is not a pass. `proposed` is what the
    same run gives by the policy that a pull request brings, where that is another one; it decides nothing. `waivers`
    are all that the policy has.
    """

    verdicts: tuple[Verdict, ...] = ()
    policies: tuple[PolicySource, ...] = ()
    fail_on: Severity = Severity.ERROR
    warn_only: bool = False
    notices: tuple[str, ...] = ()
    fault: Fault | None = None
    skipped: str = ""
    files: tuple[UnreadFile, ...] = ()
    unresolved: tuple[UnresolvedText, ...] = ()
    search: Search | None = None
    proposed: "Report | None" = None
    waivers: tuple[Waiver, ...] = ()

    def __post_init__(self) -> None:
        """Hold each verdict against its evidence."""
        verdicts = tuple(proved(verdict, self.fail_on) for verdict in self.verdicts)
        object.__setattr__(self, "verdicts", verdicts)

    @property
    def exit_code(self) -> ExitCode:
        """Decide how the process ends. Nothing else may return 0."""
        return ExitCode.COMPLIANT if self.is_tolerated else self._untolerated

    @property
    def is_tolerated(self) -> bool:
        """Whether `warn-only` makes a violation, or an image that was not verified, no reason to fail."""
        return self.warn_only and self._untolerated in _TOLERABLE

    @property
    def result(self) -> Result:
        """Say what happened, whatever `warn-only` makes of it."""
        match self._truth:
            case ExitCode.COMPLIANT:
                return Result.PASS if any(isinstance(one, Passed) for one in self.verdicts) else Result.SKIPPED
            case ExitCode.VIOLATION:
                return Result.FAIL
            case _:
                return Result.ERROR

    @property
    def counts(self) -> Counts:
        """Count what a reader asks for first."""
        shown = [finding for verdict in self.verdicts for finding in findings(verdict)]
        texts = [text for text in self.unresolved if text.severity is not Severity.OFF]
        weighed: list[Finding | UnresolvedText] = [*shown, *texts]
        return Counts(
            images=len(self.verdicts),
            references=len({name(verdict) for verdict in self.verdicts}),
            failed=sum(isinstance(verdict, Failed) for verdict in self.verdicts),
            unverified=sum(isinstance(one, Unverified) and not one.waiver for one in self.verdicts) + len(self.files),
            findings=len(shown) + len(texts),
            violations=sum(one.stops(self.fail_on) for one in weighed),
            waived=sum(one.outcome is Outcome.WAIVED for one in shown)
            + sum(map(_is_accepted, (*self.verdicts, *texts))),
        )

    @property
    def accepting(self) -> tuple[Waiver, ...]:
        """The waivers that accept something here, in the policy's order."""
        used = {finding.waiver for verdict in self.verdicts for finding in findings(verdict)}
        used |= {verdict.waiver for verdict in self.verdicts if isinstance(verdict, Unverified)}
        used |= {text.waiver for text in self.unresolved}
        return tuple(waiver for waiver in self.waivers if waiver.id in used)

    @property
    def _truth(self) -> ExitCode:
        # A violation, or an image that was not verified, says more than the trouble of delivering it.
        if self._fault_code is ExitCode.USAGE or self._judged not in _TOLERABLE:
            return self._fault_code or self._judged
        return self._judged

    @property
    def _untolerated(self) -> ExitCode:
        # What was judged may be tolerated; that the report could not be delivered may not.
        return self._fault_code if self.warn_only and self._fault_code else self._truth

    @property
    def _fault_code(self) -> ExitCode | None:
        return max(self.fault.exit_code, ExitCode.USAGE) if self.fault else None  # a fault is never a pass

    @property
    def _judged(self) -> ExitCode:
        if any(isinstance(verdict, Failed) for verdict in self.verdicts):
            return ExitCode.VIOLATION
        if any(text.stops(self.fail_on) for text in self.unresolved):
            return ExitCode.VIOLATION
        if self.files or not all(isinstance(one, Passed) or _is_accepted(one) for one in self.verdicts):
            return ExitCode.UNVERIFIED
        return ExitCode.COMPLIANT if self.verdicts or self.unresolved or self.skipped else ExitCode.INTERNAL


_TOLERABLE = (ExitCode.VIOLATION, ExitCode.UNVERIFIED)


def _is_accepted(one: Verdict | UnresolvedText) -> bool:
    """Tell whether a waiver accepts that an image was not verified, or that a text names none."""
    return isinstance(one, Unverified | UnresolvedText) and bool(one.waiver)


def findings(verdict: Verdict) -> tuple[Finding, ...]:
    """Give a verdict's findings; an image that could not be read has none."""
    return () if isinstance(verdict, Unverified) else verdict.findings


def name(verdict: Verdict) -> str:
    """Give the canonical reference that was judged, or the text that is none."""
    if isinstance(verdict, Unverified):
        return str(verdict.reference) if verdict.reference else verdict.text
    return str(verdict.candidate.reference)
