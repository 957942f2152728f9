"""How hosts are reached: names, addresses, certificates, and how many requests at a time."""

import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from imagegate.errors import UsageError
from imagegate.http.address import AddressRule
from imagegate.http.proxy import Proxies
from imagegate.http.telling import Heard, unheard

SocketAddress: TypeAlias = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]
LookUp: TypeAlias = Callable[[str, int], Sequence[SocketAddress]]
"""Resolve a host name and a port as `socket.getaddrinfo` does; a name without an address is an `OSError`."""


class CaBundleError(UsageError):
    """A file of trusted certificates that cannot be used."""

    code = "ca-bundle"


def look_up(host: str, port: int) -> Sequence[SocketAddress]:
    """Resolve a host name by the system's resolver."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


@dataclass(frozen=True, slots=True)
class Network:
    """How hosts are reached. `ca_bundle` is trusted besides the public authorities; `jobs` requests run at a time.

    `heard` hears of each request.
    """

    rule: AddressRule = field(default_factory=AddressRule)
    ca_bundle: Path | None = None
    jobs: int = 16
    user_agent: str = "imagegate"
    look_up: LookUp = look_up
    proxies: Proxies = field(default_factory=Proxies)
    heard: Heard = unheard

    def trust(self, context: ssl.SSLContext) -> None:
        """Load the trusted certificates; an own bundle without any is a `CaBundleError`."""
        import certifi

        context.load_verify_locations(certifi.where())
        if self.ca_bundle is None:
            return
        try:
            context.load_verify_locations(self.ca_bundle)
        except OSError as error:
            readable = isinstance(error, ssl.SSLError)
            reason = "it holds no PEM certificate" if readable else (error.strerror or "the system refused").lower()
            message = f"the CA bundle {self.ca_bundle} cannot be read: {reason}"
            raise CaBundleError(message, hint="name a file of PEM certificates") from None
