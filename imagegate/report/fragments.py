"""The pieces of Markdown that a summary is put together from: each is whole lines, and safe whatever it holds."""

from collections.abc import Sequence

from imagegate.oci.image import Image
from imagegate.policy.problem import Problem
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
from imagegate.report.comparison import Difference
from imagegate.report.sanitise import VALUE_MAX, markdown, markdown_code, markdown_link, markdown_prose
from imagegate.report.subject import brief, occurrences, short, step
from imagegate.report.wording import (
    RESOLVE_HINT,
    finding_word,
    many,
    platforms,
    said,
    text_word,
    verdict_word,
)
from imagegate.source import Location, Occurrence

_MARKS = {"passed": "✅", "failed": "❌", "unverified": "❓", "waived": "⚪"}
_PLACES_MAX = 5
_PLATFORMS_MAX = 4
_MEMBERS_MAX = 8
_MEMBER_LENGTH = 80
_PIN_LENGTH = 700  # of the longest reference with its digest nothing is cut


def table(*, placed: bool) -> str:
    """Give the head of the table of images; `placed` where files name them. What matters most stands first."""
    columns = ("", "Image", "Findings", *(("Used in", "Platforms") if placed else ("Platforms", "Digest")))
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"


def row(verdict: Verdict, fail_on: Severity, *, placed: bool) -> str:
    """Give an image's row of the table."""
    word = verdict_word(verdict)
    if isinstance(verdict, Unverified):
        findings, platforms, digest = markdown(verdict.error.code), "", ""
    else:
        findings = _counted(verdict, fail_on)
        platforms, digest = _platforms(verdict.image), markdown_code(short(verdict.image.descriptor.digest))
    rest = (_places(occurrences(verdict), 1), platforms) if placed else (platforms, digest)
    cells = (f"{_MARKS[word]}&nbsp;{word}", title(verdict, "<br>→&nbsp;"), findings, *rest)
    return f"| {' | '.join(cells)} |\n"


def title(verdict: Verdict, arrow: str = " → ") -> str:
    """Give the image, or the step to it from the one that it replaces."""
    return arrow.join(map(markdown_code, step(verdict)))


def heading(verdict: Failed) -> str:
    """Give the heading of an image that failed, with the places that name it."""
    places = _places(verdict.candidate.occurrences)
    digest = markdown_code(str(verdict.image.descriptor.digest))
    return f"\n### ❌ {title(verdict)}\n\n{f'Used in {places}<br>' if places else ''}{digest}\n\n"


def differences_head(verdict: Passed | Failed) -> str:
    """Give the head of the table of what differs from the image that is replaced."""
    old = markdown_code(brief(verdict.old.reference)) if verdict.old else ""
    return f"| | {old} | {markdown_code(brief(verdict.candidate.reference))} |\n|---|---|---|\n"


def difference_row(difference: Difference) -> str:
    """Give one thing that differs as a row of their table."""
    return f"| {difference.what} | {_members(difference.before)} | {_members(difference.after)} |\n"


def finding_item(finding: Finding, verdict: Verdict, *, named: bool = False) -> str:
    """Give a finding as an item of a list; `named` where the list is about several images."""
    about = f"{markdown_code(step(verdict)[-1])} " if named else ""
    shown = f" ({markdown(platforms(finding.platforms))})" if finding.platforms else ""
    novelty = f" ({finding.novelty})" if finding.novelty and not finding.is_excused else ""
    return _item(
        f"**{finding_word(finding)}**{novelty} {about}{markdown_code(finding.rule)}: "
        f"{markdown_prose(said(finding))}{shown}",
        f"waived by {markdown_code(finding.waiver)}" if finding.waiver else "",
        _found(finding),
        f"**Fix:** {markdown_prose(finding.help)}" if finding.help else "",
        _source(finding),
    )


