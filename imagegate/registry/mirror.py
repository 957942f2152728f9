"""Mirrors: registries that are asked before others for the same content. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from imagegate.errors import UsageError
from imagegate.oci.host import canonical_host
from imagegate.oci.reference import Repository, is_path


@dataclass(frozen=True, slots=True)
class Mirror:
    """Where the repositories of a registry lie too: at a host, below a prefix if there is one."""

    registry: str
    host: str
    prefix: str = ""

    def of(self, repository: Repository) -> Repository:
        """Give the place of a repository in the mirror."""
        return Repository(self.host, f"{self.prefix}/{repository.path}" if self.prefix else repository.path)


@dataclass(frozen=True, slots=True)
class Mirrors:
    """The mirrors of a run, in the order in which they are asked."""

    mirrors: tuple[Mirror, ...] = ()

    def of(self, repository: Repository) -> tuple[Repository, ...]:
        """Give where a repository lies too."""
        return tuple(mirror.of(repository) for mirror in self.mirrors if mirror.registry == repository.registry)

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts of all mirrors."""
        return frozenset(mirror.host for mirror in self.mirrors)


def parse_mirrors(texts: Iterable[str]) -> Mirrors:
    """Read mirrors as a user gives them, `registry=host[:port][/prefix]`; what is none is a `UsageError`."""
    return Mirrors(tuple(_mirror(text.strip()) for text in texts))


def _mirror(text: str) -> Mirror:
    registry, _, place = text.partition("=")
    first, slash, prefix = place.strip().partition("/")
    named, host = canonical_host(registry.strip()), canonical_host(first)
    if named is None or host is None or (slash and not is_path(prefix)) or (named == host and not prefix):
        message = f"{text[:80]!r} in `mirrors` is not REGISTRY=MIRROR"
        raise UsageError(
            message, hint="write two hosts, such as docker.io=mirror.example.com or mirror.example.com/hub"
        )
    return Mirror(named, host, prefix)
