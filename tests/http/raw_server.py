"""A server that says exactly what a test wants, whatever it is asked."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeAlias

Reply: TypeAlias = Callable[[socket.socket], None]


@contextmanager
def serve_raw(reply: Reply) -> Iterator[str]:
    """Listen on a free port of loopback, let `reply` have each connection after its request, and give the URL."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_accept, args=(server, reply), daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v2/"


def says(text: str, *, tail: bytes = b"") -> Reply:
    """Send this text, its lines ended as HTTP has it, and these bytes; then close."""
    content = text.replace("\n", "\r\n").encode("latin-1") + tail
    return lambda connection: connection.sendall(content)


def silent(seconds: float) -> Reply:
    """Say nothing for so long, then close."""

    def reply(_: socket.socket) -> None:
        threading.Event().wait(seconds)

    return reply


def drips(head: str, pause: float) -> Reply:
    """Send a text, then a byte again and again, with a pause in seconds before each."""

    def reply(connection: socket.socket) -> None:
        connection.sendall(head.replace("\n", "\r\n").encode())
        waiting = threading.Event()
        for _ in range(10_000):
            waiting.wait(pause)
            connection.sendall(b"x")

    return reply


def _accept(server: socket.socket, reply: Reply) -> None:
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_serve, args=(connection, reply), daemon=True).start()


def _serve(connection: socket.socket, reply: Reply) -> None:
    with connection, suppress(OSError):
        connection.recv(65536)
        reply(connection)
