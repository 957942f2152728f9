"""What a report has to say at each place, one annotation for each rule and line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias, assert_never

from imagegate.policy.rule import Severity
from imagegate.policy.verdict import Failed, Finding, Outcome, Passed, Unverified, Verdict
from imagegate.report.report import Fault, Report, name
from imagegate.report.sanitise import plain, prose
from imagegate.report.wording import found, headline, platforms, problems, said
from imagegate.source import Location, Occurrence

_ALSO_MAX = 10

Span: TypeAlias = tuple[Location, int]
"""A place in a file, and the column after it; the column itself where the end is not known."""


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
        path, line = (self.span[0].path, self.span[0].line) if self.span else (self.subject, 0)
        return path, line, self.topic, self.kind


def annotations(report: Report) -> list[Annotation]:
    """Give everything that is worth showing, the gravest first."""
    given = [*_of_fault(report.fault), *(one for verdict in report.verdicts for one in _of(verdict, report))]
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
        span = (problem.location, problem.location.column)
        message, details = plain(problem.message), _details(("hint", prose(problem.hint)))
        yield Annotation(Severity.ERROR, 0, "invalid-policy", message, message, details, span)
    if not problems(fault):
        error = fault.error
        details = _details(("hint", prose(error.hint)))
        yield Annotation(Severity.ERROR, 0, plain(error.code), "", plain(error.message), details)


def _of(verdict: Verdict, report: Report) -> Iterator[Annotation]:
    match verdict:
        case Passed() | Failed():
            shown = (finding for finding in verdict.findings if finding.outcome is not Outcome.WAIVED)
            given = [_of_finding(finding, verdict, report) for finding in shown]
            yield from _placed(given, verdict.candidate.occurrences)
        case Unverified():
            yield from _placed([_of_unverified(verdict)], verdict.occurrences)
        case _:
            assert_never(verdict)


def _of_finding(finding: Finding, verdict: Passed | Failed, report: Report) -> Annotation:
    subject = plain(name(verdict))
    shown = f" [{plain(platforms(finding.platforms))}]" if finding.platforms else ""
    details = _details(
        ("found", found(finding)),
        ("expected", plain(finding.expected)),
        ("fix", prose(finding.help)),
        ("see", plain(finding.url)),
        ("rule", plain(str(finding.location or ""))),
    )
    rank = 4 - finding.severity.rank + (0 if finding.stops(report.fail_on) else 3)
    message = f"{subject}: {plain(said(finding))}{shown}"
    return Annotation(finding.severity, rank, plain(finding.rule), subject, message, details)


def _of_unverified(verdict: Unverified) -> Annotation:
    error, subject = verdict.error, plain(name(verdict))
    message = f"{subject} could not be verified: {plain(error.message)}"
    topic = f"unverified ({plain(error.code)})"
    return Annotation(Severity.ERROR, 2, topic, subject, message, _details(("hint", prose(error.hint))))


def _placed(given: list[Annotation], occurrences: tuple[Occurrence, ...]) -> Iterator[Annotation]:
    """Show each where a file names the image, or once where none does."""
    spans: list[Span | None] = [(occurrence.location, occurrence.end_column) for occurrence in occurrences]
    yield from (replace(one, span=span) for span in spans or [None] for one in given)


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
