"""Sockets that keep a deadline and ask no forbidden address.

A library's timeout counts for one read: a server that drips a byte every second is never late. Here each operation
on a socket may take only what is left of the request's time, and a name is resolved once, checked, and connected to
by that same address.
"""

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from imagegate.http.deadline import Deadline
from imagegate.http.errors import ConnectError, DeadlineError, UnknownHostError
from imagegate.http.network import Network, SocketAddress
from imagegate.http.origin import host_of

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

CONNECT_SECONDS = 5.0

_MOMENT = 0.001  # a timeout of zero would mean "do not block"


@dataclass(frozen=True, slots=True)
class Errand:
    """What the current thread is about: the URL it asks, on behalf of which registry, until when, and how."""

    url: str
    registry: str
    deadline: Deadline
    network: Network

    def seconds(self) -> float:
        """Give the time that is left; none left is a `DeadlineError`."""
        left = self.deadline.left()
        if left <= 0:
            raise self.late()
        return left

    def late(self) -> DeadlineError:
        """Say that the host took too long."""
        return DeadlineError.of(host_of(self.url))


class _Current(threading.local):
    errand: Errand | None = None


_current = _Current()


@contextmanager
def errand(task: Errand) -> Iterator[None]:
    """Let every socket operation of this thread be on one errand."""
    _current.errand = task
    try:
        yield
    finally:
        _current.errand = None


def pool_classes() -> dict[str, type[HTTPConnectionPool]]:
    """Give the connection pools by scheme, for urllib3's pool manager."""
    return {"http": _Pool, "https": _TlsPool}


def tls_context(network: Network) -> ssl.SSLContext:
    """Make the one TLS context: certificates and host names are checked, and the environment is not read."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    network.trust(context)
    context.sslsocket_class = _TlsSocket
    return context


class _Socket(socket.socket):
    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        with _bounded(self):
            return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: "ReadableBuffer", flags: int = 0) -> None:
        with _bounded(self):
            super().sendall(data, flags)


class _TlsSocket(ssl.SSLSocket):
    def recv_into(self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0) -> int:
        with _bounded(self):
            return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: "ReadableBuffer", flags: int = 0) -> None:
        with _bounded(self):
            super().sendall(data, flags)

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 - the library's signature
        # One timeout bounds a whole handshake. The library closes the socket after a TimeoutError, and only then.
        self.settimeout(max(min(CONNECT_SECONDS, _task().deadline.left()), _MOMENT))
        super().do_handshake(block)


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self._dns_host, self.port or self.default_port)


class _TlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self._dns_host, self.port or self.default_port)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


def _task() -> Errand:
    if _current.errand is None:
        message = "a socket was used outside Transport.send"
        raise RuntimeError(message)
    return _current.errand


@contextmanager
def _bounded(sock: socket.socket) -> Iterator[None]:
    task = _task()
    sock.settimeout(task.seconds())
    try:
        yield
    except TimeoutError:
        raise task.late() from None


def _connect(host: str, port: int) -> socket.socket:
    task = _task()
    reason = "it has no address"
    for found in _resolve(host.strip("[]"), port, task):
        task.network.rule.check(str(found[4][0]), task.url, task.registry)
        try:
            return _open(found, task)
        except TimeoutError:
            task.seconds()
            reason = f"no answer within {CONNECT_SECONDS:.0f} seconds"
        except OSError as error:
            reason = (error.strerror or "the network failed").lower()
    message = f"cannot connect to {host_of(task.url)}: {reason}"
    raise ConnectError(message, hint="check the registry's name and port, and that it can be reached from here")


def _open(found: SocketAddress, task: Errand) -> socket.socket:
    family, kind, protocol, _, address = found
    sock = _Socket(family, kind, protocol)
    try:
        sock.settimeout(min(CONNECT_SECONDS, task.seconds()))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect(address)
    except BaseException:
        sock.close()
        raise
    return sock


def _resolve(host: str, port: int, task: Errand) -> Sequence[SocketAddress]:
    # The system's resolver knows no timeout, so it runs in a thread that may be left behind.
    answer: Future[Sequence[SocketAddress]] = Future()
    threading.Thread(target=_look_up, args=(host, port, task.network, answer), daemon=True).start()
    try:
        return answer.result(timeout=task.seconds())
    except TimeoutError:
        raise task.late() from None
    except (OSError, UnicodeError):
        message = f"the host name {host} cannot be resolved"
        raise UnknownHostError(message, hint="check the registry's name for typing errors") from None


def _look_up(host: str, port: int, network: Network, answer: Future[Sequence[SocketAddress]]) -> None:
    try:
        answer.set_result(network.look_up(host, port))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the thread that waits must hear of it
        answer.set_exception(error)
