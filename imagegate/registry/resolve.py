"""References become images, side by side; whatever cannot be read or proved is a value too."""

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace

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


def resolve_all(
    references: Sequence[Reference], parts: Part, *, client: Client, jobs: int, deadline: Deadline
) -> tuple[Resolution, ...]:
    """Read images, at most `jobs` at a time: one resolution for each reference, in their order.

    Equal references are read once. An `ImagegateError` is an `Unread`; anything else is a bug and goes up.
    """
    wanted = tuple((reference, None) for reference in references)
    return _side_by_side(wanted, parts, client=client, jobs=jobs, deadline=deadline)


def resolve_for(
    wanted: Sequence[tuple[Reference, Platform]], *, client: Client, jobs: int, deadline: Deadline
) -> tuple[Resolution, ...]:
    """Read of each image only what one platform runs, and its index if it has one; otherwise as `resolve_all`."""
    return _side_by_side(wanted, Part.NONE, client=client, jobs=jobs, deadline=deadline)


def _side_by_side(
    wanted: Sequence[tuple[Reference, Platform | None]], parts: Part, *, client: Client, jobs: int, deadline: Deadline
) -> tuple[Resolution, ...]:
    distinct = tuple(dict.fromkeys(wanted))
    # Two executors: what an image waits for never stands in line behind an image that waits.
    with ThreadPoolExecutor(jobs, "entry") as entries, ThreadPoolExecutor(jobs, "image") as images:
        run = _Run(client, parts, entries, deadline)
        found = dict(zip(distinct, images.map(lambda one: run.resolve(*one), distinct), strict=True))
    return tuple(replace(found[one], reference=one[0]) for one in wanted)


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
            return Unread(reference, _named(error, reference))


def _named(error: ImagegateError, reference: Reference) -> ImagegateError:
    # An error of a shared request does not know for which image it was made.
    if reference.canonical in error.message:
        return error
    named = ImagegateError(f"{reference}: {error.message}", hint=error.hint, code=error.code)
    named.__cause__ = error
    return named
