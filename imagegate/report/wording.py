"""What every rendering says in the same words. Untrusted text in them is made safe by the renderer."""

from collections import Counter
from collections.abc import Iterable, Iterator

from imagegate.oci.platform import Platform
from imagegate.policy.problem import InvalidPolicyError, Problem
from imagegate.policy.rule import Severity
from imagegate.policy.verdict import Failed, Finding, Novelty, Outcome, Passed, UnresolvedText, Unverified, Verdict
from imagegate.policy.waiver import Waiver
from imagegate.report.report import ExitCode, Fault, Report, findings
from imagegate.report.sanitise import VALUE_MAX, plain
from imagegate.report.search import Search
from imagegate.report.subject import brief, use

_FAULTS = {
    ExitCode.USAGE: "nothing was judged: the input or the policy is wrong",
    ExitCode.UNVERIFIED: "the run could not prove what it had to",
}
_BROKEN = "the run did not end as it should"
RESOLVE_HINT = "give its variables a value in `settings.discovery.variables`, or accept it with a waiver"

_COMMIT_SHOWN = 12
_UNSAID = "nothing was judged and nothing says why, which is a fault of imagegate"


def headline(report: Report) -> str:
    """Say in one line what came of the run, the worst first."""
    return "; ".join(_told(report)) or report.skipped or _UNSAID


def verdict_word(verdict: Verdict) -> str:
    """Name a verdict, or that a waiver accepts that there is none."""
    match verdict:
        case Passed():
            return "passed"
        case Failed():
            return "failed"
        case Unverified():
            return "waived" if verdict.waiver else "unverified"


def finding_word(finding: Finding) -> str:
    """Name what a finding is: how severe, or why it stops nothing."""
    if finding.outcome is Outcome.WAIVED:
        return "waived"
    return "unchanged" if finding.is_excused else finding.severity.value


def text_word(text: UnresolvedText) -> str:
    """Name what a text that names no image is: how severe, or that it is waived."""
    return "waived" if text.waiver else text.severity.value


def accepted(waiver: Waiver) -> str:
    """Say how long a waiver counts, who answers for it, and why it accepts what it accepts."""
    ticket = f", {waiver.ticket}" if waiver.ticket else ""
    return f"through {waiver.expires} ({waiver.owner}{ticket}): {' '.join(waiver.reason.split())}"


def compared(finding: Finding, verdict: Verdict) -> str:
    """Say whether the image that is replaced has the finding too; empty where nothing is compared."""
    previous = use(verdict).previous
    if previous is None or finding.novelty is None:
        return ""
    return f"{'new since' if finding.novelty is Novelty.NEW else 'already so in'} {brief(previous)}"


def said(finding: Finding) -> str:
    """Give a finding's sentence; one that has no answer says so."""
    return f"{finding.message} (cannot be known)" if finding.outcome is Outcome.UNKNOWN else finding.message


def searched(search: Search) -> str:
    """Say where references were looked for."""
    files = f"{many(search.files, 'file')} searched for references"
    if search.base and search.head:
        return f"{files}; {search.base[:_COMMIT_SHOWN]} compared with {search.head[:_COMMIT_SHOWN]}"
    return f"{files} at {search.head[:_COMMIT_SHOWN]}" if search.head else files


def found(finding: Finding) -> str:
    """Give a finding's value and where in the image it stands, safe to print: `"" at /user/root (config.User)`."""
    value = "not shown" if finding.value is None else plain(finding.value, VALUE_MAX)
    raw = f" ({plain(finding.raw_field)})" if finding.raw_field else ""
    return f"{value} at {plain(finding.pointer)}{raw}" if finding.pointer else ""


def platforms(listed: Iterable[Platform]) -> str:
    """Join platforms in their order, each once."""
    return ", ".join(dict.fromkeys(map(str, listed)))


def problems(fault: Fault) -> tuple[Problem, ...]:
    """Give what is wrong with a policy, place by place; nothing if the fault is another one."""
    return fault.error.problems if isinstance(fault.error, InvalidPolicyError) else ()


def many(number: int, noun: str) -> str:
    """Count things: `1 image`, `2 images`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _told(report: Report) -> Iterator[str]:
    if report.fault:
        yield _FAULTS.get(report.fault.exit_code, _BROKEN)
    counts = report.counts
    texts = sum(text.stops(report.fail_on) for text in report.unresolved)
    unread = counts.unverified - len(report.files)
    if counts.failed:
        yield f"{many(counts.violations - texts, 'violation')} in {_of(counts.failed, counts.images)}"
    if texts:
        yield f"{many(texts, 'reference')} could not be resolved"
    if unread:
        yield f"{_of(unread, counts.images)} could not be verified"
    if report.files:
        yield f"{many(len(report.files), 'file')} could not be verified"
    skipped = sum(isinstance(verdict, Unverified) and bool(verdict.waiver) for verdict in report.verdicts)
    if counts.images > skipped and not (counts.failed or unread):
        complying = counts.images - skipped
        yield f"{many(complying, 'image')} {'complies' if complying == 1 else 'comply'}"
    if skipped:
        yield f"{many(skipped, 'image')} not verified, which is waived"
    yield from _others(report)


def _others(report: Report) -> Iterator[str]:
    """Count the findings that do not stop the run, and say what else lets it pass."""
    shown = (finding for verdict in report.verdicts for finding in findings(verdict))
    words = Counter(finding_word(finding) for finding in shown if not finding.stops(report.fail_on))
    words.update(text_word(text) for text in report.unresolved if not text.stops(report.fail_on))
    for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTICE):
        if words[severity]:
            yield many(words[severity], severity)
    if words["unchanged"]:
        yield many(words["unchanged"], "unchanged finding")
    if words["waived"]:
        yield many(words["waived"], "finding") + " waived"
    if report.is_tolerated:
        yield "tolerated by warn-only"


def _of(part: int, whole: int) -> str:
    return many(whole, "image") if part == whole == 1 else f"{part} of {many(whole, 'image')}"
