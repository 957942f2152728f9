"""A pass is proved, never assumed: each verdict is held against the evidence that it comes with."""

from dataclasses import replace
from typing import assert_never

from imagegate.errors import ImagegateError
from imagegate.policy.accept import NEVER_ACCEPTED
from imagegate.policy.rule import Severity
from imagegate.policy.verdict import Failed, Finding, Outcome, Passed, Unverified, Verdict

UNEXPLAINED = Finding(
    rule="unexplained",
    severity=Severity.ERROR,
    outcome=Outcome.FAIL,
    message="the image was judged as failed, and no finding says why",
    help="this is a fault of imagegate; please report it with the policy",
)


class UnprovedError(ImagegateError):
    """A pass without evidence that anything was judged."""

    code = "unproved"


def proved(verdict: Verdict, fail_on: Severity) -> Verdict:
    """Give the verdict that the evidence supports, which is never milder.

    An image passes if one of its platforms was read, a rule applied to it or the policy exempts it, and no finding
    stops the run. One that failed has a finding that says why. No waiver accepts bytes that are not those promised.
    """
    match verdict:
        case Passed():
            return _passed(verdict, fail_on)
        case Failed():
            explained = any(finding.stops(fail_on) for finding in verdict.findings)
            return verdict if explained else replace(verdict, findings=(UNEXPLAINED, *verdict.findings))
        case Unverified():
            return replace(verdict, waiver="") if verdict.error.code in NEVER_ACCEPTED else verdict
        case _:
            assert_never(verdict)


def _passed(verdict: Passed, fail_on: Severity) -> Verdict:
    if any(finding.stops(fail_on) for finding in verdict.findings):
        return Failed(verdict.candidate, verdict.image, verdict.findings, verdict.old, verdict.fixed)
    if not verdict.image.platforms:
        return _unverified(verdict, UnprovedError("no platform of it was judged"))
    if not (verdict.applied or verdict.findings or verdict.is_exempt):
        hint = "name the image in a rule's `match`, or let images without a rule pass by `uncovered: off`"
        return _unverified(verdict, UnprovedError("no rule of the policy applies to it", hint=hint))
    return verdict


def _unverified(verdict: Passed, error: ImagegateError) -> Unverified:
    candidate = verdict.candidate
    return Unverified(candidate.reference.text, candidate.use, candidate.occurrences, error, candidate.reference)
