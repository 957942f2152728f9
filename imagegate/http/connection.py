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
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.http.errors import ConnectError, DeadlineError, UnknownHostError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

CONNECT_SECONDS = 5.0

_SocketAddress = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]


@dataclass(frozen=True, slots=True)
class Errand:
    """What the current thread is about: the host it asks, on whose behalf, until when, by which address rule."""

    host: str
    registry: str
    deadline: Deadline
    rule: AddressRule

    def seconds(self) -> float:
        """Give the time that is left; none left is a `DeadlineError`."""
        left = self.deadline.left()
        if left <= 0:
            raise self.late()
        return left

    def late(self) -> DeadlineError:
        """Say that the host took too long."""
        return DeadlineError(f"{self.host} did not answer in time", hint="try again, or give it more `timeout`")


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


def tls_context(bundle: str) -> ssl.SSLContext:
    """Make the one TLS context: certificates and host names are checked against the bundle, nothing else is read."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(bundle)
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


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self._dns_host, self.port or 80)


class _TlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self._dns_host, self.port or 443)


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
    host = host.strip("[]")
    reason = "it has no address"
    for family, kind, protocol, _, address in _resolve(host, port, task):
        task.rule.check(str(address[0]), host, task.registry)
        sock = _Socket(family, kind, protocol)
        try:
            sock.settimeout(min(CONNECT_SECONDS, task.seconds()))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(address)
        except TimeoutError:
            reason = f"no answer within {CONNECT_SECONDS:.0f} seconds"
        except OSError as error:
            reason = (error.strerror or "the network failed").lower()
        else:
            return sock
        sock.close()
    message = f"cannot connect to {task.host}: {reason}"
    raise ConnectError(message, hint="check the registry's name and port, and that it can be reached from here")


def _resolve(host: str, port: int, task: Errand) -> Sequence[_SocketAddress]:
    # The system's resolver knows no time-out, so it runs in a thread that may be left behind.
    answer: Future[Sequence[_SocketAddress]] = Future()
    threading.Thread(target=_look_up, args=(host, port, answer), daemon=True).start()
    try:
        return answer.result(timeout=task.seconds())
    except TimeoutError:
        raise task.late() from None
    except (OSError, UnicodeError):
        message = f"the host name {host} cannot be resolved"
        raise UnknownHostError(message, hint="check the registry's name for typing errors") from None


def _look_up(host: str, port: int, answer: Future[Sequence[_SocketAddress]]) -> None:
    try:
        answer.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        answer.set_exception(error)
