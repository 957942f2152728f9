"""Which token server may learn a credential (registry.md 1.2, security.md T02). Pure.

A registry names its own token server. If that were enough, any registry that a pull request names could collect the
credentials of every user who has some for it. So a realm gets credentials only as one of a pair with its registry.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from imagegate.errors import ImagegateError
from imagegate.http.redact import host_of
from imagegate.http.redirect import same_origin

BUILTIN_PAIRS = frozenset({("registry-1.docker.io", "auth.docker.io"), ("registry.gitlab.com", "gitlab.com")})

_HARMFUL = frozenset('\\ "<>^`{|}')


class RealmError(ImagegateError):
    """A token server that must not be asked."""

    code = "realm"


@dataclass(frozen=True, slots=True)
class Realm:
    """A token server's URL, and whether the registry's credentials may go there."""

    url: str
    trusted: bool


def realm(text: str, url: str, pairs: Iterable[tuple[str, str]] = ()) -> Realm:
    """Judge the realm of a challenge that `url` answered with; `pairs` are trusted (registry, token server) hosts."""
    host = host_of(url)
    if not text.isascii() or not text.isprintable() or _HARMFUL & set(text):
        message = f"{host} names a token server that is not a plain URL"
        raise RealmError(message)
    goal = urljoin(url, text)
    _check(goal, url)
    trusted = same_origin(url, goal) or (_is_tls(goal) and (host, host_of(goal)) in BUILTIN_PAIRS.union(pairs))
    return Realm(goal, trusted)


def _check(goal: str, url: str) -> None:
    host = host_of(url)
    try:
        parts = urlsplit(goal)
        usable = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or "@" in goal.partition("//")[2].partition("/")[0] or "#" in goal:
        message = f"{host} names a token server that is not a plain URL"
        raise RealmError(message)
    if _is_tls(url) and not _is_tls(goal):
        message = f"{host} is asked by https and names a token server by plain http"
        raise RealmError(message)


def _is_tls(url: str) -> bool:
    return url.startswith("https://")
