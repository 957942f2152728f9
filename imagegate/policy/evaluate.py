"""A policy on an image in one use: the verdict."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from imagegate.errors import ImagegateError
from imagegate.oci.image import Image, PlatformImage, Resolution, Unread, no_platform
from imagegate.oci.platform import Platform
from imagegate.policy.accept import Subject, waived, waived_image
from imagegate.policy.document.document import document
from imagegate.policy.failure import Setting
from imagegate.policy.fingerprint import Fingerprint, fingerprint
from imagegate.policy.pointer import order
from imagegate.policy.rule import Policy, Rule, Severity
from imagegate.policy.verdict import Candidate, Failed, Finding, Novelty, Outcome, Passed, Unverified, Verdict

UNCOVERED = "uncovered"


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything that is the same for all rules and platforms of one evaluation."""

    policy: Policy
    candidate: Candidate
    image: Image
    now: datetime
    old: Image | None = None


class _Found(NamedTuple):
    """A finding on one platform; the gate's own, which are the same in no other image, have no fingerprint."""

    finding: Finding
    fingerprint: Fingerprint | None


def evaluate(
    policy: Policy, candidate: Candidate, resolution: Resolution, *, now: datetime, old: Image | None = None
) -> Verdict:
    """Judge an image by a policy at a time. `old` is the image that it replaces."""
    if isinstance(resolution, Image):
        own = candidate.use.platform
        resolution = resolution.narrowed((own,) if own else policy.settings.platforms)
    if isinstance(resolution, Unread):
        return waived_image(policy, unverified(candidate, resolution.error), now)
    if not resolution.platforms:
        return waived_image(policy, unverified(candidate, no_platform(policy.settings.platforms, [])), now)
    case = _Case(policy, candidate, resolution, now, old)
    try:
        found, applied = _judged(case)
    except ImagegateError as error:
        return waived_image(policy, unverified(candidate, error), now)
    return _verdict(case, found, applied)


def _verdict(case: _Case, found: list[_Found], applied: int) -> Verdict:
    before = _found_before(case)
    if before is not None:
        known = {one.fingerprint for one in before}
        found = [_compared(one, known, case.policy) for one in found]
    shown = _merged(one.finding for one in found)
    fixed = _merged(_fixed(before or (), found))
    policy, candidate, image = case.policy, case.candidate, case.image
    if any(finding.stops(policy.settings.fail_on) for finding in shown):
        return Failed(candidate, image, shown, case.old, fixed)
    is_exempt = not applied and policy.settings.uncovered is Severity.OFF
    return Passed(candidate, image, shown, applied, is_exempt, case.old, fixed)


def _judged(case: _Case) -> tuple[list[_Found], int]:
    from imagegate.policy.outcome import Judge  # jsonschema is loaded only when there is an image to judge

    judge = Judge.at(case.now, case.policy.settings.unknown)
    rules = [rule for rule in case.policy.rules if rule.severity is not Severity.OFF and selects(rule, case.candidate)]
    found: list[_Found] = []
    applied: set[str] = set()
    for one in case.image.platforms:
        here = [rule for rule in rules if rule.match.selects_platform(one.platform)]
        applied.update(rule.id for rule in here)
        if not here:
            found.append(_Found(_waived(case, one, uncovered(case.policy)), None))
            continue
        setting = _setting(case, one)
        found.extend(
            _Found(_waived(case, one, finding), fingerprint(finding, setting.document))
            for finding in judge.findings(here, setting)
        )
    return found, len(applied)


def _found_before(case: _Case) -> list[_Found] | None:
    """Judge the image that is replaced as what it was, for comparison only; None if nothing can be compared."""
    if case.old is None:
        return None
    use = replace(case.candidate.use, previous=None)
    candidate = replace(case.candidate, reference=case.old.reference, use=use)
    try:
        return _judged(_Case(case.policy, candidate, case.old, case.now))[0]
    except ImagegateError:
        return None


def _compared(one: _Found, known: set[Fingerprint | None], policy: Policy) -> _Found:
    if one.fingerprint is None:
        return one
    is_new = one.fingerprint not in known
    novelty = Novelty.NEW if is_new else Novelty.UNCHANGED
    excused = policy.settings.only_new and not is_new
    return one._replace(finding=replace(one.finding, novelty=novelty, is_excused=excused))


def _fixed(before: Iterable[_Found], found: Iterable[_Found]) -> Iterator[Finding]:
    """Give what was found before where nothing is found now, whatever stands there."""
    left = {one.fingerprint[:2] for one in found if one.fingerprint}
    return (one.finding for one in before if one.fingerprint and one.fingerprint[:2] not in left)


def _setting(case: _Case, one: PlatformImage) -> Setting:
    facts = document(case.image, one, case.candidate, old=case.old)
    return Setting(case.candidate.reference.canonical, facts)


def _waived(case: _Case, one: PlatformImage, finding: Finding) -> Finding:
    digests = frozenset({case.image.descriptor.digest, one.descriptor.digest})
    placed = replace(finding, platforms=(one.platform,))
    return waived(case.policy, placed, Subject(case.candidate.reference, digests), case.now)


def selects(rule: Rule, candidate: Candidate) -> bool:
    """Tell whether a rule is about a reference in its use, on whatever platform."""
    paths = {occurrence.location.path for occurrence in candidate.occurrences}
    if candidate.use.path is not None:
        paths.add(candidate.use.path)
    return rule.match.selects(candidate.reference, candidate.use.used_as, sorted(paths))


def uncovered(policy: Policy) -> Finding:
    """Give what is found where no rule is about an image."""
    return Finding(
        rule=UNCOVERED,
        severity=policy.settings.uncovered,
        outcome=Outcome.FAIL,
        message="no rule of the policy is about this image",
        expected="a rule whose match selects it",
        help="Widen a rule's match, or write settings: { uncovered: off } to let such images pass.",
    )


def _merged(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Make one finding of equal ones on several platforms, and put all in order: the worst first."""
    platforms: dict[Finding, list[Platform]] = {}
    for finding in found:
        if finding.severity is Severity.OFF:
            continue
        platforms.setdefault(replace(finding, platforms=()), []).extend(finding.platforms)
    merged = (
        replace(finding, platforms=tuple(sorted(dict.fromkeys(each), key=str))) for finding, each in platforms.items()
    )
    return tuple(sorted(merged, key=_order))


def _order(finding: Finding) -> tuple[object, ...]:
    return (-finding.severity.rank, finding.rule, order(finding.pointer), finding.message, str(finding.platforms[:1]))


def unverified(candidate: Candidate, error: ImagegateError) -> Unverified:
    """Give the verdict on an image that could not be read or judged."""
    reference = candidate.reference
    return Unverified(reference.text, candidate.use, candidate.occurrences, error, reference)