def unverified_item(verdict: Unverified) -> str:
    """Give an image that could not be verified as an item of a list."""
    places = _places(verdict.occurrences)
    word = f"**waived** {markdown_code(UNVERIFIED)} " if verdict.waiver else ""
    return _item(
        f"{word}{title(verdict)}: {markdown_prose(verdict.error.message)}",
        f"waived by {markdown_code(verdict.waiver)}" if verdict.waiver else "",
        f"**Hint:** {markdown_prose(verdict.error.hint)}" if verdict.error.hint else "",
        f"Used in {places}" if places else "",
    )


def file_item(file: UnreadFile) -> str:
    """Give a file that could not be verified as an item of a list."""
    return error_item(f"{markdown_code(str(file.location))}: {markdown_prose(file.error.message)}", file.error.hint)


def unresolved_item(text: UnresolvedText) -> str:
    """Give a text that names no image as an item of a list."""
    what = f"{markdown_code(text.occurrence.text)} cannot be resolved: {markdown_prose(text.reason)}"
    return _item(
        f"**{text_word(text)}** {markdown_code(UNRESOLVED)}: {what}",
        f"waived by {markdown_code(text.waiver)}" if text.waiver else f"**Hint:** {markdown_prose(RESOLVE_HINT)}",
        f"Used in {_places((text.occurrence,))}",
    )


def told_item(subject: str, finding: Finding, word: str) -> str:
    """Give what another policy says, in one line."""
    what = f"{markdown_code(finding.rule)}: {markdown_prose(said(finding))}"
    return f"- {word}: **{finding_word(finding)}** {markdown_code(subject)} {what}\n"


def place_item(place: str, said: str = "") -> str:
    """Give a place in a file, and what is to be said of it, which is Markdown already, in one line."""
    return f"- {markdown_code(place)}{': ' if said else ''}{said}\n"


def pin_item(text: str, places: Sequence[Location]) -> str:
    """Give a reference to copy, whole, and the places where it belongs, as an item of a list."""
    shown = _first([markdown_code(str(place)) for place in places], _PLACES_MAX)
    return f"- {markdown_code(text, _PIN_LENGTH)}{f' in {shown}' if shown else ''}\n"


def problem_item(problem: Problem) -> str:
    """Give what is wrong with a policy as an item of a list."""
    return error_item(f"{markdown_code(str(problem.location))}: {markdown_prose(problem.message)}", problem.hint)


def error_item(sentence: str, hint: str = "") -> str:
    """Give a sentence that is Markdown already, and what to do about it, as an item of a list."""
    return _item(sentence, f"**Hint:** {markdown_prose(hint)}" if hint else "")


def _item(*lines: str) -> str:
    return "- " + "<br>\n  ".join(line for line in lines if line) + "\n"


def _counted(verdict: Passed | Failed, fail_on: Severity) -> str:
    stopping = sum(finding.stops(fail_on) for finding in verdict.findings)
    waived = sum(finding.outcome is Outcome.WAIVED for finding in verdict.findings)
    others = len(verdict.findings) - stopping - waived
    numbers = (
        (stopping, many(stopping, "violation")),
        (others, f"{others} milder"),
        (waived, f"{waived} waived"),
    )
    return "<br>".join(text.replace(" ", "&nbsp;") for number, text in numbers if number)


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


def _places(occurrences: Sequence[Occurrence], shown_max: int = _PLACES_MAX) -> str:
    places = [markdown_code(str(occurrence.location)) for occurrence in occurrences]
    return _first(places, shown_max)


def _platforms(image: Image) -> str:
    names = [markdown(name) for name in dict.fromkeys(str(one.platform) for one in image.platforms)]
    return _first(names, _PLATFORMS_MAX)


def _members(members: Sequence[str]) -> str:
    return _first([markdown_code(member, _MEMBER_LENGTH) for member in members], _MEMBERS_MAX) or "—"


def _first(shown: list[str], shown_max: int) -> str:
    more = f" and {len(shown) - shown_max} more" if len(shown) > shown_max else ""
    return f"{', '.join(shown[:shown_max])}{more}"
