"""Bearer tokens: asking a token server, and reading its answer (distribution, token authentication and OAuth2)."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from imagegate.http.deadline import Deadline
from imagegate.http.message import Request, Response, Sender
from imagegate.http.origin import host_of
from imagegate.oci.reference import Repository
from imagegate.registry.errors import RegistryError, refusal
from imagegate.registry.realm import Realm
from imagegate.registry.secret import Credential, IdentityToken, is_token
from imagegate.strict.json import MalformedJsonError, load_object

TOKEN_BYTES_MAX = 64 * 1024
CLIENT_ID = "imagegate"

_OK = 200
_NO_EXCHANGE = frozenset({404, 405})
_LIFETIME_MIN, _LIFETIME_MAX = 60.0, 3600.0


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token and how many seconds it lasts from its arrival."""

    value: str = field(repr=False)
    lifetime: float

    @property
    def header(self) -> str:
        """The value of an `Authorization` header."""
        return f"Bearer {self.value}"


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """What a token is asked for: where, for which service, scopes and repository; `denied` is the hint of a denial."""

    realm: Realm
    service: str
    scopes: tuple[str, ...]
    repository: Repository
    denied: str = ""

    def url(self, account: str | None) -> str:
        """Spell the request out; the realm keeps a query of its own."""
        query = [("service", self.service)] if self.service else []
        query += [("scope", scope) for scope in self.scopes]
        query += [("client_id", CLIENT_ID)] + ([("account", account)] if account else [])
        return f"{self.realm.url}{'&' if '?' in self.realm.url else '?'}{urlencode(query)}"

    def form(self, token: IdentityToken) -> tuple[tuple[str, str], ...]:
        """Spell out the exchange of an identity token (RFC 6749, 6)."""
        exchange = (("grant_type", "refresh_token"), ("service", self.service), ("scope", " ".join(self.scopes)))
        return (*exchange, ("client_id", CLIENT_ID), ("refresh_token", token.value))


def request_token(
    sender: Sender, wanted: TokenRequest, secret: Credential | IdentityToken | None, deadline: Deadline
) -> Token:
    """Ask for a token, anonymously where there is no secret or the realm may not have it. No redirects.

    An identity token is exchanged; a server that knows no exchange (404, 405) is asked as for a password.
    """
    sent = secret if wanted.realm.trusted else None
    registry = wanted.repository.registry
    if isinstance(sent, IdentityToken):
        form = wanted.form(sent)
        response = sender.send(Request(wanted.realm.url, registry, TOKEN_BYTES_MAX, deadline, form=form))
        if response.status not in _NO_EXCHANGE:
            return _granted(response, wanted, sent.secrets)
    url = wanted.url(sent.username if sent else None)
    headers = {"Authorization": sent.basic} if sent else {}
    response = sender.send(Request(url, registry, TOKEN_BYTES_MAX, deadline, headers))
    return _granted(response, wanted, sent.secrets if sent else ())


def _granted(response: Response, wanted: TokenRequest, secrets: tuple[str, ...]) -> Token:
    if response.status != _OK:
        raise refusal(response, str(wanted.repository), denied=wanted.denied, secrets=secrets)
    return read_token(response)


def read_token(response: Response) -> Token:
    """Read a token server's answer: `access_token`, else `token`, and how long it lasts (60 s if it does not say)."""
    host = host_of(response.url)
    try:
        document = load_object(response.body)
    except MalformedJsonError:
        message = f"{host} sent an answer that is no token"
        raise RegistryError(message, code="bad-token") from None
    value = document.get("access_token") or document.get("token")
    if not isinstance(value, str) or not is_token(value):
        message = f"{host} sent an answer without a usable token"
        raise RegistryError(message, code="bad-token")
    lifetime = document.get("expires_in")
    seconds = float(lifetime) if isinstance(lifetime, int | float) and not isinstance(lifetime, bool) else 0.0
    return Token(value, min(max(seconds, _LIFETIME_MIN), _LIFETIME_MAX))
