"""What a request needs so that a registry answers it: nothing, Basic, or a token for one repository.

Nothing is asked beforehand: what a registry wants is known of a few, by a hint, and of all others the challenge of the
first real request says it. From then on the answer is remembered for the registry, and every further repository goes
straight to its token. Each token is fetched once, however many threads want it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias
from urllib.parse import urljoin

from imagegate.errors import ImagegateError
from imagegate.http.body import ERROR_BYTES_MAX
from imagegate.http.deadline import Deadline
from imagegate.http.errors import DeadlineError
from imagegate.http.message import Request, Response, Sender
from imagegate.http.origin import host_of
from imagegate.oci.reference import Repository
from imagegate.registry.credential import Keychain
from imagegate.registry.demand import Demand
from imagegate.registry.denial import denied_hint
from imagegate.registry.errors import RegistryError
from imagegate.registry.once import Once
from imagegate.registry.secret import Credential, IdentityToken, RegistryToken, Secret
from imagegate.registry.token import Token, TokenRequest, request_token
from imagegate.registry.well_known import Hint, nothing_known

_MARGIN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class _Held:
    token: Token
    until: float


_TokenKey: TypeAlias = tuple[Repository, str]  # and the token server, as the registry names it


class Authorizer:
    """Remembers what registries demand and the tokens they took; safe to share between threads.

    `hint` says what is known of a registry beforehand; `clock` gives the seconds of a clock that never goes back.
    """

    def __init__(
        self,
        sender: Sender,
        keychain: Keychain,
        clock: Callable[[], float] = time.monotonic,
        hint: Hint = nothing_known,
    ) -> None:
        """Begin without having asked any registry."""
        self._sender = sender
        self._keychain = keychain
        self._clock = clock
        self._hint = hint
        self._lock = threading.Lock()
        self._doors: dict[str, threading.Lock] = {}
        self._opened: set[str] = set()
        self._demands: dict[str, Demand] = {}
        self._pings: Once[str, Demand | None] = Once()
        self._tokens: Once[_TokenKey, _Held] = Once()
        self._forgone: set[Repository] = set()

    @contextmanager
    def opening(self, registry: str, deadline: Deadline) -> Iterator[None]:
        """Let one request go ahead to a registry that was not asked yet; others wait for what it learns.

        Where a hint says it, there is nothing to wait for.
        """
        if registry not in self._demands and self._hint(registry, has_credential=True):
            yield
            return
        with self._lock:
            door = self._doors.setdefault(registry, threading.Lock())
        if not door.acquire(timeout=deadline.left()):
            raise DeadlineError.of(registry)
        first = registry not in self._opened
        if not first:
            door.release()
        try:
            yield
        finally:
            self._opened.add(registry)
            if first:
                door.release()

    def header(self, repository: Repository, deadline: Deadline) -> str | None:
        """Give the `Authorization` for a request, as far as the registry is known; None for none."""
        if demand := self._demands.get(repository.registry):
            return self._answer(repository, demand, deadline)
        if not self._hint(repository.registry, has_credential=True):
            return None  # and whoever keeps credentials is not asked for them in vain
        secret = self._secret(repository)
        hinted = self._hint(repository.registry, has_credential=secret is not None)
        try:
            return self._answer(repository, hinted, deadline) if hinted else None
        except DeadlineError:
            raise
        except ImagegateError:
            return None  # the registry itself may say otherwise; if it does not, this failure is kept for it

    def learn(self, repository: Repository, response: Response, deadline: Deadline) -> Demand | None:
        """Remember what a 401 demands. If it does not say, the API's base is asked for it, once for each registry."""
        demand = Demand.of(response) or self._pings.get(
            repository.registry,
            lambda: self._ping(repository.registry, response.url, deadline),
            deadline,
            repository.registry,
        )
        if demand:
            self._demands[repository.registry] = demand.general
        return demand

    def renew(self, repository: Repository, demand: Demand, refused: str | None, deadline: Deadline) -> str | None:
        """Give another header than the refused one that answers a demand; None if there is none."""
        if refused and demand.denies(repository):
            return None
        self._tokens.forget(_key(repository, demand), lambda held: held.token.header == refused)
        header = self._answer(repository, demand, deadline)
        return header if header != refused else None

    def retreat(self, repository: Repository, refused: str | None, deadline: Deadline) -> str | None:
        """Give the header of somebody unknown, where a credential that was merely offered was refused; None if not."""
        demand = self._demands.get(repository.registry)
        if demand is None or not self._is_offered(repository):
            return None
        if self._forgo(repository):
            self._tokens.forget(_key(repository, demand), lambda held: held.token.header == refused)
        header = self._answer(repository, demand, deadline)
        return header if header != refused else None

    def hint(self, repository: Repository) -> str:
        """Say what to do where access to a repository is denied."""
        return denied_hint(self._keychain, repository, self._demands.get(repository.registry))

    def secrets(self, repository: Repository, header: str | None) -> tuple[str, ...]:
        """Give what a registry was told, in this header or before, and nobody else may see."""
        secret = self._keychain.credential(repository)
        told = (header or "").partition(" ")[2]
        return (*((told,) if told else ()), *(secret.secrets if secret else ()))

    def _ping(self, registry: str, url: str, deadline: Deadline) -> Demand | None:
        base = urljoin(url, "/v2/")
        demand = Demand.of(self._sender.send(Request(base, registry, ERROR_BYTES_MAX, deadline)))
        return demand.general if demand else None

    def _answer(self, repository: Repository, demand: Demand, deadline: Deadline) -> str | None:
        secret = self._secret(repository)
        if isinstance(secret, RegistryToken):
            return secret.header
        if demand.is_basic:
            return secret.basic if secret else None
        self._tokens.forget(_key(repository, demand), lambda held: held.until <= self._clock())
        realm = demand.realm(self._keychain.realms)
        make = partial(self._token, repository, demand, secret, deadline)
        return self._tokens.get(_key(repository, demand), make, deadline, host_of(realm.url)).token.header

    def _token(
        self, repository: Repository, demand: Demand, secret: Credential | IdentityToken | None, deadline: Deadline
    ) -> _Held:
        wanted = TokenRequest(
            realm=demand.realm(self._keychain.realms),
            service=demand.challenge.parameters.get("service", ""),
            scopes=demand.scopes(repository),
            repository=repository,
            denied=denied_hint(self._keychain, repository, demand),
        )
        try:
            token = request_token(self._sender, wanted, secret, deadline)
        except RegistryError as error:
            if error.code != "denied" or not self._is_offered(repository) or not self._forgo(repository):
                raise
            token = request_token(self._sender, wanted, None, deadline)
        return _Held(token, self._clock() + token.lifetime - _MARGIN_SECONDS)

    def _secret(self, repository: Repository) -> Secret | None:
        return None if repository in self._forgone else self._keychain.credential(repository)

    def _is_offered(self, repository: Repository) -> bool:
        secret = self._keychain.credential(repository)
        return isinstance(secret, Credential) and secret.offered

    def _forgo(self, repository: Repository) -> bool:
        with self._lock:
            first = repository not in self._forgone
            self._forgone.add(repository)
        return first


def _key(repository: Repository, demand: Demand) -> _TokenKey:
    return repository, demand.challenge.realm
