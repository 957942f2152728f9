"""What somebody who looks for a fault wants to know of each request: where it went, what came back, how long it took.

Nothing of a query, a header or a body is told: there the secrets are.
"""

import time
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import urlsplit

from imagegate.http.errors import TransportError
from imagegate.http.message import Request, Response
from imagegate.http.origin import host_of

Heard: TypeAlias = Callable[[str], None]
"""Hears a line of text, from any thread; hosts have a say in it, so it is not safe to print."""


def unheard(_: str) -> None:
    """Let a line go."""


def telling(heard: Heard, request: Request, send: Callable[[Request], Response]) -> Response:
    """Send a request, and tell what came of it."""
    began = time.monotonic()
    try:
        response = send(request)
    except TransportError as error:
        heard(f"{_what(request)}: {error.code}, {_milliseconds(began)}")
        raise
    heard(f"{_what(request)}: {response.status}, {len(response.body)} bytes, {_milliseconds(began)}")
    return response


def _what(request: Request) -> str:
    method = "POST" if request.form else request.method
    return f"{method} {host_of(request.url)}{urlsplit(request.url).path}"


def _milliseconds(began: float) -> str:
    return f"{(time.monotonic() - began) * 1000:.0f} ms"
