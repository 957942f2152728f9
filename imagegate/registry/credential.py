"""Credentials, each with the registry it belongs to. Pure."""

import base64
from dataclasses import dataclass, field

from imagegate.oci.host import DOCKER_HUB, canonical_host
from imagegate.oci.reference import Repository

# What Docker writes for Docker Hub, without scheme.
_HUB_KEYS = frozenset({"index.docker.io/v1", "index.docker.io/v2", "registry-1.docker.io/v2", "docker.io/v1"})


@dataclass(frozen=True, slots=True)
class Credential:
    """A user name and a password. `offered` marks one that nobody gave for this registry: refused, it is left out."""

    username: str
    password: str = field(repr=False)
    offered: bool = False

    @property
    def basic(self) -> str:
        """The value of an `Authorization` header, in UTF-8 (RFC 7617)."""
        pair = f"{self.username}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode('ascii')}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The texts that nobody may see: the password, and what the header says."""
        return self.password, self.basic.removeprefix("Basic ")


@dataclass(frozen=True, slots=True)
class Scope:
    """A registry's host and, if `prefix` is not empty, only the repositories at or below it."""

    host: str
    prefix: str = ""

    def covers(self, repository: Repository) -> bool:
        """Tell whether a repository is one of these."""
        if self.host != repository.registry:
            return False
        return not self.prefix or f"{repository.path}/".startswith(f"{self.prefix}/")

    def __str__(self) -> str:
        """Give `host[/prefix]`."""
        return f"{self.host}/{self.prefix}" if self.prefix else self.host


@dataclass(frozen=True, slots=True)
class Entry:
    """A credential and what it is for. None stands for one that a run did not get, such as an empty secret."""

    scope: Scope
    credential: Credential | None


@dataclass(frozen=True, slots=True)
class Keychain:
    """Every credential of a run, the strongest source first."""

    entries: tuple[Entry, ...] = ()

    def credential(self, repository: Repository) -> Credential | None:
        """Give the credential with the longest matching host and prefix; on a tie the stronger source's.

        One that is merely offered serves where no other matches.
        """
        found = [(entry.scope, entry.credential) for entry in self.entries if entry.scope.covers(repository)]
        usable = [(scope, credential) for scope, credential in found if credential]
        given = [(scope, credential) for scope, credential in usable if not credential.offered]
        best = max(given or usable, key=lambda pair: len(pair[0].prefix), default=None)
        return best[1] if best else None

    def missing(self, repository: Repository) -> Scope | None:
        """Give what a credential was meant for that this run did not get, if it covers a repository."""
        return next((one.scope for one in self.entries if not one.credential and one.scope.covers(repository)), None)

    @property
    def hosts(self) -> frozenset[str]:
        """The registries that somebody gave credentials for, also where this run did not get them."""
        given = (entry for entry in self.entries if not (entry.credential and entry.credential.offered))
        return frozenset(entry.scope.host for entry in given)


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
