"""The job summary: GitHub-flavoured Markdown for a person who wants to know what to do.

The runner refuses a step's summary of more than 1 MiB; this one stays well below it.
"""

from collections.abc import Iterator, Sequence

from imagegate.policy.verdict import Failed, Outcome, Unverified, Verdict
from imagegate.report.budget import Section, fit
from imagegate.report.fragments import (
    POLICIES,
    TABLE,
    error_item,
    finding_item,
    heading,
    policy_row,
    problem_item,
    row,
    unverified_item,
)
from imagegate.report.order import by_weight, worst_first
from imagegate.report.report import Fault, Report, Result, findings, name
from imagegate.report.sanitise import markdown, markdown_prose
from imagegate.report.wording import headline, many, problems

BYTES_MAX = 900 * 1024

_FOOTER_BYTES = 1024
_ROWS_OPEN = 20
_FINDINGS_OPEN = 10
_MARKS = {Result.PASS: "✅", Result.FAIL: "❌", Result.ERROR: "❌", Result.SKIPPED: "⏭️"}


def render_summary(report: Report, *, bytes_max: int = BYTES_MAX) -> str:
    """Render the summary, most important first, in at most `bytes_max` bytes; what does not fit is counted."""
    fitted = fit(_sections(report), bytes_max - _FOOTER_BYTES)
    left_out = ", ".join(many(number, noun) for noun, number in fitted.left_out.items())
    footer = f"\n> **Left out**, for GitHub takes no longer summary: {left_out}. The JSON report has everything.\n"
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
    unverified = [unverified_item(verdict) for verdict in verdicts if isinstance(verdict, Unverified)]
    yield from _open("\n### ❓ Could not be verified\n\n", unverified, "unverified image")
    yield from _others(verdicts, report)
    yield from _open("\n### Notices\n\n", [error_item(markdown_prose(text)) for text in report.notices], "notice")
    yield from _folded("Policies", POLICIES, [policy_row(source) for source in report.policies], "policy")


def _problems(fault: Fault) -> list[str]:
    listed = [problem_item(problem) for problem in problems(fault)]
    return listed or [error_item(markdown_prose(fault.error.message), fault.error.hint)]


def _table(verdicts: Sequence[Verdict], report: Report) -> Iterator[Section]:
    rows = [row(verdict, report.fail_on) for verdict in verdicts]
    yield from _open(f"\n{TABLE}", rows[:_ROWS_OPEN], "image")
    yield from _folded(f"{many(len(rows[_ROWS_OPEN:]), 'further image')}", TABLE, rows[_ROWS_OPEN:], "image")


def _violations(verdict: Failed, report: Report) -> Iterator[Section]:
    stopping = (finding for finding in verdict.findings if finding.stops(report.fail_on))
    items = [finding_item(finding) for finding in by_weight(stopping, report.fail_on)]
    more = items[_FINDINGS_OPEN:]
    yield from _open(heading(verdict), items[:_FINDINGS_OPEN], "violation")
    yield from _folded(many(len(more), "further violation"), "", more, "violation")


def _others(verdicts: Sequence[Verdict], report: Report) -> Iterator[Section]:
    """Give what does not stop the run, folded."""
    milder: list[str] = []
    waived: list[str] = []
    for verdict in verdicts:
        for finding in by_weight(findings(verdict), report.fail_on):
            if not finding.stops(report.fail_on):
                items = waived if finding.outcome is Outcome.WAIVED else milder
                items.append(finding_item(finding, name(verdict)))
    yield from _folded(many(len(milder), "milder finding"), "", milder, "finding")
    yield from _folded(f"{many(len(waived), 'finding')} waived", "", waived, "finding")


def _open(opening: str, items: Sequence[str], noun: str) -> Iterator[Section]:
    if items:
        yield Section(opening, tuple(items), noun=noun)


def _folded(title: str, head: str, items: Sequence[str], noun: str) -> Iterator[Section]:
    if items:
        opening = f"\n<details><summary>{title}</summary>\n\n{head}"
        yield Section(opening, tuple(items), "\n</details>\n", noun)
