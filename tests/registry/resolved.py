"""References read as a run reads them, all of them before anything is said."""

from collections.abc import Sequence

from imagegate.http.deadline import Deadline
from imagegate.oci.image import Part, Resolution
from imagegate.oci.reference import Reference
from imagegate.registry.client import Client
from imagegate.registry.resolve import in_order, resolving


def resolve_all(
    references: Sequence[Reference], parts: Part, *, client: Client, jobs: int, deadline: Deadline
) -> tuple[Resolution, ...]:
    """Give one resolution for each reference, in their order."""
    return in_order(references, dict(resolving(references, parts, client=client, jobs=jobs, deadline=deadline)))
