"""References become images, side by side; whatever cannot be read or proved is a value too."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import TypeAlias

from imagegate.errors import ImagegateError
from imagegate.http.deadline import Deadline
from imagegate.http.errors import DeadlineError
from imagegate.oci.image import Part, Resolution, Unread
from imagegate.oci.platform import Platform
from imagegate.oci.reading import Reading
from imagegate.oci.reference import Reference
from imagegate.registry.attach import Attachments, attach
from imagegate.registry.client import Client
from imagegate.registry.repository_fetch import RepositoryFetch

REFERENCE_SECONDS = 60.0

_Wanted: TypeAlias = tuple[Reference, Platform | None]


def resolving(
    references: Sequence[Reference], parts: Part, *, client: Client, jobs: int, deadline: Deadline
) -> Iterator[tuple[Reference, Resolution]]:
    """Read images, at most `jobs` at a time; give each of the distinct references with what came of it, as they come.

    An `ImagegateError` is an `Unread`; anything else is a bug and goes up.
    """
    wanted = tuple((reference, None) for reference in references)
    for (reference, _), resolution in _side_by_side(wanted, parts, client=client, jobs=jobs, deadline=deadline):
        yield reference, resolution


def in_order(references: Sequence[Reference], found: Mapping[Reference, Resolution]) -> tuple[Resolution, ...]:
    """Give what came of references in their order, each by the name that it was asked for."""
    return tuple(replace(found[reference], reference=reference) for reference in references)


def resolve_for(
    wanted: Sequence[tuple[Reference, Platform]], *, client: Client, jobs: int, deadline: Deadline
) -> tuple[Resolution, ...]:
    """Read of each image only what one platform runs, and its index if it has one; give the images in order."""
    found = dict(_side_by_side(wanted, Part.NONE, client=client, jobs=jobs, deadline=deadline))
    return tuple(replace(found[one], reference=one[0]) for one in wanted)


def _side_by_side(
    wanted: Sequence[_Wanted], parts: Part, *, client: Client, jobs: int, deadline: Deadline
) -> Iterator[tuple[_Wanted, Resolution]]:
    # Two executors: what an image waits for never stands in line behind an image that waits.
    with ThreadPoolExecutor(jobs, "entry") as entries, ThreadPoolExecutor(jobs, "image") as images:
        run = _Run(client, parts, entries, deadline)
        asked = {images.submit(run.resolve, *one): one for one in dict.fromkeys(wanted)}
        yield from ((asked[done], done.result()) for done in as_completed(asked))


@dataclass(frozen=True, slots=True)
class _Run:
    """What is the same for all images of one call."""

    client: Client
    parts: Part
    entries: Executor
    deadline: Deadline

    def resolve(self, reference: Reference, only: Platform | None) -> Resolution:
        try:
            if self.deadline.left() <= 0:
                message = "the run's time was over before it could be read"
                raise DeadlineError(message, hint="give it more `timeout`")
            own = self.deadline.within(REFERENCE_SECONDS)
            fetch = RepositoryFetch(reference.repository, self.client, own)
            top = self.client.manifest(reference, own)
            image = Reading(reference, fetch, self.entries.map, only).image(top)
            return attach(image, self.parts, Attachments(self.client, own, self.entries.map))
        except ImagegateError as error:
            return Unread(reference, named(error, reference))


def named(error: ImagegateError, reference: Reference) -> ImagegateError:
    """Give an error that names the image; one of a shared request does not know for which image it was made."""
    if reference.canonical in error.message:
        return error
    own = ImagegateError(f"{reference}: {error.message}", hint=error.hint, code=error.code)
    own.__cause__ = error
    return own
