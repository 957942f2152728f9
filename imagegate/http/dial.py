"""A connection to a host: its name is resolved once, its address checked, and connected to by that same address.

Through a proxy, the proxy resolves the name; then only an address that the URL itself spells out can be checked.
"""

import socket
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from ipaddress import ip_address
from typing import TYPE_CHECKING

from imagegate.http.errand import Errand, bounded
from imagegate.http.errors import ConnectError, UnknownHostError
from imagegate.http.network import Network, SocketAddress
from imagegate.http.origin import host_of, is_tls
from imagegate.http.proxy import Proxy
from imagegate.http.tunnel import tunnel

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

CONNECT_SECONDS = 5.0


class Socket(socket.socket):
    """A socket whose operations keep the deadline of the thread's errand."""

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        """Receive within the time that is left."""
        with bounded(self):
            return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: "ReadableBuffer", flags: int = 0) -> None:
        """Send within the time that is left."""
        with bounded(self):
            super().sendall(data, flags)


def dial(host: str, port: int, task: Errand) -> socket.socket:
    """Connect to a host for an errand, or to the proxy that leads to it; or raise a `TransportError`."""
    host = host.strip("[]")
    proxy = task.network.proxies.of(task.url)
    if proxy is None:
        return _connect(host, port, task, host_of(task.url))
    if address := _spelt_out(host):
        task.network.rule.check(address, task.url, task.registry)
    sock = _connect(proxy.host, proxy.port, task, f"the proxy {proxy}", check=False)
    return _through(sock, proxy, task) if is_tls(task.url) else sock


def _through(sock: socket.socket, proxy: Proxy, task: Errand) -> socket.socket:
    try:
        tunnel(sock, proxy, task)
    except BaseException:
        sock.close()
        raise
    return sock


def _connect(host: str, port: int, task: Errand, whom: str, *, check: bool = True) -> socket.socket:
    reason = "it has no address"
    for found in _resolve(host, port, task, whom):
        if check:
            task.network.rule.check(str(found[4][0]), task.url, task.registry)
        try:
            return _open(found, task)
        except TimeoutError:
            task.seconds()
            reason = f"no answer within {CONNECT_SECONDS:.0f} seconds"
        except OSError as error:
            reason = (error.strerror or "the network failed").lower()
    message = f"cannot connect to {whom}: {reason}"
    raise ConnectError(message, hint=_hint(whom))


def _open(found: SocketAddress, task: Errand) -> socket.socket:
    family, kind, protocol, _, address = found
    sock = Socket(family, kind, protocol)
    try:
        sock.settimeout(min(CONNECT_SECONDS, task.seconds()))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect(address)
    except BaseException:
        sock.close()
        raise
    return sock


def _resolve(host: str, port: int, task: Errand, whom: str) -> Sequence[SocketAddress]:
    # The system's resolver knows no timeout, so it runs in a thread that may be left behind.
    answer: Future[Sequence[SocketAddress]] = Future()
    threading.Thread(target=_look_up, args=(host, port, task.network, answer), daemon=True).start()
    try:
        return answer.result(timeout=task.seconds())
    except TimeoutError:
        raise task.late() from None
    except (OSError, UnicodeError):
        message = f"the host name {host} cannot be resolved"
        raise UnknownHostError(message, hint=_hint(whom)) from None


def _look_up(host: str, port: int, network: Network, answer: Future[Sequence[SocketAddress]]) -> None:
    try:
        answer.set_result(network.look_up(host, port))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the thread that waits must hear of it
        answer.set_exception(error)


def _hint(whom: str) -> str:
    if whom.startswith("the proxy "):
        return "check `proxy`, or HTTPS_PROXY and HTTP_PROXY"
    return "check the registry's name and port for typing errors, and that it can be reached from here"


def _spelt_out(host: str) -> str:
    """Give the address that a host is written as, also in the forms of old (`127.1`, `0x7f000001`); empty if none."""
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return ""
