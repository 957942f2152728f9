"""The order in which things are told: what matters first, and the same on every run."""

from collections.abc import Iterable

from imagegate.policy.rule import Severity
from imagegate.policy.verdict import Failed, Finding, Outcome, Unverified, Verdict

Key = tuple[tuple[bool, int, str], ...]


def by_weight(findings: Iterable[Finding], fail_on: Severity) -> list[Finding]:
    """Sort findings: violations first, waived ones last, then by severity, rule and place in the image."""
    return sorted(findings, key=lambda finding: (*_weight(finding, fail_on), finding.rule, _place(finding.pointer)))


def worst_first(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Sort verdicts: failed, not verified, passed with findings or waived, passed; each in the candidates' order."""
    return sorted(verdicts, key=_rank)


def worst_last(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Sort verdicts the other way round, where a reader begins at the end."""
    return sorted(verdicts, key=lambda verdict: -_rank(verdict))


def _weight(finding: Finding, fail_on: Severity) -> tuple[bool, bool, int]:
    return (not finding.stops(fail_on), finding.outcome is Outcome.WAIVED, -finding.severity.rank)


def _place(pointer: str) -> Key:
    # Numbers by their value: /layers/9 stands before /layers/10, and both before a name.
    parts = pointer.split("/")
    return tuple((not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)


def _rank(verdict: Verdict) -> int:
    match verdict:
        case Failed():
            return 0
        case Unverified():
            return 2 if verdict.waiver else 1
        case _:
            return 2 if verdict.findings else 3
