"""Findings that a waiver accepts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from imagegate.oci.digest import Digest
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.policy import image_glob
from imagegate.policy.glob import matches
from imagegate.policy.rule import Policy
from imagegate.policy.verdict import Finding, Outcome
from imagegate.policy.waiver import Standing, Waiver, days_left


@dataclass(frozen=True, slots=True)
class Subject:
    """What waivers are about: an image's reference and the digests that name it."""

    reference: Reference
    digests: frozenset[Digest]


def waived(policy: Policy, finding: Finding, subject: Subject, now: datetime) -> Finding:
    """Give the finding as a waiver leaves it: accepted, or live with a word on why the waiver no longer counts."""
    ended = ""
    for waiver in _about(policy.waivers, finding, subject):
        match policy.settings.waivers.standing(waiver, now):
            case Standing.COUNTS:
                return replace(finding, outcome=Outcome.WAIVED, waiver=waiver.id)
            case Standing.ENDS_SOON:
                note = f"{finding.message} (the waiver {waiver.id} ends {_until(waiver, now)})"
                return replace(finding, outcome=Outcome.WAIVED, waiver=waiver.id, message=note)
            case Standing.EXPIRED:
                ended = f" (the waiver {waiver.id} expired on {waiver.expires})"
            case Standing.TOO_LONG:
                limit = policy.settings.waivers.max_days
                ended = f" (the waiver {waiver.id} does not count: it ends more than {limit} days ahead)"
    return replace(finding, message=finding.message + ended) if ended else finding


def unused(policy: Policy, findings: Iterable[Finding], now: datetime) -> tuple[Waiver, ...]:
    """Give the waivers that would count and accept none of the findings of everything there is."""
    used = {finding.waiver for finding in findings}
    limits = policy.settings.waivers
    counting = (Standing.COUNTS, Standing.ENDS_SOON)
    return tuple(one for one in policy.waivers if one.id not in used and limits.standing(one, now) in counting)


def _about(waivers: Iterable[Waiver], finding: Finding, subject: Subject) -> Iterator[Waiver]:
    for waiver in waivers:
        if (
            any(matches(glob, finding.rule) for glob in waiver.rules)
            and image_glob.selects(waiver.images, subject.reference)
            and (waiver.digest is None or waiver.digest in subject.digests)
            and all(_is_meant(waiver, platform) for platform in finding.platforms)
        ):
            yield waiver


def _is_meant(waiver: Waiver, platform: Platform) -> bool:
    return not waiver.platforms or any(matches(glob, str(platform)) for glob in waiver.platforms)


def _until(waiver: Waiver, now: datetime) -> str:
    left = days_left(waiver, now)
    return "today" if left == 0 else f"on {waiver.expires}, in {left} day{'s' if left > 1 else ''}"
