"""Bearer tokens: asking a token server, and reading its answer (distribution, token authentication)."""

import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from imagegate.http.deadline import Deadline
from imagegate.http.fetch import Sender, send
from imagegate.http.redact import host_of
from imagegate.http.transport import Request, Response
from imagegate.registry.credential import Credential
from imagegate.registry.errors import RegistryError, refusal
from imagegate.registry.realm import Realm
from imagegate.strict.json import MalformedJsonError, load_object

TOKEN_BODY_BYTES = 64 * 1024
CLIENT_ID = "imagegate"

_USABLE = re.compile(r"[\x21-\x7e]+")
_LIFETIME_MIN, _LIFETIME_MAX, _MARGIN = 60.0, 3600.0, 10.0


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token and the moment, by the monotonic clock, after which it is not sent any more."""

    value: str = field(repr=False)
    expires: float

    @property
    def is_fresh(self) -> bool:
        """Whether the token may still be sent."""
        return time.monotonic() < self.expires

    @property
    def header(self) -> str:
        """The value of an `Authorization` header."""
        return f"Bearer {self.value}"


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """What a token is asked for: where, for which service and scopes, on behalf of which registry's host."""

    realm: Realm
    service: str
    scopes: tuple[str, ...]
    registry: str

    def url(self, account: str | None) -> str:
        """Spell the request out; the realm keeps a query of its own."""
        query = [("service", self.service)] if self.service else []
        query += [("scope", scope) for scope in self.scopes]
        query += [("client_id", CLIENT_ID)] + ([("account", account)] if account else [])
        return f"{self.realm.url}{'&' if '?' in self.realm.url else '?'}{urlencode(query)}"


def request_token(sender: Sender, wanted: TokenRequest, credential: Credential | None, deadline: Deadline) -> Token:
    """Ask for a token, anonymously where there is no credential or the realm may not have it. No redirects."""
    sent = credential if wanted.realm.trusted else None
    response = _ask(sender, wanted, sent, deadline)
    if sent and sent.offered and response.status in (401, 403):
        sent = None
        response = _ask(sender, wanted, None, deadline)
    if response.status != 200:  # noqa: PLR2004 - HTTP's OK
        raise refusal(response, f"a token for {wanted.scopes[0]}", authenticated=sent is not None)
    return read_token(response)


def read_token(response: Response) -> Token:
    """Read a token server's answer: `access_token`, else `token`, and how long it lasts (60 s if it does not say)."""
    host = host_of(response.url)
    try:
        document = load_object(response.body)
    except MalformedJsonError as error:
        message = f"{host} sent a token that cannot be read: {error.message}"
        raise RegistryError(message, code="bad-token") from None
    value = document.get("access_token") or document.get("token")
    if not isinstance(value, str) or not _USABLE.fullmatch(value):
        message = f"{host} sent an answer without a usable token"
        raise RegistryError(message, code="bad-token")
    lifetime = document.get("expires_in")
    seconds = float(lifetime) if isinstance(lifetime, int | float) and not isinstance(lifetime, bool) else 0.0
    return Token(value, time.monotonic() + min(max(seconds, _LIFETIME_MIN), _LIFETIME_MAX) - _MARGIN)


def _ask(sender: Sender, wanted: TokenRequest, credential: Credential | None, deadline: Deadline) -> Response:
    request = Request(
        url=wanted.url(credential.username if credential else None),
        registry=wanted.registry,
        limit=TOKEN_BODY_BYTES,
        deadline=deadline,
        headers={"Authorization": credential.basic} if credential else {},
    )
    return send(sender, request)
