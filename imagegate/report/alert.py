"""What a report has to say, one alert for each finding and place: the shape that scanners of code share."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from imagegate.oci.reference import UNNAMED
from imagegate.policy.rule import Severity
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
from imagegate.policy.waiver import UNRESOLVED, UNVERIFIED
from imagegate.report.place import Span, span
from imagegate.report.report import Report, name
from imagegate.report.sanitise import plain, prose
from imagegate.report.subject import reference, step
from imagegate.report.wording import RESOLVE_HINT, compared, found, platforms, said
from imagegate.source import Location, Occurrence

_OWN = {
    UNVERIFIED: "Every image, and every file that may name one, is read and proved.",
    UNRESOLVED: "Every text that stands where a reference stands names an image.",
    "uncovered": "Every image is one that a rule of the policy is about.",
    "unexplained": "An image that failed has a finding that says why.",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What was demanded. `location` is where it stands in a policy, None for what the gate itself demands."""

    id: str
    description: str
    help: str = ""
    url: str = ""
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to show at one place. `path` is the file, or the image's name where no file names it.

    `message` and `details` have a line each and are safe to print. `span` is None where no file names the image;
    `used_at` is where the reference stands, if that is another place. `weight` sorts alerts, the gravest lowest.
    `identity` stays the same from one commit to the next. `waiver` is the id of the waiver that accepts it.
    """

    rule: Rule
    severity: Severity
    weight: int
    message: str
    details: tuple[str, ...]
    identity: tuple[str, ...]
    path: str
    span: Span | None = None
    used_at: Location | None = None
    waiver: str = ""


def alerts(report: Report) -> list[Alert]:
    """Give all alerts, the gravest first."""
    return sorted(_all(report), key=lambda one: one.weight)


def _all(report: Report) -> Iterator[Alert]:
    for verdict in report.verdicts:
        yield from _of(verdict, report)
    for text in report.unresolved:
        if text.severity is not Severity.OFF:
            yield from _placed(_of_text(text, report), (text.occurrence,), report)
    yield from map(_of_file, report.files)


def _of(verdict: Verdict, report: Report) -> Iterator[Alert]:
    match verdict:
        case Passed() | Failed():
            for finding in verdict.findings:
                yield from _placed(_of_finding(finding, verdict, report), verdict.candidate.occurrences, report)
        case Unverified():
            yield from _placed(_of_unverified(verdict), verdict.occurrences, report)
        case _:
            assert_never(verdict)


def _of_finding(finding: Finding, verdict: Passed | Failed, report: Report) -> Alert:
    is_accepted = finding.outcome is Outcome.WAIVED or finding.is_excused
    shown = f" ({plain(platforms(finding.platforms))})" if finding.platforms else ""
    return Alert(
        rule=_rule(finding),
        severity=Severity.NOTICE if is_accepted else finding.severity,
        weight=_weight(finding.severity, stops=finding.stops(report.fail_on), is_accepted=is_accepted),
        message=f"{plain(' → '.join(step(verdict)))}: {plain(said(finding))}{shown}.",
        details=_details(
            ("Found", found(finding)),
            ("Expected", plain(finding.expected)),
            ("Change", plain(compared(finding, verdict))),
            ("Fix", prose(finding.help)),
            ("Digest", str(verdict.image.descriptor.digest)),
        ),
        identity=(finding.rule, _repository(verdict), finding.pointer),
        path=_repository(verdict),
        waiver=finding.waiver,
    )


def _rule(finding: Finding) -> Rule:
    description = finding.description or _OWN.get(finding.rule) or finding.rule
    return Rule(finding.rule, description, finding.help, finding.url, finding.location)


def _of_unverified(verdict: Unverified) -> Alert:
    error = verdict.error
    return Alert(
        rule=Rule(UNVERIFIED, _OWN[UNVERIFIED]),
        severity=Severity.NOTICE if verdict.waiver else Severity.ERROR,
        weight=_ACCEPTED if verdict.waiver else _UNVERIFIED,
        message=f"{plain(' → '.join(step(verdict)))} could not be verified: {plain(error.message)}.",
        details=_details(("Hint", prose(error.hint))),
        identity=(UNVERIFIED, _repository(verdict)),
        path=_repository(verdict),
        waiver=verdict.waiver,
    )


def _of_text(text: UnresolvedText, report: Report) -> Alert:
    occurrence = text.occurrence
    stops = text.stops(report.fail_on)
    return Alert(
        rule=Rule(UNRESOLVED, _OWN[UNRESOLVED], RESOLVE_HINT),
        severity=Severity.NOTICE if text.waiver else text.severity,
        weight=_weight(text.severity, stops=stops, is_accepted=bool(text.waiver)),
        message=f"{plain(occurrence.text)} cannot be resolved: {plain(text.reason)}.",
        details=_details(("Hint", RESOLVE_HINT)),
        identity=(UNRESOLVED, occurrence.text),
        path=occurrence.location.path,
        waiver=text.waiver,
    )


def _of_file(file: UnreadFile) -> Alert:
    path = file.location.path
    return Alert(
        rule=Rule(UNVERIFIED, _OWN[UNVERIFIED]),
        severity=Severity.ERROR,
        weight=_UNVERIFIED,
        message=f"{plain(path)} could not be verified: {plain(file.error.message)}.",
        details=_details(("Hint", prose(file.error.hint))),
        identity=(UNVERIFIED, path),
        path=path,
        span=Span(file.location),
    )


def _placed(alert: Alert, occurrences: tuple[Occurrence, ...], report: Report) -> Iterator[Alert]:
    if not occurrences:
        yield alert
    for one in occurrences:
        shown = span(one, report)
        used_at = one.location if shown.location != one.location else None
        identity = (*alert.identity, shown.location.path, one.kind, one.key)
        yield replace(alert, path=shown.location.path, span=shown, used_at=used_at, identity=identity)


def _repository(verdict: Verdict) -> str:
    judged = reference(verdict)
    return name(verdict) if judged is None or judged.repository == UNNAMED else str(judged.repository)


_UNVERIFIED = 1
_ACCEPTED = 9


def _weight(severity: Severity, *, stops: bool, is_accepted: bool) -> int:
    if is_accepted:
        return _ACCEPTED
    return 0 if stops else _UNVERIFIED + 4 - severity.rank


def _details(*pairs: tuple[str, str]) -> tuple[str, ...]:
    return tuple(f"{word}: {text}" for word, text in pairs if text)
