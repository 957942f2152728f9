"""What tags stand for now: the digests of their manifests or indexes, and nothing below them is read."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from imagegate.errors import ImagegateError
from imagegate.http.deadline import Deadline
from imagegate.oci.digest import Digest
from imagegate.oci.image import Unread
from imagegate.oci.manifest import parse_manifest
from imagegate.oci.reference import Reference
from imagegate.registry.client import Client
from imagegate.registry.resolve import REFERENCE_SECONDS, named


def resolve_digests(
    references: Sequence[Reference], *, client: Client, jobs: int, deadline: Deadline
) -> tuple[Digest | Unread, ...]:
    """Give the digest of each reference, at most `jobs` at a time, in their order; equal ones are asked for once.

    What is neither a manifest nor an index is an `Unread`, as is everything that cannot be read.
    """

    def resolve(reference: Reference) -> Digest | Unread:
        try:
            top = client.manifest(reference, deadline.within(REFERENCE_SECONDS))
            parse_manifest(top.media_type, top.body)
        except ImagegateError as error:
            return Unread(reference, named(error, reference))
        return top.digest

    distinct = tuple(dict.fromkeys(references))
    with ThreadPoolExecutor(jobs, "digest") as executor:
        found = dict(zip(distinct, executor.map(resolve, distinct), strict=True))
    return tuple(found[reference] for reference in references)
