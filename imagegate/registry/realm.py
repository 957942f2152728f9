"""Which token server may learn a credential. Pure.

A registry names its own token server. If that were enough, any registry that a pull request names could collect the
credentials of every user who has some for it (GHSA-28r5-37g7-p6mp). So a realm gets credentials only as one of a pair
with its registry.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from imagegate.errors import ImagegateError, UsageError
from imagegate.http.origin import absolute, host_of, is_tls, same_origin
from imagegate.oci.host import canonical_host
from imagegate.registry.endpoint import api_host

BUILTIN_PAIRS = frozenset({("registry-1.docker.io", "auth.docker.io"), ("registry.gitlab.com", "gitlab.com")})


class RealmError(ImagegateError):
    """A token server that must not be asked."""

    code = "realm"


@dataclass(frozen=True, slots=True)
class Realm:
    """A token server's URL, and whether the registry's credentials may go there."""

    url: str
    trusted: bool


def parse_pairs(texts: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Read pairs as a user gives them, `registry=realm`, both `host[:port]`; what is none is a `UsageError`."""
    pairs = [_pair(text.strip()) for text in texts]
    return frozenset(pairs)


def _pair(text: str) -> tuple[str, str]:
    registry, _, server = text.partition("=")
    host, goal = canonical_host(registry.strip()), canonical_host(server.strip())
    if host is None or goal is None:
        message = f"{text[:80]!r} in `auth-realms` is not REGISTRY=TOKEN-SERVER"
        raise UsageError(message, hint="write two hosts, such as registry.example.com=auth.example.com")
    return api_host(host), goal


def realm(text: str, url: str, pairs: Iterable[tuple[str, str]] = ()) -> Realm:
    """Judge the realm of a challenge that `url` answered with; `pairs` are trusted (registry, token server) hosts."""
    host = host_of(url)
    # A path is fine, as a URL of the registry's own; a host without a scheme is nothing that registries write.
    goal = None if text.startswith("//") else absolute(url, text)
    if goal is None:
        message = f"{host} names a token server that is not a plain web address"
        raise RealmError(message)
    if is_tls(url) and not is_tls(goal):
        message = f"{host} is asked by https and names a token server by plain http"
        raise RealmError(message)
    paired = is_tls(goal) and (host, host_of(goal)) in BUILTIN_PAIRS.union(pairs)
    return Realm(goal, same_origin(url, goal) or paired)
