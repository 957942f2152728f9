"""Where a redirect may lead, and what may go along (registry.md 1.5)."""

from urllib.parse import SplitResult, urljoin, urlsplit

from imagegate.http.errors import RedirectError
from imagegate.http.redact import host_of

STATUSES = frozenset({301, 302, 303, 307, 308})
HOPS_MAX = 5

_PORTS = {"https": 443, "http": 80}
_HARMFUL = frozenset('\\ "<>^`{|}')


def target(url: str, location: str | None) -> str:
    """Give the absolute URL that a redirect leads to, or raise a `RedirectError`."""
    host = host_of(url)
    if not location:
        message = f"{host} redirects without saying where to"
        raise RedirectError(message)
    if not location.isascii() or not location.isprintable() or _HARMFUL & set(location):
        message = f"{host} redirects to an address that is not a plain URL"
        raise RedirectError(message)
    joined = urljoin(url, location).partition("#")[0]
    _check(urlsplit(url), joined, host)
    return joined


def same_origin(one: str, other: str) -> bool:
    """Tell whether two URLs have the same scheme, host and port: only then does `Authorization` go along."""
    return _origin(urlsplit(one)) == _origin(urlsplit(other))


def _check(source: SplitResult, joined: str, host: str) -> None:
    try:
        goal = urlsplit(joined)
        _origin(goal)
    except ValueError:
        goal = SplitResult("", "", "", "", "")
    if goal.scheme not in _PORTS or not goal.hostname:
        message = f"{host} redirects to something that is no web address"
        raise RedirectError(message)
    if "@" in goal.netloc:
        message = f"{host} redirects to an address with a user name in it"
        raise RedirectError(message)
    if source.scheme == "https" and goal.scheme != "https":
        message = f"{host} redirects from https to plain http at {host_of(joined)}"
        raise RedirectError(message)


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
