"""What a registry gives: verified bytes, or an error that names the registry and what was asked for.

One request for each object: what was fetched once is kept for the run, and two threads that want the same thing wait
for the one request. The bytes that were verified are the bytes that are parsed.
"""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Self

from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.http.errors import TooLargeError
from imagegate.http.message import Request, Response, Sender
from imagegate.http.network import Network
from imagegate.http.origin import same_origin
from imagegate.http.redirect import follow
from imagegate.http.retry import Retrying
from imagegate.oci import media_type
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.reading import Fetched
from imagegate.oci.reference import Reference, Repository
from imagegate.registry.authorize import Authorizer
from imagegate.registry.credential import Keychain
from imagegate.registry.endpoint import api_url
from imagegate.registry.errors import DigestMismatchError, refusal
from imagegate.registry.fetched import verified
from imagegate.registry.once import Once
from imagegate.registry.well_known import WellKnown

BYTES_MAX = 4 * 1024 * 1024

_OK, _UNAUTHORIZED, _FORBIDDEN = 200, 401, 403


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An object of a repository: a tag or a digest of `manifests`, or a digest of `blobs`; `what` is it in words."""

    repository: Repository
    kind: str
    locator: str
    digest: Digest | None
    what: str = field(compare=False)


class Client:
    """Reads manifests and blobs; safe to share between threads."""

    def __init__(self, sender: Sender, authorizer: Authorizer, rule: AddressRule) -> None:
        """Begin without having fetched anything."""
        self._sender = sender
        self._authorizer = authorizer
        self._rule = rule
        self._fetched: Once[_Wanted, Fetched] = Once()

    @classmethod
    def open(cls, keychain: Keychain, network: Network) -> Self:
        """Make a client that asks real hosts; a CA bundle that cannot be read is a `UsageError`."""
        from imagegate.http.transport import Transport

        sender = Retrying(Transport(network))
        return cls(sender, Authorizer(sender, keychain, hint=WellKnown(network.rule)), network.rule)

    def manifest(self, reference: Reference, deadline: Deadline) -> Fetched:
        """Fetch what a reference names: by digest if it has one, else by tag."""
        wanted = _Wanted(reference.repository, "manifests", reference.locator, reference.digest, str(reference))
        return self._content(wanted, deadline)

    def entry(self, repository: Repository, descriptor: Descriptor, deadline: Deadline) -> Fetched:
        """Fetch the manifest, or index, that an entry of an index describes."""
        return self._described(repository, "manifests", descriptor, deadline)

    def blob(self, repository: Repository, descriptor: Descriptor, deadline: Deadline) -> Fetched:
        """Fetch the blob that a manifest's descriptor describes."""
        return self._described(repository, "blobs", descriptor, deadline)

    def _described(self, repository: Repository, kind: str, descriptor: Descriptor, deadline: Deadline) -> Fetched:
        digest = descriptor.digest
        what = f"{kind.removesuffix('s')} {digest} of {repository}"
        if descriptor.size > BYTES_MAX:
            message = f"{what} is {descriptor.size} bytes large; at most {BYTES_MAX} are read"
            raise TooLargeError(message)
        if descriptor.data is not None and descriptor.describes(descriptor.data):
            return Fetched(repository.registry, descriptor.media_type, digest, descriptor.data)
        content = self._content(_Wanted(repository, kind, str(digest), digest, what), deadline)
        if len(content.body) != descriptor.size:
            raise DigestMismatchError(content.host, what, content.body, digest, descriptor.size)
        return content

    def _content(self, wanted: _Wanted, deadline: Deadline) -> Fetched:
        return self._fetched.get(wanted, partial(self._fetch, wanted, deadline), deadline, wanted.repository.registry)

    def _fetch(self, wanted: _Wanted, deadline: Deadline) -> Fetched:
        repository = wanted.repository
        url = f"{api_url(repository.registry, self._rule)}/{repository.path}/{wanted.kind}/{wanted.locator}"
        headers = {"Accept": media_type.ACCEPT} if wanted.kind == "manifests" else {}
        request = Request(url, repository.registry, BYTES_MAX, deadline, headers)
        response, sent = self._authorised(request, repository)
        if response.status != _OK:
            hint, secrets = self._authorizer.hint(repository), self._authorizer.secrets(repository, sent)
            raise refusal(response, wanted.what, denied=hint, secrets=secrets)
        return verified(response, wanted.what, wanted.digest)

    def _authorised(self, request: Request, repository: Repository) -> tuple[Response, str | None]:
        """Send a request with what it takes, and give the last answer and the `Authorization` that it had."""
        deadline, demand = request.deadline, None
        with self._authorizer.opening(repository.registry, deadline):
            header = self._authorizer.header(repository, deadline)
            response = self._send(request, header)
            if _denied(response, request) == _UNAUTHORIZED:
                demand = self._authorizer.learn(repository, response, deadline)
        if demand and (renewed := self._authorizer.renew(repository, demand, header, deadline)):
            header, response = renewed, self._send(request, renewed)
        if _denied(response, request) and (unknown := self._authorizer.retreat(repository, header, deadline)):
            header, response = unknown, self._send(request, unknown)
        return response, header

    def _send(self, request: Request, header: str | None) -> Response:
        headers = {**request.headers, **({"Authorization": header} if header else {})}
        return follow(self._sender, replace(request, headers=headers))


def _denied(response: Response, request: Request) -> int | None:
    # What another host says, after a redirect, is no question that a credential may answer.
    denial = response.status in (_UNAUTHORIZED, _FORBIDDEN) and same_origin(response.url, request.url)
    return response.status if denial else None
