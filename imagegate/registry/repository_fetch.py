"""One repository as a place that the content of an image lies in."""

from dataclasses import dataclass

from imagegate.http.deadline import Deadline
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.reading import Fetched
from imagegate.oci.reference import Repository
from imagegate.registry.client import Client


@dataclass(frozen=True, slots=True)
class RepositoryFetch:
    """A repository that a client reads until a deadline."""

    repository: Repository
    client: Client
    deadline: Deadline

    def manifest(self, descriptor: Descriptor) -> Fetched:
        """Fetch the manifest, or index, that an entry of an index describes."""
        return self.client.entry(self.repository, descriptor, self.deadline)

    def blob(self, descriptor: Descriptor) -> Fetched:
        """Fetch the blob that a manifest's descriptor describes."""
        return self.client.blob(self.repository, descriptor, self.deadline)
