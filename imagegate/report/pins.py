"""References that name only a tag, as they are written with the digest of what was judged."""

from collections.abc import Iterable, Iterator, Mapping

from imagegate.oci.reference import DEFAULT_TAG, Reference
from imagegate.policy.verdict import Unverified, Verdict
from imagegate.source import Location

PIN_HINT = "What was judged, as it is pinned; `imagegate pin FILE` writes it into files.\n\n"


def pins(verdicts: Iterable[Verdict]) -> Mapping[str, tuple[Location, ...]]:
    """Give each reference to copy, and the places that name it by its tag; none if a user named it."""
    found: dict[str, dict[Location, None]] = {}
    for verdict in verdicts:
        for text, place in _pins(verdict):
            places = found.setdefault(text, {})
            if place:
                places[place] = None
    return {text: tuple(places) for text, places in found.items()}


def _pins(verdict: Verdict) -> Iterator[tuple[str, Location | None]]:
    if isinstance(verdict, Unverified):
        return
    reference = verdict.candidate.reference
    if reference.is_local or reference.is_pinned:
        return
    suffix = f"@{verdict.image.descriptor.digest}"
    if not verdict.candidate.occurrences:
        yield f"{_tagged(reference)}{suffix}", None
    for one in verdict.candidate.occurrences:
        yield f"{_tagged(Reference.parse(one.text))}{suffix}", one.location


def _tagged(reference: Reference) -> str:
    return reference.text if reference.tag else f"{reference.text}:{DEFAULT_TAG}"
