"""URLs that can be shown: a query may hold a signature, a user part a password."""

from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """Give the host and port of a URL as they stand there, without a user part."""
    return urlsplit(url).netloc.rpartition("@")[2]


def redact(url: str) -> str:
    """Give scheme, host and path of a URL, and an ellipsis for a query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{host_of(url)}{parts.path}{'?…' if parts.query else ''}"
