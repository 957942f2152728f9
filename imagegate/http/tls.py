"""TLS for connections: who is trusted, and sockets that keep a deadline."""

import ssl
from typing import TYPE_CHECKING

from imagegate.http.dial import CONNECT_SECONDS
from imagegate.http.errand import bounded, current
from imagegate.http.network import Network

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_MOMENT = 0.001  # a timeout of zero would mean "do not block"


def tls_context(network: Network) -> ssl.SSLContext:
    """Make the one TLS context: certificates and host names are checked, and the environment is not read."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    network.trust(context)
    context.set_alpn_protocols(["http/1.1"])
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
