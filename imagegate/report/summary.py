"""The job summary: GitHub-flavoured Markdown for a person who wants to know what to do.

The runner refuses a step's summary of more than 1 MiB; this one stays well below it.
"""

from collections.abc import Iterator, Sequence

from imagegate.policy.rule import Severity
from imagegate.policy.verdict import Failed, Outcome, Passed, Unverified, Verdict
from imagegate.report.budget import Section, fit
from imagegate.report.comparison import differences
from imagegate.report.fragments import (
    difference_row,
    differences_head,
    error_item,
    file_item,
    finding_item,
    heading,
    pin_item,
    place_item,
    problem_item,
    row,
    table,
    told_item,
    unresolved_item,
    unverified_item,
)
from imagegate.report.order import by_weight, worst_first
from imagegate.report.pins import PIN_HINT, pins
from imagegate.report.policy_rows import POLICIES, WAIVERS, policy_row, waiver_row
from imagegate.report.proposal import more, proposal
from imagegate.report.report import Fault, Report, Result, findings
from imagegate.report.sanitise import markdown, markdown_code, markdown_prose
from imagegate.report.search import Search
from imagegate.report.subject import occurrences, step
from imagegate.report.wording import headline, many, problems, searched

BYTES_MAX = 900 * 1024

_FOOTER_BYTES = 1024
_ROWS_OPEN = 20
_FINDINGS_OPEN = 10
_MARKS = {Result.PASS: "✅", Result.FAIL: "❌", Result.ERROR: "❌", Result.SKIPPED: "⏭️"}


def render_summary(report: Report, *, bytes_max: int = BYTES_MAX) -> str:
    """Render the summary, most important first, in at most `bytes_max` bytes; what does not fit is counted."""
    fitted = fit(_sections(report), bytes_max - _FOOTER_BYTES)
    left_out = ", ".join(many(number, noun) for noun, number in fitted.left_out.items())
    footer = f"\n> **Left out**, for GitHub takes no longer text: {left_out}. The JSON report has everything.\n"
    return fitted.text + (footer if left_out else "")


def _sections(report: Report) -> Iterator[Section]:
    mark = "⚠️" if report.is_tolerated else _MARKS[report.result]
    yield Section(f"## {mark} imagegate: {markdown(headline(report))}\n")
    if report.fault:
        yield from _open("\n", _problems(report.fault), "problem")
    verdicts = worst_first(report.verdicts)
    yield from _table(verdicts, report)
    for verdict in verdicts:
        if isinstance(verdict, Failed):
            yield from _violations(verdict, report)
    yield from _unjudged(verdicts, report)
    yield from _others(verdicts, report)
    yield from _changes(verdicts)
    yield from _pins(verdicts)
    if report.proposed:
        yield from _proposed(report, report.proposed)
    if report.search:
        yield from _search(report.search)
    yield from _open("\n### Notices\n\n", [error_item(markdown_prose(text)) for text in report.notices], "notice")
    waivers = [waiver_row(waiver) for waiver in report.accepting]
    yield from _folded(f"{many(len(waivers), 'waiver')} in force", WAIVERS, waivers, "waiver")
    yield from _folded("Policies", POLICIES, [policy_row(source) for source in report.policies], "policy")


def _problems(fault: Fault) -> list[str]:
    listed = [problem_item(problem) for problem in problems(fault)]
    return listed or [error_item(markdown_prose(fault.error.message), fault.error.hint)]


def _table(verdicts: Sequence[Verdict], report: Report) -> Iterator[Section]:
    placed = any(occurrences(verdict) for verdict in verdicts)
    head = table(placed=placed)
    rows = [row(verdict, report.fail_on, placed=placed) for verdict in verdicts]
    yield from _open(f"\n{head}", rows[:_ROWS_OPEN], "image")
    yield from _folded(f"{many(len(rows[_ROWS_OPEN:]), 'further image')}", head, rows[_ROWS_OPEN:], "image")


def _violations(verdict: Failed, report: Report) -> Iterator[Section]:
    stopping = (finding for finding in verdict.findings if finding.stops(report.fail_on))
    items = [finding_item(finding, verdict) for finding in by_weight(stopping, report.fail_on)]
    more = items[_FINDINGS_OPEN:]
    yield from _open(heading(verdict), items[:_FINDINGS_OPEN], "violation")
    yield from _folded(many(len(more), "further violation"), "", more, "violation")
    yield from _open(f"\n{differences_head(verdict)}", _differences(verdict), "difference")


