"""What is sent and what comes back (RFC 9110, 3.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from imagegate.http.deadline import Deadline


@dataclass(frozen=True, slots=True)
class Request:
    """What to send, on behalf of which registry, and what may come back.

    `registry` is the registry's name as references have it (`host[:port]`). `limit` is the largest body in bytes;
    `deadline` is when its last byte must be here. A request with a `form` is a POST, any other a GET unless it has
    another `method`; `content` is its body.
    """

    url: str
    registry: str
    limit: int
    deadline: Deadline
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    method: str = "GET"
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of any status. `url` is what was asked; header names are in lower case.

    The body is complete where the status is 200; of any other status it is what an error may take.
    """

    url: str
    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def header(self, name: str) -> str | None:
        """Give the first line of a header."""
        return next(iter(self.headers.get(name, ())), None)


class Sender(Protocol):
    """What sends one request: a transport, or something around one."""

    def send(self, request: Request) -> Response:
        """Send a request and give its answer, or raise a `TransportError`."""
        ...
