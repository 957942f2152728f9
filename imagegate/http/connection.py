"""urllib3's connections, on sockets that keep a deadline and go where they may.

A library's timeout counts for one read: a server that drips a byte every second is never late. Here each operation
on a socket may take only what is left of the request's time.
"""

import socket
import ssl
from typing import TYPE_CHECKING

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from imagegate.http.dial import CONNECT_SECONDS, dial
from imagegate.http.errand import bounded, current
from imagegate.http.network import Network

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_MOMENT = 0.001  # a timeout of zero would mean "do not block"


def pool_classes() -> dict[str, type[HTTPConnectionPool]]:
    """Give the connection pools by scheme, for urllib3's pool manager."""
    return {"http": _Pool, "https": _TlsPool}


def tls_context(network: Network) -> ssl.SSLContext:
    """Make the one TLS context: certificates and host names are checked, and the environment is not read."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    network.trust(context)
    context.sslsocket_class = _TlsSocket
    return context


class _TlsSocket(ssl.SSLSocket):
    def recv_into(self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0) -> int:
        with bounded(self):
            return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: "ReadableBuffer", flags: int = 0) -> None:
        with bounded(self):
            super().sendall(data, flags)

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 - the library's signature
        # One timeout bounds a whole handshake. The library closes the socket after a TimeoutError, and only then.
        self.settimeout(max(min(CONNECT_SECONDS, current().deadline.left()), _MOMENT))
        super().do_handshake(block)


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return dial(self._dns_host, self.port or self.default_port, current())

    def putrequest(
        self,
        method: str,
        url: str,
        skip_host: bool = False,  # noqa: FBT001, FBT002 - the library's signature
        skip_accept_encoding: bool = False,  # noqa: FBT001, FBT002 - the library's signature
    ) -> None:
        """Begin a request; a proxy is told all of the URL (RFC 9112, 3.2.2) and who asks."""
        task = current()
        proxy = task.network.proxies.of(task.url)
        super().putrequest(method, task.url if proxy else url, skip_host, skip_accept_encoding)
        if proxy and proxy.authorization:
            self.putheader("Proxy-Authorization", proxy.authorization)


class _TlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return dial(self._dns_host, self.port or self.default_port, current())


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection
