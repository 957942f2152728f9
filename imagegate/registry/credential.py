"""Credentials, each with the registry it belongs to."""

import base64
from dataclasses import dataclass, field, replace

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


@dataclass(frozen=True, slots=True)
class Entry:
    """A credential for a registry's host and, if `prefix` is not empty, for repositories at or below it only."""

    host: str
    prefix: str
    credential: Credential

    def covers(self, repository: Repository) -> bool:
        """Tell whether the credential is for this repository."""
        if self.host != repository.registry:
            return False
        return not self.prefix or f"{repository.path}/".startswith(f"{self.prefix}/")


@dataclass(frozen=True, slots=True)
class Keychain:
    """Every credential of a run, the strongest source first."""

    entries: tuple[Entry, ...] = ()

    def credential(self, repository: Repository) -> Credential | None:
        """Give the credential with the longest matching host and prefix; on a tie the stronger source's."""
        found = [entry for entry in self.entries if entry.covers(repository)]
        best = max(found, key=lambda entry: len(entry.prefix), default=None)
        return best.credential if best else None


def entry(key: str, credential: Credential) -> Entry | None:
    """Read a key as Docker writes it (`host`, `host/prefix`, `https://host/v1/`); None if it names no registry."""
    name = key.removeprefix("https://").removeprefix("http://").rstrip("/")
    if name.lower() in _HUB_KEYS:
        return Entry(DOCKER_HUB, "", credential)
    first, _, prefix = name.partition("/")
    host = canonical_host(first)
    if host is None:
        return None
    return Entry(host, "" if prefix in ("v1", "v2") else prefix, credential)


def offered(credential: Credential) -> Credential:
    """Mark a credential as one that nobody gave for the registry."""
    return replace(credential, offered=True)
