"""A sender with a script: one answer, or error, for each request, in order."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from imagegate.http.errors import TransportError
from imagegate.http.message import Request, Response


@dataclass(slots=True)
class Scripted:
    """Gives the next answer of the script and keeps the request; a request beyond its end fails the test."""

    script: list[Response | TransportError]
    sent: list[Request] = field(default_factory=list)

    def send(self, request: Request) -> Response:
        """Give what is next; a response without a URL gets the request's."""
        self.sent.append(request)
        assert self.script, f"an unexpected request for {request.url}"
        outcome = self.script.pop(0)
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome if outcome.url else Response(request.url, outcome.status, outcome.body, outcome.headers)


def answers(*script: Response | TransportError) -> Scripted:
    """Make a sender of these answers."""
    return Scripted(list(script))


def answer(status: int = 200, body: bytes = b"", headers: Iterable[tuple[str, str]] = ()) -> Response:
    """Make an answer of whoever is asked."""
    lines: dict[str, tuple[str, ...]] = {}
    for name, value in headers:
        lines[name.lower()] = (*lines.get(name.lower(), ()), value)
    return Response("", status, body, lines)
