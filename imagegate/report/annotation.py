"""What a report has to say at each place, one annotation for each rule and line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import assert_never

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
from imagegate.policy.waiver import UNRESOLVED
from imagegate.report.place import Span, span
from imagegate.report.proposal import proposal
from imagegate.report.report import Fault, Report
from imagegate.report.sanitise import plain, prose
from imagegate.report.subject import step
from imagegate.report.wording import (
    RESOLVE_HINT,
    compared,
    found,
    headline,
    platforms,
    problems,
    said,
)
from imagegate.source import Location, Occurrence

_ALSO_MAX = 10
_UNVERIFIED = 2
_PACK = "pack:"


@dataclass(frozen=True, slots=True)
class Annotation:
    """One thing to show. `topic` is what it is about, such as a rule's id; `subject` the image it is about.

    `rank` orders the annotations of a kind, the gravest lowest. `span` is None for an image that no file names.
    Everything is safe to print; a message has one line, and so has each detail.
    """

    kind: Severity
    rank: int
    topic: str
    subject: str
    message: str
    details: tuple[str, ...] = ()
    span: Span | None = None

    @property
    def key(self) -> tuple[str, int, str, str]:
        """What two annotations share that are shown as one: the line, or the image, and the topic."""
        place = self.span.location if self.span else None
        path, line = (place.path, place.line) if place else (self.subject, 0)
        return path, line, self.topic, self.kind


def annotations(report: Report) -> list[Annotation]:
    """Give everything that is worth showing, the gravest first."""
    given = [*_of_fault(report.fault), *_of_all(report)]
    tolerated = [_tolerated(one) for one in given] if report.is_tolerated else given
    if report.exit_code and not any(one.kind is Severity.ERROR for one in tolerated):
        # The runner adds nothing of its own to a step that fails: without an error it would be red for no reason.
        tolerated.append(Annotation(Severity.ERROR, 0, "result", "", plain(headline(report))))
    notices = (Annotation(Severity.NOTICE, 9, "notice", prose(text), prose(text)) for text in report.notices)
    return sorted(_merged((*tolerated, *notices)), key=lambda one: (one.rank, one.key))


def _of_fault(fault: Fault | None) -> Iterator[Annotation]:
    if fault is None:
        return
    for problem in problems(fault):
        message, details = plain(problem.message), _details(("hint", prose(problem.hint)))
        yield Annotation(Severity.ERROR, 0, "invalid-policy", message, message, details, Span(problem.location))
    if not problems(fault):
        error = fault.error
        details = _details(("hint", prose(error.hint)))
        yield Annotation(Severity.ERROR, 0, plain(error.code), "", plain(error.message), details)


def _of_all(report: Report) -> Iterator[Annotation]:
    for verdict in report.verdicts:
        yield from _of(verdict, report)
    for text in report.unresolved:
        if text.severity is not Severity.OFF and not text.waiver:
            yield from _placed([_of_text(text, report)], (text.occurrence,), report)
    for file in report.files:
        yield _of_file(file)
    if report.proposed and (differs := proposal(report, report.proposed)):
        yield _of_proposal(differs, report.proposed)


def _of(verdict: Verdict, report: Report) -> Iterator[Annotation]:
    match verdict:
        case Passed() | Failed():
            shown = (finding for finding in verdict.findings if finding.outcome is not Outcome.WAIVED)
            given = [_of_finding(finding, verdict, report) for finding in shown]
            yield from _placed(given, verdict.candidate.occurrences, report)
        case Unverified():
            live = [] if verdict.waiver else [_of_unverified(verdict)]
            yield from _placed(live, verdict.occurrences, report)
        case _:
            assert_never(verdict)


def _of_finding(finding: Finding, verdict: Passed | Failed, report: Report) -> Annotation:
    subject = plain(" → ".join(step(verdict)))
    shown = f" [{plain(platforms(finding.platforms))}]" if finding.platforms else ""
    details = _details(
        ("found", found(finding)),
        ("expected", plain(finding.expected)),
        ("change", plain(compared(finding, verdict))),
        ("fix", prose(finding.help)),
        ("see", plain(finding.url)),
        ("rule", plain(str(finding.location or ""))),
        ("digest", str(verdict.image.descriptor.digest)),
    )
    kind = Severity.NOTICE if finding.is_excused else finding.severity
    rank = _rank(kind, stops=finding.stops(report.fail_on))
    message = f"{subject}: {plain(said(finding))}{shown}"
    return Annotation(kind, rank, plain(finding.rule), subject, message, details)


def _of_unverified(verdict: Unverified) -> Annotation:
    error, subject = verdict.error, plain(" → ".join(step(verdict)))
    message = f"{subject} could not be verified: {plain(error.message)}"
    topic = f"unverified ({plain(error.code)})"
    return Annotation(Severity.ERROR, _UNVERIFIED, topic, subject, message, _details(("hint", prose(error.hint))))


def _of_text(text: UnresolvedText, report: Report) -> Annotation:
    subject = plain(text.occurrence.text)
    message = f"{subject} cannot be resolved: {plain(text.reason)}"
    rank = _rank(text.severity, stops=text.stops(report.fail_on))
    return Annotation(text.severity, rank, UNRESOLVED, subject, message, _details(("hint", RESOLVE_HINT)))


def _of_file(file: UnreadFile) -> Annotation:
    error, subject = file.error, plain(file.location.path)
    message = f"{subject} could not be verified: {plain(error.message)}"
    details = _details(("hint", prose(error.hint)))
    topic = f"unverified ({plain(error.code)})"
    return Annotation(Severity.ERROR, _UNVERIFIED, topic, subject, message, details, Span(file.location))


def _of_proposal(differs: str, proposed: Report) -> Annotation:
    files = [source.source for source in proposed.policies if not source.source.startswith(_PACK)]
    span = Span(Location(files[0], 1, 1)) if files else None
    message = plain(f"with this pull request's policy: {differs}")
    return Annotation(Severity.NOTICE, 8, "policy", "", message, span=span)


def _rank(kind: Severity, *, stops: bool) -> int:
    return 4 - kind.rank + (0 if stops else 3)


def _placed(given: list[Annotation], occurrences: tuple[Occurrence, ...], report: Report) -> Iterator[Annotation]:
    """Show each where a file names the image, or once where none does."""
    yield from (one for one in given if not occurrences)
    for occurrence in occurrences:
        shown = span(occurrence, report)
        used = _details(("used at", plain(str(occurrence.location)))) if shown.location != occurrence.location else ()
        yield from (replace(one, span=shown, details=(*used, *one.details)) for one in given)


def _details(*pairs: tuple[str, str]) -> tuple[str, ...]:
    return tuple(f"{word}: {text}" for word, text in pairs if text)


def _tolerated(one: Annotation) -> Annotation:
    return replace(one, kind=Severity.WARNING) if one.kind is Severity.ERROR else one


def _merged(given: Iterable[Annotation]) -> Iterator[Annotation]:
    ordered = sorted(given, key=lambda one: (one.key, one.rank))
    for _, group in groupby(ordered, key=lambda one: one.key):
        first, *others = group
        also = [message for message in dict.fromkeys(one.message for one in others) if message != first.message]
        more = (f"and {len(also) - _ALSO_MAX} more",) if len(also) > _ALSO_MAX else ()
        yield replace(first, details=(*also[:_ALSO_MAX], *more, *first.details))
