"""Findings that a waiver accepts."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from imagegate.errors import ImagegateError
from imagegate.oci.digest import Digest
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.policy import image_glob
from imagegate.policy.glob import matches
from imagegate.policy.rule import Policy
from imagegate.policy.verdict import Finding, Outcome, UnresolvedText, Unverified
from imagegate.policy.waiver import BY_NAME, UNRESOLVED, UNVERIFIED, Standing, Waiver, days_left

NEVER_ACCEPTED = frozenset({"digest-mismatch", "bad-digest"})
"""Codes of errors that no waiver accepts: bytes that are not those that were promised are not to be used."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What waivers are about: a reference, or a text that is none; the digests that name it, and the platforms."""

    reference: Reference | str
    digests: frozenset[Digest] = frozenset()
    platforms: tuple[Platform, ...] = ()


class _Word(NamedTuple):
    """The id of the waiver that counts, empty if none does, and what a reader is told of it."""

    waiver: str
    note: str


def waived(policy: Policy, finding: Finding, subject: Subject, now: datetime) -> Finding:
    """Give the finding as a waiver leaves it: accepted, or live with a word on why the waiver no longer counts."""
    word = _word(policy, _about(policy.waivers, finding.rule, replace(subject, platforms=finding.platforms)), now)
    outcome = Outcome.WAIVED if word.waiver else finding.outcome
    return replace(finding, outcome=outcome, waiver=word.waiver, message=finding.message + word.note)


def waived_image(policy: Policy, verdict: Unverified, now: datetime) -> Unverified:
    """Give an image that could not be verified as a waiver leaves it; a digest that disagrees is never accepted."""
    reference = verdict.reference
    digests = frozenset({reference.digest} if reference and reference.digest else ())
    platforms = (verdict.use.platform,) if verdict.use.platform else ()
    subject = Subject(reference or verdict.text, digests, platforms)
    word = _word(policy, _about(policy.waivers, UNVERIFIED, subject), now)
    if word.waiver and verdict.error.code in NEVER_ACCEPTED:
        word = _Word("", f" (the waiver {word.waiver} does not count: no waiver accepts a digest that disagrees)")
    return replace(verdict, waiver=word.waiver, error=_noted(verdict.error, word.note))


def waived_text(policy: Policy, text: UnresolvedText, now: datetime) -> UnresolvedText:
    """Give a text that names no image as a waiver leaves it."""
    word = _word(policy, _about(policy.waivers, UNRESOLVED, Subject(text.occurrence.text)), now)
    return replace(text, waiver=word.waiver, reason=text.reason + word.note)


def unused(policy: Policy, used: Collection[str], now: datetime) -> tuple[Waiver, ...]:
    """Give the waivers that would count and are not among those that accept any of all that there is."""
    limits = policy.settings.waivers
    counting = (Standing.COUNTS, Standing.ENDS_SOON)
    return tuple(one for one in policy.waivers if one.id not in used and limits.standing(one, now) in counting)


def ending(policy: Policy, used: Collection[str], now: datetime) -> tuple[str, ...]:
    """Say which of the waivers that accept something end soon, and when."""
    soon = (one for one in policy.waivers if policy.settings.waivers.standing(one, now) is Standing.ENDS_SOON)
    return tuple(f"the waiver {one.id} ({one.location}) ends {_until(one, now)}" for one in soon if one.id in used)


def _word(policy: Policy, waivers: Iterable[Waiver], now: datetime) -> _Word:
    ended = ""
    for waiver in waivers:
        match policy.settings.waivers.standing(waiver, now):
            case Standing.COUNTS:
                return _Word(waiver.id, "")
            case Standing.ENDS_SOON:
                return _Word(waiver.id, f" (the waiver {waiver.id} ends {_until(waiver, now)})")
            case Standing.EXPIRED:
                ended = f" (the waiver {waiver.id} expired on {waiver.expires})"
            case Standing.TOO_LONG:
                limit = policy.settings.waivers.max_days
                ended = f" (the waiver {waiver.id} does not count: it ends more than {limit} days ahead)"
    return _Word("", ended)


def _about(waivers: Iterable[Waiver], rule: str, subject: Subject) -> Iterator[Waiver]:
    for waiver in waivers:
        if (
            _is_named(waiver, rule)
            and _is_selected(waiver, subject.reference)
            and (waiver.digest is None or waiver.digest in subject.digests)
            and (not waiver.platforms or _are_meant(waiver, subject.platforms))
        ):
            yield waiver


def _is_named(waiver: Waiver, rule: str) -> bool:
    return rule in waiver.rules if rule in BY_NAME else any(matches(glob, rule) for glob in waiver.rules)


def _is_selected(waiver: Waiver, reference: Reference | str) -> bool:
    if isinstance(reference, Reference):
        return image_glob.selects(waiver.images, reference)
    return image_glob.selects_written(waiver.images, reference)


def _are_meant(waiver: Waiver, platforms: tuple[Platform, ...]) -> bool:
    """Tell whether a waiver is about all platforms that there are; where none is known, it is not."""
    meant = (any(matches(glob, str(platform)) for glob in waiver.platforms) for platform in platforms)
    return bool(platforms) and all(meant)


def _noted(error: ImagegateError, note: str) -> ImagegateError:
    return ImagegateError(error.message + note, hint=error.hint, code=error.code) if note else error


def _until(waiver: Waiver, now: datetime) -> str:
    left = days_left(waiver, now)
    return "today" if left == 0 else f"on {waiver.expires}, in {left} day{'s' if left > 1 else ''}"
