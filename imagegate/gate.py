"""The one job: candidates and a policy go in, verdicts come out. Pure, given its ports."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from imagegate.oci.image import Image, Part, Resolution, Unread
from imagegate.oci.platform import InvalidPlatformError, Platform
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.policy.document.document import named_base
from imagegate.policy.evaluate import evaluate
from imagegate.policy.rule import Policy
from imagegate.policy.verdict import Candidate, Unverified, Use, Verdict
from imagegate.source import Occurrence, UsedAs

if TYPE_CHECKING:  # a run on named images searches nothing
    from imagegate.discovery.pairing import Change

ResolveAll: TypeAlias = Callable[[Sequence[Reference], Part], Sequence[Resolution]]
"""Read images side by side: one resolution for each reference, in their order."""

ResolveOne: TypeAlias = Callable[[Sequence[tuple[Reference, Platform]]], Sequence[Resolution]]
"""Read images side by side, of each what one platform runs: one resolution for each, in their order."""

Parse: TypeAlias = Callable[[str], Reference]
"""Read what a user names an image by."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts on candidates, in their order; `notices` are for the reader."""

    verdicts: tuple[Verdict, ...]
    notices: tuple[str, ...] = ()


def named(texts: Iterable[str], used_as: UsedAs, parse: Parse = Reference.parse) -> tuple[Candidate, ...]:
    """Give one candidate for each distinct reference that a user names.

    A text that is none is a `UsageError`: the user's input is wrong, and nothing is judged.
    """
    references = dict.fromkeys(parse(text) for text in texts)
    return tuple(Candidate(reference, Use(used_as)) for reference in references)


def gather(changes: "Iterable[Change]") -> tuple[tuple[Candidate, ...], tuple[Unverified, ...]]:
    """Give one candidate for each reference and use in each file, and what is no reference at all."""
    uses: dict[tuple[Reference, Use], list[Occurrence]] = {}
    unverified: list[Unverified] = []
    for change in changes:
        use = _use(change)
        try:
            uses.setdefault((Reference.parse(change.new.text), use), []).append(change.new)
        except InvalidReferenceError as error:
            unverified.append(Unverified(change.new.text, use, (change.new,), error))
    candidates = (Candidate(reference, use, tuple(places)) for (reference, use), places in uses.items())
    return tuple(candidates), tuple(unverified)


def run(
    policy: Policy,
    candidates: Sequence[Candidate],
    *,
    resolve: ResolveAll,
    now: datetime,
    former: ResolveOne | None = None,
) -> Judged:
    """Judge every candidate; each reference is read once, however many uses it has.

    `former` reads the images that others replace, for comparison only: one that is gone is no predecessor.
    """
    references = tuple(dict.fromkeys(candidate.reference for candidate in candidates))
    resolutions = dict(zip(references, read(references, policy.needs, resolve), strict=True))
    wanted = {one: pair for one in candidates if (pair := _former(policy, one, resolutions[one.reference]))}
    pairs = tuple(dict.fromkeys(wanted.values()))
    found = dict(zip(pairs, former(pairs), strict=True)) if former and pairs else {}
    verdicts = (
        evaluate(
            policy,
            one,
            resolutions[one.reference],
            now=now,
            old=_image(found.get(wanted[one])) if one in wanted else None,
        )
        for one in candidates
    )
    return Judged(tuple(verdicts), (*_notices(found.values()), *_unread_bases(resolutions.values())))


def read(references: Sequence[Reference], parts: Part, resolve: ResolveAll) -> tuple[Resolution, ...]:
    """Read images with the parts that rules need; what they say they were built on is known, and read, after them."""
    found = tuple(resolve(references, parts))
    if not parts & Part.BASE:
        return found
    images = [one for one in found if isinstance(one, Image)]
    named = (named_base(image, one) for image in images for one in image.platforms)
    wanted = tuple(dict.fromkeys(base for base in named if base))
    bases = dict(zip(wanted, resolve(wanted, Part.NONE), strict=True)) if wanted else {}
    return tuple(replace(one, bases=bases) if isinstance(one, Image) else one for one in found)


def _former(policy: Policy, candidate: Candidate, resolution: Resolution) -> tuple[Reference, Platform] | None:
    """Give what to read of the image that a candidate replaces: the first platform that is judged."""
    previous = candidate.use.previous
    if previous is None or not isinstance(resolution, Image):
        return None
    own = candidate.use.platform
    judged = resolution.narrowed((own,) if own else policy.settings.platforms)
    return (previous, judged.platforms[0].platform) if isinstance(judged, Image) and judged.platforms else None


def _image(resolution: Resolution | None) -> Image | None:
    return resolution if isinstance(resolution, Image) else None


def _notices(resolutions: Iterable[Resolution]) -> Iterator[str]:
    for resolution in resolutions:
        if isinstance(resolution, Unread):
            yield f"nothing to compare with: the image that is replaced could not be read ({resolution.error.message})"


def _unread_bases(resolutions: Iterable[Resolution]) -> Iterator[str]:
    bases = (base for one in resolutions if isinstance(one, Image) for base in (one.bases or {}).values())
    for message in dict.fromkeys(base.error.message for base in bases if isinstance(base, Unread)):
        yield f"the base of an image could not be read: {message}"


def _use(change: "Change") -> Use:
    new, old = change.new, change.old
    previous = _parsed(old.text) if old and old.text != new.text else None
    return Use(new.used_as, new.location.path, _platform(new.platform), previous)


def _parsed(text: str) -> Reference | None:
    try:
        return Reference.parse(text)
    except InvalidReferenceError:
        return None


def _platform(text: str | None) -> Platform | None:
    try:
        return Platform.parse(text) if text else None
    except InvalidPlatformError:
        return None  # no selector, so all platforms are judged
