"""What a registry gives: verified bytes, or an error that names the registry and what was asked for.

One request for each object: what was fetched once is kept for the run, and two threads that want the same thing wait
for the one request. The bytes that were verified are the bytes that are parsed.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Self

from imagegate.errors import ImagegateError
from imagegate.http.deadline import Deadline
from imagegate.http.errors import TooLargeError, TransportError
from imagegate.http.opener import Opener
from imagegate.http.retry import REQUEST_SECONDS, Retrying
from imagegate.oci import media_type
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.reading import Fetched
from imagegate.oci.reference import Reference, Repository
from imagegate.oci.referrer import Found, Referrer
from imagegate.registry.api import BYTES_MAX, Api, Asked
from imagegate.registry.authorize import Authorizer
from imagegate.registry.cache import ContentCache
from imagegate.registry.credential import Keychain
from imagegate.registry.errors import DigestMismatchError
from imagegate.registry.fetched import verified
from imagegate.registry.mirror import Mirrors
from imagegate.registry.notices import Notices
from imagegate.registry.once import Once
from imagegate.registry.well_known import WellKnown


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An object of a repository, and the digest that it must have, if one is known."""

    asked: Asked
    digest: Digest | None


class Client:
    """Reads manifests and blobs; safe to share between threads."""

    def __init__(self, api: Api, mirrors: Mirrors | None = None, cache: ContentCache | None = None) -> None:
        """Begin without having fetched anything but what a cache keeps."""
        self.api = api
        self._mirrors = mirrors or Mirrors()
        self._cache = cache
        self._left_out: set[str] = set()
        self._fetched: Once[_Wanted, Fetched] = Once()
        self.referrers: Once[tuple[Repository, Found, Digest], tuple[Referrer, ...]] = Once()
        self.unlisted: set[str] = set()  # registries without a list of referrers

    @classmethod
    def open(
        cls, keychain: Keychain, opener: Opener, mirrors: Mirrors | None = None, cache: ContentCache | None = None
    ) -> Self:
        """Make a client that asks real hosts; a CA bundle that cannot be read is a `UsageError`."""
        from imagegate.http.transport import Transport

        sender, rule = Retrying(Transport(opener.network, opener)), opener.network.rule
        authorizer = Authorizer(sender, keychain, hint=WellKnown(rule))
        return cls(Api(sender, authorizer, rule, Notices()), mirrors, cache)

    def manifest(self, reference: Reference, deadline: Deadline) -> Fetched:
        """Fetch what a reference names: by digest if it has one, else by tag."""
        asked = Asked(reference.repository, f"manifests/{reference.locator}", str(reference), media_type.ACCEPT)
        return self._content(_Wanted(asked, reference.digest), deadline)

    def entry(self, repository: Repository, descriptor: Descriptor, deadline: Deadline) -> Fetched:
        """Fetch the manifest, or index, that an entry of an index describes."""
        return self._described(Asked(repository, "manifests", "manifest", media_type.ACCEPT), descriptor, deadline)

    def blob(self, repository: Repository, descriptor: Descriptor, deadline: Deadline) -> Fetched:
        """Fetch the blob that a manifest's descriptor describes."""
        return self._described(Asked(repository, "blobs", "blob"), descriptor, deadline)

    def _described(self, kind: Asked, descriptor: Descriptor, deadline: Deadline) -> Fetched:
        repository, digest = kind.repository, descriptor.digest
        what = f"{kind.what} {digest} of {repository}"
        if descriptor.size > BYTES_MAX:
            message = f"{what} is {descriptor.size} bytes large; at most {BYTES_MAX} are read"
            raise TooLargeError(message)
        if descriptor.data is not None and descriptor.describes(descriptor.data):
            return Fetched(repository.registry, descriptor.media_type, digest, descriptor.data)
        asked = replace(kind, path=f"{kind.path}/{digest}", what=what)
        content = self._content(_Wanted(asked, digest), deadline)
        if len(content.body) != descriptor.size:
            raise DigestMismatchError(content.host, what, content.body, digest, descriptor.size)
        return content

    def _content(self, wanted: _Wanted, deadline: Deadline) -> Fetched:
        registry = wanted.asked.repository.registry
        return self._fetched.get(wanted, partial(self._fetch, wanted, deadline), deadline, registry)

    def _fetch(self, wanted: _Wanted, deadline: Deadline) -> Fetched:
        host = wanted.asked.repository.registry
        if self._cache and wanted.digest and (kept := self._cache.read(wanted.digest, host)):
            return kept
        fetched = self._fetch_anew(wanted, deadline)
        if self._cache:
            self._cache.write(fetched)
        return fetched

    def _fetch_anew(self, wanted: _Wanted, deadline: Deadline) -> Fetched:
        for mirror in self._mirrors.of(wanted.asked.repository):
            if mirror.registry not in self._left_out:
                asked = replace(wanted.asked, repository=mirror)
                fetched = self._fetch_from_mirror(replace(wanted, asked=asked), deadline)
                if fetched:
                    return fetched
        return self._fetch_from(wanted, deadline)

    def _fetch_from(self, wanted: _Wanted, deadline: Deadline) -> Fetched:
        return verified(self.api.get(wanted.asked, deadline), wanted.asked.what, wanted.digest)

    def _fetch_from_mirror(self, wanted: _Wanted, deadline: Deadline) -> Fetched | None:
        """Fetch from a mirror what it has; one that is in trouble is asked for nothing more."""
        registry = wanted.asked.repository.registry
        try:
            return self._fetch_from(wanted, deadline.within(REQUEST_SECONDS))
        except DigestMismatchError:
            raise
        except ImagegateError as error:
            if isinstance(error, TransportError):
                self._left_out.add(registry)
            if error.code != "not-found":
                self.api.notices.add(f"mirror {registry}", f"the mirror {registry} was passed over: {error.message}")
            return None
