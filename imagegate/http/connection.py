"""urllib3's connections, on sockets that are opened elsewhere: it resolves no name, and shakes no hands itself."""

import socket

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from imagegate.http.errand import current


def pool_classes() -> dict[str, type[HTTPConnectionPool]]:
    """Give the connection pools by scheme, for urllib3's pool manager."""
    return {"http": _Pool, "https": _TlsPool}


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        task = current()
        return task.opener.connect(task)

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
    def connect(self) -> None:
        task = current()
        self.sock = task.opener.connect(task)
        self.is_verified = True  # without, the library would warn of a host that nobody checked


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection
