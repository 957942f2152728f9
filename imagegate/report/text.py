"""The report for a person at a terminal, or in a job's log.

Every line begins with a word of ours, so that nothing in it can be taken for a workflow command.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias, assert_never

from imagegate.oci.image import Image
from imagegate.policy.verdict import Candidate, Failed, Finding, Passed, Unverified, Verdict
from imagegate.report.order import by_weight, worst_last
from imagegate.report.report import Fault, Report, name
from imagegate.report.sanitise import plain, prose
from imagegate.report.wording import finding_word, found, headline, platforms, problems, said, verdict_word
from imagegate.source import Occurrence

Line: TypeAlias = tuple[int, str, str]
"""How deep it is indented, its first word, and the rest."""

_WIDTH = 14
_COLOURS = {
    **dict.fromkeys(("failed", "error", "fail"), "31;1"),
    **dict.fromkeys(("unverified", "warning"), "33;1"),
    **dict.fromkeys(("passed", "pass"), "32;1"),
    **dict.fromkeys(("notice", "waived", "skipped"), "36"),
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
    for policy in report.policies:
        yield 0, "policy", plain(f"{policy.source} ({policy.digest})")
    for notice in report.notices:
        yield 0, "notice", prose(notice)
    if report.fault:
        yield from _fault(report.fault)
    yield 0, report.result, f"{plain(headline(report))} (exit code {report.exit_code:d})"


def _verdict(verdict: Verdict, report: Report) -> Iterator[Line]:
    match verdict:
        case Passed() | Failed():
            yield from _image(verdict.image)
            yield from _uses(verdict.candidate)
            for finding in by_weight(verdict.findings, report.fail_on):
                yield from _finding(finding)
        case Unverified():
            yield from _occurrences(verdict.occurrences)
            yield 1, "error", plain(f"{verdict.error.code}: {verdict.error.message}")
            yield from _given("hint", prose(verdict.error.hint))
        case _:
            assert_never(verdict)


def _image(image: Image) -> Iterator[Line]:
    yield 1, "digest", str(image.descriptor.digest)
    yield 1, "platforms", plain(platforms(one.platform for one in image.platforms))
    for entry in image.left_out:
        what = str(entry.descriptor.platform or entry.descriptor.digest)
        yield 1, "left out", plain(f"{what}: {entry.reason}")


def _uses(candidate: Candidate) -> Iterator[Line]:
    yield from _occurrences(candidate.occurrences)
    if candidate.use.previous:
        yield 1, "replaces", plain(str(candidate.use.previous))


def _occurrences(occurrences: tuple[Occurrence, ...]) -> Iterator[Line]:
    for occurrence in occurrences:
        yield 1, "used in", plain(f"{occurrence.location} ({occurrence.kind}, {occurrence.used_as})")


def _finding(finding: Finding) -> Iterator[Line]:
    shown = f" [{platforms(finding.platforms)}]" if finding.platforms else ""
    yield 1, finding_word(finding), f"{plain(finding.rule)}: {plain(said(finding))}{plain(shown)}"
    yield from _given("waived by", plain(finding.waiver))
    yield from _given("found", found(finding))
    yield from _given("expected", plain(finding.expected))
    yield from _given("rule", plain(str(finding.location or "")))
    yield from _given("fix", prose(finding.help))
    yield from _given("see", plain(finding.url))


def _fault(fault: Fault) -> Iterator[Line]:
    listed = problems(fault)
    for problem in listed:
        yield 0, "error", plain(f"{problem.location}: {problem.message}")
        yield from _given("hint", prose(problem.hint))
    if not listed:
        yield 0, "error", plain(f"{fault.error.code}: {fault.error.message}")
        yield from _given("hint", prose(fault.error.hint))


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
