"""Credentials, each with the registry it belongs to. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from imagegate.oci.host import DOCKER_HUB, canonical_host
from imagegate.oci.reference import Repository
from imagegate.registry.secret import Credential, Secret

# What Docker writes for Docker Hub, without scheme.
_HUB_KEYS = frozenset({"index.docker.io/v1", "index.docker.io/v2", "registry-1.docker.io/v2", "docker.io/v1"})
_HUB_SERVER = "https://index.docker.io/v1/"


@dataclass(frozen=True, slots=True)
class Scope:
    """A registry's host and, if `prefix` is not empty, only the repositories at or below it; no host is every one."""

    host: str
    prefix: str = ""

    def covers(self, repository: Repository) -> bool:
        """Tell whether a repository is one of these."""
        if self.host not in ("", repository.registry):
            return False
        return not self.prefix or f"{repository.path}/".startswith(f"{self.prefix}/")

    def __str__(self) -> str:
        """Give `host[/prefix]`."""
        return f"{self.host}/{self.prefix}" if self.prefix else self.host


@dataclass(frozen=True, slots=True)
class Stored:
    """Credentials that a helper program keeps: `docker-credential-HELPER` knows them by the server's name."""

    helper: str
    server: str = ""


@dataclass(frozen=True, slots=True)
class Unusable:
    """Credentials that are meant and cannot be used. `reason` goes on after "the credentials for ghcr.io"."""

    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What is held for a registry, or for some of its repositories."""

    scope: Scope
    held: Secret | Stored | Unusable


Ask: TypeAlias = Callable[[Stored], Secret | Unusable | None]
"""Ask a helper for what it keeps; None if it keeps nothing for that server."""


def no_helper(stored: Stored) -> Unusable:
    """Ask no helper, where none can be run."""
    reason = f"are kept by the helper docker-credential-{stored.helper}, and no helper can be run here"
    return Unusable(f"{reason}: give them in `credentials`, `password` or `docker-config`")


@dataclass(frozen=True, slots=True)
class Keychain:
    """Every credential of a run, the strongest source first.

    `ask` is how helpers are asked. `realms` are the pairs of a registry and a token server, both `host[:port]`, that
    the user trusts beyond those that are known.
    """

    entries: tuple[Entry, ...] = ()
    ask: Ask = no_helper
    realms: frozenset[tuple[str, str]] = frozenset()

    def credential(self, repository: Repository) -> Secret | None:
        """Give the credential with the longest matching host and prefix; on a tie the stronger source's.

        One that is merely offered serves where no other matches.
        """
        answers = (self._answer(entry, repository) for entry in self._ranked(repository))
        return next((answer for answer in answers if answer and not isinstance(answer, Unusable)), None)

    def lack(self, repository: Repository) -> str:
        """Say which credentials for a repository are meant and cannot be used; empty if there are none."""
        for entry in self._ranked(repository):
            answer = self._answer(entry, repository)
            if isinstance(answer, Unusable):
                return f"the credentials for {entry.scope if entry.scope.host else repository.registry} {answer.reason}"
        return ""

    @property
    def hosts(self) -> frozenset[str]:
        """The registries that somebody gave credentials for, also where this run cannot use them."""
        given = (entry for entry in self.entries if not _is_offered(entry))
        return frozenset(entry.scope.host for entry in given if entry.scope.host)

    def _ranked(self, repository: Repository) -> Iterator[Entry]:
        covering = (entry for entry in self.entries if entry.scope.covers(repository))
        return iter(sorted(covering, key=_rank))

    def _answer(self, entry: Entry, repository: Repository) -> Secret | Unusable | None:
        if not isinstance(entry.held, Stored):
            return entry.held
        return self.ask(Stored(entry.held.helper, entry.held.server or server_of(repository.registry)))


def server_of(registry: str) -> str:
    """Give the name that helpers know a registry by."""
    return _HUB_SERVER if registry == DOCKER_HUB else registry


def parse_scope(key: str) -> Scope | None:
    """Read a key as Docker writes it (`host`, `host/prefix`, `https://host/v1/`); None if it names no registry."""
    name = key.strip().removeprefix("https://").removeprefix("http://").rstrip("/")
    if name.lower() in _HUB_KEYS:
        return Scope(DOCKER_HUB)
    first, _, prefix = name.partition("/")
    host = canonical_host(first)
    if host is None:
        return None
    return Scope(host, "" if prefix in ("v1", "v2") else prefix)


def _rank(entry: Entry) -> tuple[bool, bool, int]:
    return _is_offered(entry), not entry.scope.host, -len(entry.scope.prefix)


def _is_offered(entry: Entry) -> bool:
    return isinstance(entry.held, Credential) and entry.held.offered
