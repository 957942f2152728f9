"""What a registry demands before it answers, as its 401 says. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from imagegate.http.message import Response
from imagegate.oci.reference import Repository
from imagegate.registry.challenge import Challenge, choose, parse
from imagegate.registry.realm import Realm, realm

_UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class Demand:
    """A challenge that can be answered, and the URL that gave it."""

    challenge: Challenge
    url: str

    @classmethod
    def of(cls, response: Response) -> Self | None:
        """Read a 401; None if it is none, or has no challenge that can be answered."""
        if response.status != _UNAUTHORIZED:
            return None
        challenge = choose(parse(response.headers.get("www-authenticate", ())))
        return cls(challenge, response.url) if challenge else None

    @property
    def is_basic(self) -> bool:
        """Whether a user and a password are sent with the request itself, and not for a token."""
        return self.challenge.scheme == "basic"

    def realm(self, pairs: Iterable[tuple[str, str]] = ()) -> Realm:
        """Give the token server, judged by the trusted pairs; one that must not be asked is a `RealmError`."""
        return realm(self.challenge.realm, self.url, pairs)

    @property
    def general(self) -> Self:
        """What of it holds for other repositories of the registry too: all but the scope of one."""
        if not self.challenge.scope.startswith("repository:"):
            return self
        parameters = {name: value for name, value in self.challenge.parameters.items() if name != "scope"}
        return replace(self, challenge=replace(self.challenge, parameters=parameters))

    def scopes(self, repository: Repository) -> tuple[str, ...]:
        """Give what to ask a token for: the repository, and what the registry calls it where that differs."""
        own = f"repository:{repository.path}:pull"
        return tuple(dict.fromkeys(scope for scope in (own, self.challenge.scope) if scope))

    def denies(self, repository: Repository) -> bool:
        """Tell whether the token that was sent is good and does not reach, so that another would not either."""
        return self.challenge.is_denial and len(self.scopes(repository)) == 1
