"""A proxy on loopback that leads every host to loopback, keeps what it was told, and can refuse."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_CONNECT = re.compile(rb"CONNECT ([^ :]+):([0-9]+) HTTP/1\.1\r\n")
_FORWARD = re.compile(rb"GET http://([^/ :]+):([0-9]+)(/[^ ]*) HTTP/1\.1\r\n")


@dataclass(slots=True)
class FakeProxy:
    """A proxy at `address` (`host:port`); `heads` are the requests that it got, `answer` is what it says instead."""

    address: str
    heads: list[str] = field(default_factory=list)
    answer: bytes = b""
    port: int = 0


@contextmanager
def serve_proxy() -> Iterator[FakeProxy]:
    """Serve a proxy on a free port of loopback until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        proxy = FakeProxy(f"127.0.0.1:{server.getsockname()[1]}")
        threading.Thread(target=_accept, args=(server, proxy), daemon=True).start()
        yield proxy


def _accept(server: socket.socket, proxy: FakeProxy) -> None:
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_serve, args=(connection, proxy), daemon=True).start()


def _serve(client: socket.socket, proxy: FakeProxy) -> None:
    with client, suppress(OSError):
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(4096)
        proxy.heads.append(head.decode())
        if proxy.answer:
            client.sendall(proxy.answer)
            return
        connect, forward = _CONNECT.match(head), _FORWARD.match(head)
        match = connect or forward
        assert match, head
        with socket.create_connection(("127.0.0.1", proxy.port or int(match[2]))) as target:
            if connect:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                target.sendall(b"GET " + match[3] + b" HTTP/1.1\r\n" + head.partition(b"\r\n")[2])
            threading.Thread(target=_pump, args=(client, target), daemon=True).start()
            _pump(target, client)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
