"""A registry's host, in one spelling (distribution/reference, grammar: domain).

Two spellings of one host would be two names for one image: a policy that allows the one would not see the other.
"""

import ipaddress
import re

DOCKER_HUB = "docker.io"

_HUB_ALIASES = frozenset({DOCKER_HUB, "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"})
_HTTPS_PORT = 443
_PORT_MAX = 65535

_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_HOST = re.compile(rf"(?P<name>{_LABEL}(?:\.{_LABEL})*|\[[0-9a-fA-F:.]+\])(?::(?P<port>[0-9]{{1,5}}))?")
_LOOPBACK = re.compile(r"(?:.*\.)?localhost|127\.[0-9.]+|\[::1\]")


def is_host(first: str) -> bool:
    """Tell whether what stands before the first slash of a reference is a host: distribution goes by its looks."""
    return first == "localhost" or any(c in ".:" or c.isupper() for c in first)


def canonical_host(text: str) -> str | None:
    """Give the one spelling of a registry's host: lower case, no default port, one name for Docker Hub.

    None if the text is no host. IPv6 addresses stand in brackets. Loopback hosts are asked by plain http, so there
    443 is not the default port and stays.
    """
    match = _HOST.fullmatch(text)
    if match is None:
        return None
    host = _address(match["name"].lower())
    port = int(match["port"] or _HTTPS_PORT)
    if host is None or not 0 < port <= _PORT_MAX:
        return None
    if port != _HTTPS_PORT or (match["port"] and _LOOPBACK.fullmatch(host)):
        return f"{host}:{port}"
    return DOCKER_HUB if host in _HUB_ALIASES else host


def _address(host: str) -> str | None:
    if not host.startswith("["):
        return host
    try:
        return f"[{ipaddress.IPv6Address(host[1:-1]).compressed}]"
    except ValueError:
        return None
