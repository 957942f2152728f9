"""What the policy that a pull request brings would say, beside the one that counts."""

from collections import Counter
from collections.abc import Iterator
from typing import TypeAlias

from imagegate.policy.verdict import Finding
from imagegate.report.report import Report, findings, name
from imagegate.report.subject import step, use
from imagegate.report.wording import headline, many

Told: TypeAlias = tuple[str, Finding]
"""The image that a finding is about, and the finding."""


def more(report: Report, other: Report) -> list[Told]:
    """Give the findings of a report that another one has not, each once for every use that has it."""
    known = Counter(key for key, _ in _all(other))
    given: list[Told] = []
    for key, told in _all(report):
        known[key] -= 1
        if known[key] < 0:
            given.append(told)
    return given


def proposal(report: Report, proposed: Report) -> str:
    """Say in one line what the policy that a pull request brings makes of it; empty if that is the same."""
    counts = {"more": len(more(proposed, report)), "fewer": len(more(report, proposed))}
    told = [f"{many(count, 'finding')} {word}" for word, count in counts.items() if count]
    if not told and proposed.result is report.result:
        return ""
    said = ", ".join(told) or "the findings are the same"
    return f"{said}; {headline(proposed)}"


def _all(report: Report) -> Iterator[tuple[object, Told]]:
    for verdict in report.verdicts:
        for one in findings(verdict):
            key = (name(verdict), use(verdict), one.rule, one.pointer, one.message, one.outcome, one.severity)
            yield key, (step(verdict)[-1], one)
