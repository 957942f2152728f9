"""URLs that servers name: what they lead to, and whether that is still the same origin (RFC 6454). Pure."""

from urllib.parse import SplitResult, urljoin, urlsplit

_PORTS = {"https": 443, "http": 80}
# What parsers of URLs disagree about; a backslash makes some of them see another host.
_AMBIGUOUS = frozenset('\\ "<>^`{|}')


def absolute(base: str, text: str) -> str | None:
    """Resolve what the server of `base` names; None if it is no plain web address: another scheme, a user, junk."""
    if not text.isascii() or not text.isprintable() or _AMBIGUOUS & set(text):
        return None
    try:
        url = urljoin(base, text).partition("#")[0]
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return url if usable and "@" not in parts.netloc else None


def same_origin(one: str, other: str) -> bool:
    """Tell whether two URLs have the same scheme, host and port: only then does `Authorization` go along."""
    return _origin(urlsplit(one)) == _origin(urlsplit(other))


def is_tls(url: str) -> bool:
    """Tell whether a URL is asked by https."""
    return url.startswith("https://")


def host_of(url: str) -> str:
    """Give the host of a URL, with its port where it is not the scheme's own: never a user, a path or a query."""
    scheme, host, port = _origin(urlsplit(url))
    return host if port == _PORTS.get(scheme) else f"{host}:{port}"


def address_of(url: str) -> tuple[str, int]:
    """Give the host and the port that a URL leads to; an address of IPv6 without its brackets."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]


def host_port(url: str) -> str:
    """Give the host of a URL with its port, whichever it is."""
    _, host, port = _origin(urlsplit(url))
    return f"{host}:{port}"


def host_names(url: str) -> frozenset[str]:
    """Give the ways in which somebody may write the host of a URL: with its port, and without the scheme's own."""
    return frozenset({host_of(url), host_port(url)})


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    host = parts.hostname or ""
    return parts.scheme, f"[{host}]" if ":" in host else host, parts.port or _PORTS.get(parts.scheme)
