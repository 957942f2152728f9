"""Connections, opened when they are needed or ahead of that.

Whoever asks a host first gets the connection that was begun, or hears why there is none, as if it were opened then:
the same deadlines, addresses and certificates count. The HTTP library plays no part here, so that hosts answer while
it is still being loaded.
"""

import socket
import ssl
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeAlias

from imagegate.http.deadline import Deadline
from imagegate.http.dial import dial
from imagegate.http.errand import Errand, errand
from imagegate.http.network import CaBundleError, Network
from imagegate.http.origin import address_of, host_of, is_tls
from imagegate.http.tls import tls_context

_Opened: TypeAlias = Future[socket.socket]
_Way: TypeAlias = tuple[str, str, bool]  # on behalf of which registry, to which host, and whether by TLS


class Opener:
    """Opens connections in a network; safe to share between threads."""

    def __init__(self, network: Network) -> None:
        """Begin without any connection."""
        self.network = network
        self._lock, self._trusting = threading.Lock(), threading.Lock()
        self._begun: dict[_Way, _Opened] = {}
        self._known: set[_Way] = set()
        self._context: ssl.SSLContext | None = None

    def begin(self, url: str, registry: str, deadline: Deadline) -> None:
        """Open the first connection to a URL's host in a thread, unless it was opened before."""
        task, opened = Errand(url, registry, deadline, self), _Opened()
        with self._lock:
            if _way(task) in self._known:
                return
            self._known.add(_way(task))
            self._begun[_way(task)] = opened
        threading.Thread(target=self._begin, args=(task, opened), daemon=True).start()

    def connect(self, task: Errand) -> socket.socket:
        """Give a connection to an errand's host: the one that was begun, or a new one."""
        with self._lock:
            self._known.add(_way(task))
            begun = self._begun.pop(_way(task), None)
        if begun is None:
            return self._open(task)
        try:
            return begun.result(timeout=task.seconds())
        except TimeoutError:
            if begun.done():  # it is its own
                return begun.result()
            begun.add_done_callback(_close)
            raise task.late() from None

    def trust(self) -> ssl.SSLContext:
        """Give the TLS context, made when it is first needed; a bundle that cannot be read is a `CaBundleError`."""
        with self._trusting:
            if self._context is None:
                self._context = tls_context(self.network)
            return self._context

    def close(self) -> None:
        """Close what was begun and never asked for."""
        with self._lock:
            for begun in self._begun.values():
                begun.add_done_callback(_close)
            self._begun.clear()

    def _begin(self, task: Errand, opened: _Opened) -> None:
        try:
            self.network.rule.check_scheme(task.url)
            if is_tls(task.url):  # certificates take their time too, and so does the host
                threading.Thread(target=self._preload, daemon=True).start()
            with errand(task):
                opened.set_result(self._open(task))
        except BaseException as error:  # noqa: BLE001 - whatever it is, the thread that waits must hear of it
            opened.set_exception(error)

    def _preload(self) -> None:
        with suppress(CaBundleError):  # whoever needs them hears of it
            self.trust()

    def _open(self, task: Errand) -> socket.socket:
        host, port = address_of(task.url)
        sock = dial(host, port, task)
        if not is_tls(task.url):
            return sock
        try:
            return self.trust().wrap_socket(sock, server_hostname=host.rstrip("."))
        except BaseException:
            sock.close()
            raise


def _way(task: Errand) -> _Way:
    return task.registry, host_of(task.url), is_tls(task.url)


def _close(begun: _Opened) -> None:
    with suppress(BaseException):
        begun.result().close()
