"""What refers to an image is looked up, as far as a policy asks, and put to the image."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from imagegate.errors import ImagegateError
from imagegate.http.deadline import Deadline
from imagegate.oci.digest import Digest
from imagegate.oci.entry import attestations
from imagegate.oci.image import Image, Part
from imagegate.oci.reference import Repository
from imagegate.oci.referrer import Found, Lookup, Referrer, Referrers
from imagegate.registry.client import Client
from imagegate.registry.referrers import ReferrersReader

_Answer: TypeAlias = tuple[Referrer, ...] | ImagegateError
_PARTS = {Found.LIST: Part.REFERRERS, Found.INDEX: Part.PROVENANCE, Found.TAG: Part.TAGS}


@dataclass(frozen=True, slots=True)
class _Look:
    """One look-up: where, about which manifest or in which entry of an index, and how it is read."""

    found: Found
    digest: Digest
    read: Callable[[], Iterator[Referrer]]


Map: TypeAlias = Callable[[Callable[[_Look], _Answer], Sequence[_Look]], Iterable[_Answer]]
"""Apply a function to each element and give the results in order; an executor's does it side by side."""


@dataclass(frozen=True, slots=True)
class Attachments:
    """How look-ups are made: by a client, until a deadline; `each` goes over them."""

    client: Client
    deadline: Deadline
    each: Map


def attach(image: Image, parts: Part, attachments: Attachments) -> Image:
    """Give an image with what refers to it. A look-up that fails is a fact of the image, and no error."""
    if not parts:
        return image
    looks = tuple(look for look in _looks(image, attachments) if _PARTS[look.found] & parts)
    answers = tuple(attachments.each(partial(_answer, image.reference.repository, attachments), looks))
    failed: dict[Part, ImagegateError] = {}
    found: list[Referrer] = []
    for look, answer in zip(looks, answers, strict=True):
        if isinstance(answer, ImagegateError):
            failed.setdefault(_PARTS[look.found], answer)
        else:
            found += answer
    _note(image, failed, attachments.client)
    states = (_lookup(part, parts, failed) for part in (Part.REFERRERS, Part.PROVENANCE, Part.TAGS))
    return replace(image, referrers=Referrers(tuple(found), *states))


def _looks(image: Image, attachments: Attachments) -> Iterator[_Look]:
    reader = ReferrersReader(image.reference.repository, attachments.client, attachments.deadline)
    # A signature of the index is one of every platform in it.
    for subject in dict.fromkeys((image.descriptor.digest, *(one.descriptor.digest for one in image.platforms))):
        yield _Look(Found.LIST, subject, partial(reader.listed, subject))
        yield _Look(Found.TAG, subject, partial(reader.tagged, subject))
    for entry, subject in attestations(image.index) if image.index else ():
        yield _Look(Found.INDEX, entry.digest, partial(reader.attested, entry, subject))


def _answer(repository: Repository, attachments: Attachments, look: _Look) -> _Answer:
    key = (repository, look.found, look.digest)
    answers = attachments.client.referrers
    try:
        return answers.get(key, lambda: tuple(look.read()), attachments.deadline, repository.registry)
    except ImagegateError as error:
        return error


def _lookup(part: Part, parts: Part, failed: dict[Part, ImagegateError]) -> Lookup:
    if not part & parts:
        return Lookup.SKIPPED
    return Lookup.ERROR if part in failed else Lookup.AVAILABLE


def _note(image: Image, failed: dict[Part, ImagegateError], client: Client) -> None:
    for part, error in failed.items():
        what = f"the {str(part.name).lower()} of {image.reference}"
        client.api.notices.add(what, f"{what} could not be read: {error.message}")
