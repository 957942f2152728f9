"""The pieces of Markdown that a summary is put together from: each is whole lines, and safe whatever it holds."""

from collections.abc import Iterable

from imagegate.policy.problem import Problem
from imagegate.policy.rule import PolicySource, Severity
from imagegate.policy.verdict import Failed, Finding, Outcome, Passed, Unverified, Verdict
from imagegate.report.report import name
from imagegate.report.sanitise import VALUE_MAX, markdown, markdown_code, markdown_link, markdown_prose
from imagegate.report.wording import finding_word, many, platforms, said, verdict_word
from imagegate.source import Occurrence

TABLE = "| | Image | Platforms | Digest | Findings |\n|---|---|---|---|---|\n"
POLICIES = "| Policy | From | Digest |\n|---|---|---|\n"

_MARKS = {"passed": "✅", "failed": "❌", "unverified": "❓"}
_SHORT_DIGEST = 12
_PLACES_MAX = 5


def row(verdict: Verdict, fail_on: Severity) -> str:
    """Give an image's row of the table."""
    word = verdict_word(verdict)
    start = f"| {_MARKS[word]} {word} | {markdown_code(name(verdict))} "
    if isinstance(verdict, Unverified):
        return f"{start}| | | {markdown(verdict.error.code)} |\n"
    digest = verdict.image.descriptor.digest
    short = markdown_code(f"{digest.algorithm}:{digest.encoded[:_SHORT_DIGEST]}")
    shown = markdown(platforms(one.platform for one in verdict.image.platforms))
    return f"{start}| {shown} | {short} | {_counted(verdict, fail_on)} |\n"


def heading(verdict: Failed) -> str:
    """Give the heading of an image that failed, with the places that name it."""
    return f"\n### ❌ {markdown_code(name(verdict))}\n\n{_places(verdict.candidate.occurrences)}"


def finding_item(finding: Finding, subject: str = "") -> str:
    """Give a finding as an item of a list; `subject` is the image, where the list is about several."""
    about = f"{markdown_code(subject)} " if subject else ""
    shown = f" ({markdown(platforms(finding.platforms))})" if finding.platforms else ""
    return _item(
        f"**{finding_word(finding)}** {about}{markdown_code(finding.rule)}: {markdown_prose(said(finding))}{shown}",
        f"waived by {markdown_code(finding.waiver)}" if finding.waiver else "",
        _found(finding),
        f"**Fix:** {markdown_prose(finding.help)}" if finding.help else "",
        _source(finding),
    )


def unverified_item(verdict: Unverified) -> str:
    """Give an image that could not be verified as an item of a list."""
    return _item(
        f"{markdown_code(name(verdict))}: {markdown_prose(verdict.error.message)}",
        f"**Hint:** {markdown_prose(verdict.error.hint)}" if verdict.error.hint else "",
        _places(verdict.occurrences).strip(),
    )


def problem_item(problem: Problem) -> str:
    """Give what is wrong with a policy as an item of a list."""
    return error_item(f"{markdown_code(str(problem.location))}: {markdown_prose(problem.message)}", problem.hint)


def error_item(sentence: str, hint: str = "") -> str:
    """Give a sentence that is Markdown already, and what to do about it, as an item of a list."""
    return _item(sentence, f"**Hint:** {markdown_prose(hint)}" if hint else "")


def policy_row(source: PolicySource) -> str:
    """Give a policy's row of their table."""
    return f"| {markdown(source.name)} | {markdown_code(source.source)} | {markdown_code(source.digest)} |\n"


def _item(*lines: str) -> str:
    return "- " + "<br>\n  ".join(line for line in lines if line) + "\n"


def _counted(verdict: Passed | Failed, fail_on: Severity) -> str:
    stopping = sum(finding.stops(fail_on) for finding in verdict.findings)
    waived = sum(finding.outcome is Outcome.WAIVED for finding in verdict.findings)
    others = len(verdict.findings) - stopping - waived
    numbers = (
        (stopping, many(stopping, "violation")),
        (others, many(others, "milder finding")),
        (waived, f"{waived} waived"),
    )
    return ", ".join(text for number, text in numbers if number)


def _found(finding: Finding) -> str:
    if not finding.pointer:
        return ""
    value = "a value that is not shown" if finding.value is None else markdown_code(finding.value, VALUE_MAX)
    raw = f" ({markdown_code(finding.raw_field)})" if finding.raw_field else ""
    expected = f", expected {markdown_code(finding.expected)}" if finding.expected else ""
    return f"found {value} at {markdown_code(finding.pointer)}{raw}{expected}"


def _source(finding: Finding) -> str:
    rule = f"rule: {markdown_code(str(finding.location))}" if finding.location else ""
    link = markdown_link(finding.url, "read more") if finding.url else ""
    return " · ".join(part for part in (rule, link) if part)


def _places(occurrences: Iterable[Occurrence]) -> str:
    places = [markdown_code(str(occurrence.location)) for occurrence in occurrences]
    more = f" and {len(places) - _PLACES_MAX} more" if len(places) > _PLACES_MAX else ""
    return f"Used in {', '.join(places[:_PLACES_MAX])}{more}\n\n" if places else ""
