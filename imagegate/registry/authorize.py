"""What a request needs so that a registry answers it: nothing, Basic, or a token for one repository.

Nothing is asked beforehand: the challenge of the first real request says what a registry wants. From then on the
answer is remembered for the registry, and every further repository goes straight to its token. Each token is fetched
once, however many threads want it.
"""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from imagegate.http.deadline import Deadline
from imagegate.http.errors import DeadlineError
from imagegate.http.fetch import Sender
from imagegate.oci.reference import Repository
from imagegate.registry.challenge import Challenge
from imagegate.registry.credential import Credential, Keychain
from imagegate.registry.realm import realm
from imagegate.registry.token import Token, TokenRequest, request_token

_PLACEHOLDER_SCOPE = "repository:user/image:pull"  # what ghcr.io says where no repository was asked for


@dataclass(slots=True)
class _Registry:
    lock: threading.Lock = field(default_factory=threading.Lock)
    asked: bool = False
    challenge: Challenge | None = None
    url: str = ""


@dataclass(slots=True)
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    token: Token | None = None


class Authorizer:
    """Remembers what registries want and the tokens they took; safe to share between threads."""

    def __init__(self, sender: Sender, keychain: Keychain, pairs: frozenset[tuple[str, str]] = frozenset()) -> None:
        """`pairs` are further trusted (registry, token server) hosts, beside the built-in ones."""
        self._sender = sender
        self._keychain = keychain
        self._pairs = pairs
        self._registries: defaultdict[str, _Registry] = defaultdict(_Registry)
        self._slots: defaultdict[Repository, _Slot] = defaultdict(_Slot)

    @contextmanager
    def first_contact(self, repository: Repository, deadline: Deadline) -> Iterator[None]:
        """Let one request go ahead to a registry that was not asked yet; others wait for what it learns."""
        known = self._registries[repository.registry]
        if not known.lock.acquire(timeout=deadline.left()):
            message = f"{repository.registry} did not answer in time"
            raise DeadlineError(message)
        if known.asked:
            known.lock.release()
            yield
            return
        try:
            yield
        finally:
            known.asked = True
            known.lock.release()

    def credential(self, repository: Repository) -> Credential | None:
        """Give the credential that a user has for a repository."""
        return self._keychain.credential(repository)

    def header(self, repository: Repository, deadline: Deadline) -> str | None:
        """Give the `Authorization` for a request, as far as the registry is known; None for none."""
        known = self._registries[repository.registry]
        if known.challenge is None:
            return None
        return self._answer(repository, known.challenge, known.url, deadline)

    def renew(
        self, repository: Repository, challenge: Challenge, url: str, refused: str | None, deadline: Deadline
    ) -> str | None:
        """Answer the challenge that `url` gave to a request with the header `refused`; None if there is no answer."""
        known = self._registries[repository.registry]
        known.challenge, known.url = challenge, url
        slot = self._slots[repository]
        with slot.lock:
            if slot.token and slot.token.header == refused:
                slot.token = None
        header = self._answer(repository, challenge, url, deadline)
        return header if header != refused else None

    def _answer(self, repository: Repository, challenge: Challenge, url: str, deadline: Deadline) -> str | None:
        credential = self._keychain.credential(repository)
        if challenge.scheme == "basic":
            return credential.basic if credential else None
        slot = self._slots[repository]
        with slot.lock:
            if slot.token is None or not slot.token.is_fresh:
                wanted = self._token_request(repository, challenge, url)
                slot.token = request_token(self._sender, wanted, credential, deadline)
            return slot.token.header

    def _token_request(self, repository: Repository, challenge: Challenge, url: str) -> TokenRequest:
        own = f"repository:{repository.path}:pull"
        return TokenRequest(
            realm=realm(challenge.realm, url, self._pairs),
            service=challenge.parameters.get("service", ""),
            scopes=(own,),
            registry=url.partition("//")[2].partition("/")[0],
        )
