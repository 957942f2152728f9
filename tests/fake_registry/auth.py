"""What a registry demands: nothing, Basic, or a bearer token of a token server on the same host."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from tests.fake_registry.answer import Answer

_DENIED = b'{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}'


class Auth(Protocol):
    """Decides which requests are answered."""

    def refusal(self, base: str, path: str, authorization: str | None) -> Answer | None:
        """Give the 401 of a request, None for one that is let in; `base` is the registry's URL."""
        ...

    def token(self, path: str, authorization: str | None, form: str) -> Answer | None:
        """Answer a request for a token, a POST if there is a form; None if there is no token server."""
        ...


class Open:
    """Lets everybody in."""

    def refusal(self, base: str, path: str, authorization: str | None) -> Answer | None:  # noqa: ARG002 - the protocol's
        """Refuse nobody."""
        return None

    def token(self, path: str, authorization: str | None, form: str) -> Answer | None:  # noqa: ARG002 - the protocol's
        """Have no token server."""
        return None


@dataclass
class Basic:
    """Wants a user and a password with each request; `challenges` says whether a 401 says so, or only that of /v2/."""

    username: str
    password: str
    challenges: bool = True

    def refusal(self, base: str, path: str, authorization: str | None) -> Answer | None:  # noqa: ARG002 - the protocol's
        """Refuse all but the one."""
        if authorization == basic(self.username, self.password):
            return None
        says = self.challenges or path == "/v2/"
        return Answer(401, _DENIED, (("WWW-Authenticate", 'Basic realm="fake"'),) if says else ())

    def token(self, path: str, authorization: str | None, form: str) -> Answer | None:  # noqa: ARG002 - the protocol's
        """Have no token server."""
        return None


@dataclass
class Bearer:
    """Wants a token for the repository of each request.

    `users` have passwords, `identities` are tokens that stand for users; without any, there is no exchange. A token of
    nobody reaches the repositories in `public`, None for all, one of somebody in `barred` none. `realm` is the token
    server's URL where it is not the registry's own `/token`; `scope` replaces the scope of challenges. `member` is what
    answers call the token, `service` what challenges call the registry.
    """

    users: Mapping[str, str] = field(default_factory=dict)
    identities: Mapping[str, str] = field(default_factory=dict)
    public: tuple[str, ...] | None = None
    barred: tuple[str, ...] = ()
    realm: str | None = None
    scope: str | None = None
    challenges: bool = True
    member: str = "token"
    service: str = "fake"
    tokens: dict[str, tuple[str, set[str]]] = field(default_factory=dict)

    def refusal(self, base: str, path: str, authorization: str | None) -> Answer | None:
        """Refuse a request without a token that reaches its repository."""
        repository = path.removeprefix("/v2/").rpartition("/")[0].rpartition("/")[0]
        user, scopes = self.tokens.get((authorization or "").removeprefix("Bearer "), ("", set()))
        wanted = self.wanted(repository)
        if wanted in scopes and self._may(user, repository):
            return None
        if not self.challenges and path != "/v2/":
            return Answer(401, _DENIED)
        scope = "" if path == "/v2/" else wanted
        return Answer(401, _DENIED, (("WWW-Authenticate", self.challenge(base, scope, denies=bool(scopes))),))

    def challenge(self, base: str, scope: str, *, denies: bool) -> str:
        """Give the challenge of a 401, for a scope if there is one; it `denies` whoever has a token."""
        parameters = {"realm": self.realm or f"{base}/token", "service": self.service, "scope": scope}
        parameters["error"] = "insufficient_scope" if denies else ""
        return "Bearer " + ",".join(f'{name}="{value}"' for name, value in parameters.items() if value)

    def token(self, path: str, authorization: str | None, form: str) -> Answer | None:
        """Give a token to everybody but those with a wrong password; what it reaches is seen when it is used."""
        user, wanted = "", parse_qs(form or urlsplit(path).query)
        if form:
            if not self.identities:
                return Answer(405)
            user = self.identities.get(wanted["refresh_token"][0], "")
            if wanted["grant_type"] != ["refresh_token"] or not user:
                return Answer(401, b'{"errors":[{"code":"UNAUTHORIZED","message":"invalid refresh token"}]}')
        elif authorization:
            user, _, password = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
            if self.users.get(user) != password:
                return Answer(401, b'{"details":"incorrect username or password"}')
        value = f"token-{secrets.token_hex(8)}"
        scopes = {scope for text in wanted.get("scope", ()) for scope in text.split(" ")}
        self.tokens[value] = (user, scopes)
        return Answer(200, b'{"%s":"%s","expires_in":300}' % (self.member.encode(), value.encode()))

    def wanted(self, repository: str) -> str:
        """Give the scope that a token for a repository must have."""
        return f"repository:{repository}:pull" if self.scope is None else self.scope

    def revoke(self) -> None:
        """Forget every token, as when they have expired."""
        self.tokens.clear()

    def _may(self, user: str, repository: str) -> bool:
        if user in self.barred:
            return False
        return bool(user) or self.public is None or repository in self.public


def basic(username: str, password: str) -> str:
    """Spell Basic credentials."""
    return f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"
