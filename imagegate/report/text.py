"""The report for a person at a terminal, or in a job's log.

Every line begins with a word of ours, so that nothing in it can be taken for a workflow command.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias, assert_never

from imagegate.errors import ImagegateError
from imagegate.oci.image import Image
from imagegate.policy.verdict import Failed, Finding, Passed, UnresolvedText, Unverified, Verdict
from imagegate.policy.waiver import UNRESOLVED
from imagegate.report.comparison import differences
from imagegate.report.order import by_weight, worst_last
from imagegate.report.proposal import more, proposal
from imagegate.report.report import Fault, Report, name
from imagegate.report.sanitise import plain, prose
from imagegate.report.search import Search
from imagegate.report.subject import occurrences, use
from imagegate.report.wording import (
    RESOLVE_HINT,
    accepted,
    compared,
    finding_word,
    found,
    headline,
    platforms,
    problems,
    said,
    searched,
    text_word,
    verdict_word,
)

Line: TypeAlias = tuple[int, str, str]
"""How deep it is indented, its first word, and the rest."""

_WIDTH = 14
_COLOURS = {
    **dict.fromkeys(("failed", "error", "fail"), "31;1"),
    **dict.fromkeys(("unverified", "warning"), "33;1"),
    **dict.fromkeys(("passed", "pass"), "32;1"),
    **dict.fromkeys(("notice", "waived", "unchanged", "skipped", "proposed"), "36"),
}
_FAINT = "2"


def render_text(report: Report, *, colour: bool = False) -> str:
    """Render the report, the worst last, where a reader looks first."""
    draw = partial(_draw, paint=_painted if colour else _unpainted)
    return "".join(f"{draw(line)}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[Line]:
    for verdict in worst_last(report.verdicts):
        yield 0, verdict_word(verdict), plain(name(verdict))
        yield from _verdict(verdict, report)
    yield from _unjudged(report)
    if report.search:
        yield from _search(report.search)
    if report.proposed:
        yield from _proposed(report, report.proposed)
    for policy in report.policies:
        yield 0, "policy", plain(f"{policy.source} ({policy.digest})")
    for waiver in report.accepting:
        yield 0, "waiver", plain(f"{waiver.id} {accepted(waiver)}")
    for notice in report.notices:
        yield 0, "notice", prose(notice)
    if report.fault:
        yield from _fault(report.fault)
    yield 0, report.result, f"{plain(headline(report))} (exit code {report.exit_code:d})"


def _unjudged(report: Report) -> Iterator[Line]:
    for text in report.unresolved:
        yield from _unresolved(text)
    for file in report.files:
        yield 0, "unverified", plain(str(file.location))
        yield from _error(file.error)


def _verdict(verdict: Verdict, report: Report) -> Iterator[Line]:
    match verdict:
        case Passed() | Failed():
            yield from _image(verdict.image)
            yield from _uses(verdict)
            for finding in by_weight(verdict.findings, report.fail_on):
                yield from _finding(finding, compared(finding, verdict))
            for finding in verdict.fixed:
                yield 1, "fixed", f"{plain(finding.rule)}: {plain(said(finding))}"
            if verdict.old and verdict.image.platforms:
                yield from _differences(verdict.old, verdict.image)
        case Unverified():
            yield from _uses(verdict)
            yield from _error(verdict.error)
            yield from _given("waived by", plain(verdict.waiver))
        case _:
            assert_never(verdict)


def _image(image: Image) -> Iterator[Line]:
    yield 1, "digest", str(image.descriptor.digest)
    yield 1, "platforms", plain(platforms(one.platform for one in image.platforms))
    for entry in image.left_out:
        what = str(entry.descriptor.platform or entry.descriptor.digest)
        yield 1, "left out", plain(f"{what}: {entry.reason}")


def _uses(verdict: Verdict) -> Iterator[Line]:
    for occurrence in occurrences(verdict):
        yield 1, "used in", plain(f"{occurrence.location} ({occurrence.kind}, {occurrence.used_as})")
    if previous := use(verdict).previous:
        yield 1, "replaces", plain(str(previous))


def _differences(old: Image, new: Image) -> Iterator[Line]:
    for one in differences(old, new):
        before, after = plain(", ".join(one.before) or "-"), plain(", ".join(one.after) or "-")
        yield 1, "differs", f"{one.what}: {before} → {after}"


def _finding(finding: Finding, change: str) -> Iterator[Line]:
    shown = f" [{platforms(finding.platforms)}]" if finding.platforms else ""
    yield 1, finding_word(finding), f"{plain(finding.rule)}: {plain(said(finding))}{plain(shown)}"
    yield from _given("waived by", plain(finding.waiver))
    yield from _given("found", found(finding))
    yield from _given("expected", plain(finding.expected))
    yield from _given("change", plain(change))
    yield from _given("rule", plain(str(finding.location or "")))
    yield from _given("fix", prose(finding.help))
    yield from _given("see", plain(finding.url))


def _unresolved(text: UnresolvedText) -> Iterator[Line]:
    occurrence = text.occurrence
    yield 0, text_word(text), f"{UNRESOLVED}: {plain(occurrence.text)} cannot be resolved: {plain(text.reason)}"
    yield 1, "used in", plain(f"{occurrence.location} ({occurrence.kind}, {occurrence.used_as})")
    if text.waiver:
        yield 1, "waived by", plain(text.waiver)
    else:
        yield 1, "hint", RESOLVE_HINT


def _search(search: Search) -> Iterator[Line]:
    for one in search.removed:
        yield 0, "removed", plain(f"{one.text} ({one.location})")
    for part in search.left_alone:
        yield 0, "left alone", plain(f"{part.location}: {part.reason}")
    for path in search.excluded:
        yield 0, "excluded", plain(f"{path}: the policy's settings leave it out")
    yield 0, "searched", plain(searched(search))


def _proposed(report: Report, proposed: Report) -> Iterator[Line]:
    yield 0, "proposed", plain(f"with this pull request's policy: {proposal(report, proposed) or 'the same'}")
    for word, told in (("more", more(proposed, report)), ("fewer", more(report, proposed))):
        for subject, finding in told:
            yield 1, word, f"{plain(subject)}: {plain(finding.rule)}: {plain(said(finding))}"


def _fault(fault: Fault) -> Iterator[Line]:
    listed = problems(fault)
    for problem in listed:
        yield 0, "error", plain(f"{problem.location}: {problem.message}")
        yield from _given("hint", prose(problem.hint))
    if not listed:
        yield from _error(fault.error, 0)


def _error(error: ImagegateError, depth: int = 1) -> Iterator[Line]:
    yield depth, "error", plain(f"{error.code}: {error.message}")
    yield from _given("hint", prose(error.hint))


def _given(word: str, text: str) -> Iterator[Line]:
    if text:
        yield 2, word, text


def _draw(line: Line, *, paint: Callable[[str, int], str]) -> str:
    depth, word, text = line
    padding = " " * max(_WIDTH - 2 * depth - len(word), 1)
    return f"{'  ' * depth}{paint(word, depth)}{padding}{text}"


def _unpainted(word: str, _: int) -> str:
    return word


def _painted(word: str, depth: int) -> str:
    colour = _COLOURS.get(word, _FAINT if depth else "")
    return f"\x1b[{colour}m{word}\x1b[0m" if colour else word
