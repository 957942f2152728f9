"""One GET of a registry's API, with whatever it takes to be let in (distribution-spec)."""

from dataclasses import dataclass, field, replace

from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.http.message import Request, Response, Sender
from imagegate.http.origin import same_origin
from imagegate.http.redirect import follow
from imagegate.oci.reference import Repository
from imagegate.registry.authorize import Authorizer
from imagegate.registry.endpoint import api_url
from imagegate.registry.errors import refusal
from imagegate.registry.notices import Notices
from imagegate.registry.rate_limit import rate_limit

BYTES_MAX = 4 * 1024 * 1024

_OK, _UNAUTHORIZED, _FORBIDDEN = 200, 401, 403


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a repository: a path below it (`manifests/1`), and what that is in words, for errors.

    `accept` are the media types that are understood, or empty.
    """

    repository: Repository
    path: str
    what: str = field(compare=False)
    accept: str = ""


class Api:
    """Asks registries; safe to share between threads."""

    def __init__(self, sender: Sender, authorizer: Authorizer, rule: AddressRule, notices: Notices) -> None:
        """Begin without having asked anybody; what readers should know of a registry is noted."""
        self._sender = sender
        self._authorizer = authorizer
        self._rule = rule
        self.notices = notices

    def get(self, asked: Asked, deadline: Deadline) -> Response:
        """Give the answer that is a 200; any other is a `RegistryError`."""
        repository = asked.repository
        url = f"{api_url(repository.registry, self._rule)}/{repository.path}/{asked.path}"
        headers = {"Accept": asked.accept} if asked.accept else {}
        response, sent = self._authorised(Request(url, repository.registry, BYTES_MAX, deadline, headers), repository)
        limit = rate_limit(response)
        if limit and limit.is_near:
            self.notices.add(f"rate limit of {repository.registry}", limit.sentence(repository.registry))
        if response.status != _OK:
            hint, secrets = self._authorizer.hint(repository), self._authorizer.secrets(repository, sent)
            raise refusal(response, asked.what, denied=hint, secrets=secrets)
        return response

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