def _unjudged(verdicts: Sequence[Verdict], report: Report) -> Iterator[Section]:
    """Give what stands where an image should, and could not be judged."""
    texts = [unresolved_item(text) for text in report.unresolved if text.stops(report.fail_on)]
    yield from _open("\n### ❌ Could not be resolved\n\n", texts, "violation")
    unread = (verdict for verdict in verdicts if isinstance(verdict, Unverified))
    images = [unverified_item(verdict) for verdict in unread if not verdict.waiver]
    files = [file_item(file) for file in report.files]
    yield from _open("\n### ❓ Could not be verified\n\n", images, "unverified image")
    yield from _open("\n### ❓ Files that could not be verified\n\n", files, "unverified file")


def _others(verdicts: Sequence[Verdict], report: Report) -> Iterator[Section]:
    """Give what does not stop the run, folded."""
    milder: list[str] = []
    waived: list[str] = []
    for verdict in verdicts:
        if isinstance(verdict, Unverified) and verdict.waiver:
            waived.append(unverified_item(verdict))
        for finding in by_weight(findings(verdict), report.fail_on):
            if not finding.stops(report.fail_on):
                items = waived if finding.outcome is Outcome.WAIVED else milder
                items.append(finding_item(finding, verdict, named=True))
    for text in report.unresolved:
        if text.severity is not Severity.OFF and not text.stops(report.fail_on):
            (waived if text.waiver else milder).append(unresolved_item(text))
    yield from _folded(many(len(milder), "milder finding"), "", milder, "finding")
    yield from _folded(f"{many(len(waived), 'finding')} waived", "", waived, "finding")


def _changes(verdicts: Sequence[Verdict]) -> Iterator[Section]:
    """Give what differs in images that did not fail, and what is mended in any, folded."""
    fixed = [
        told_item(step(verdict)[-1], finding, "fixed")
        for verdict in verdicts
        if not isinstance(verdict, Unverified)
        for finding in verdict.fixed
    ]
    yield from _folded(f"{many(len(fixed), 'finding')} fixed", "", fixed, "fixed finding")
    for verdict in verdicts:
        if isinstance(verdict, Passed):
            title = f"What differs: {' → '.join(markdown_code(one) for one in step(verdict))}"
            yield from _folded(title, differences_head(verdict), _differences(verdict), "difference")


def _differences(verdict: Passed | Failed) -> list[str]:
    found = differences(verdict.old, verdict.image) if verdict.old and verdict.image.platforms else ()
    return [difference_row(one) for one in found]


def _pins(verdicts: Sequence[Verdict]) -> Iterator[Section]:
    """Give what to write where only a tag stands, folded."""
    items = [pin_item(text, places) for text, places in pins(verdicts).items()]
    yield from _folded(f"{many(len(items), 'reference')} to pin", PIN_HINT, items, "reference to pin")


def _proposed(report: Report, proposed: Report) -> Iterator[Section]:
    said = proposal(report, proposed) or "the same"
    yield Section(
        f"\n### The policy of this pull request\n\nIt counts once it is merged, and says: {markdown(said)}.\n"
    )
    told = [told_item(subject, finding, "more") for subject, finding in more(proposed, report)]
    told += [told_item(subject, finding, "fewer") for subject, finding in more(report, proposed)]
    yield from _folded(many(len(told), "finding") + " more or fewer", "", told, "finding of another policy")


def _search(search: Search) -> Iterator[Section]:
    removed = [place_item(str(one.location), markdown_code(one.text)) for one in search.removed]
    alone = [place_item(str(part.location), markdown_prose(part.reason)) for part in search.left_alone]
    excluded = [place_item(path) for path in search.excluded]
    yield from _folded(f"{many(len(removed), 'reference')} removed", "", removed, "removed reference")
    yield from _folded(f"{many(len(alone), 'place')} not judged on purpose", "", alone, "place")
    title = f"{many(len(excluded), 'changed file')} left out by the policy's settings"
    yield from _folded(title, "", excluded, "excluded file")
    yield Section(f"\n{markdown(searched(search))}.\n")


def _open(opening: str, items: Sequence[str], noun: str) -> Iterator[Section]:
    if items:
        yield Section(opening, tuple(items), noun=noun)


def _folded(title: str, head: str, items: Sequence[str], noun: str) -> Iterator[Section]:
    if items:
        opening = f"\n<details><summary>{title}</summary>\n\n{head}"
        yield Section(opening, tuple(items), "\n</details>\n", noun)
