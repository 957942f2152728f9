"""What a thread is asking for while it is inside `Transport.send`, so that every socket operation keeps its time.

A library's timeout counts for one read: a server that drips a byte every second is never late. Here each operation
on a socket may take only what is left of the request's time.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imagegate.http.deadline import Deadline
from imagegate.http.errors import DeadlineError
from imagegate.http.network import Network
from imagegate.http.origin import host_of

if TYPE_CHECKING:
    from imagegate.http.opener import Opener


@dataclass(frozen=True, slots=True)
class Errand:
    """What the current thread is about: the URL it asks, on behalf of which registry, until when, and how."""

    url: str
    registry: str
    deadline: Deadline
    opener: "Opener"

    @property
    def network(self) -> Network:
        """How hosts are reached."""
        return self.opener.network

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


def current() -> Errand:
    """Give the errand that this thread is on."""
    if _current.errand is None:
        message = "a socket was used outside Transport.send"
        raise RuntimeError(message)
    return _current.errand


@contextmanager
def bounded(sock: socket.socket) -> Iterator[None]:
    """Let one operation on a socket take what is left of the errand's time."""
    task = current()
    sock.settimeout(task.seconds())
    try:
        yield
    except TimeoutError:
        raise task.late() from None
