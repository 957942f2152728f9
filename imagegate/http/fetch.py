"""A request with what belongs around it: retries, redirects, and a header that goes to one origin only."""

import time
from dataclasses import replace
from typing import Protocol

from imagegate.http import redirect, retry
from imagegate.http.errors import RedirectError, TransportError
from imagegate.http.redact import host_of
from imagegate.http.transport import Request, Response

REQUEST_SECONDS = 20.0


class Sender(Protocol):
    """What sends one request: a `Transport`."""

    def send(self, request: Request) -> Response:
        """Send one request and read the whole answer, or raise a `TransportError`."""
        ...


def fetch(sender: Sender, request: Request) -> Response:
    """Send a request, follow redirects by hand, and give the last answer, whatever its status.

    `Authorization` goes to the origin that was asked; once a redirect has left it, the header never comes back
    (CVE-2024-45336). The answer's `url` says who gave it.
    """
    for _ in range(redirect.HOPS_MAX + 1):
        response = send(sender, request)
        if response.status not in redirect.STATUSES:
            return response
        target = redirect.target(request.url, response.header("location"))
        headers = request.headers
        if not redirect.same_origin(request.url, target):
            headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
        request = replace(request, url=target, headers=headers)
    message = f"{host_of(request.url)} redirects more than {redirect.HOPS_MAX} times"
    raise RedirectError(message)


def send(sender: Sender, request: Request) -> Response:
    """Send a request until an answer comes that is worth having, at most `retry.ATTEMPTS` times."""
    for attempt in range(1, retry.ATTEMPTS + 1):
        last = attempt == retry.ATTEMPTS
        wait: float | None = None
        try:
            response = sender.send(replace(request, deadline=request.deadline.within(REQUEST_SECONDS)))
        except TransportError as error:
            if last or not error.retryable or request.deadline.left() <= retry.backoff(attempt):
                raise
        else:
            wait = retry.retry_after(response)
            if last or response.status not in retry.STATUSES or (wait or 0) >= request.deadline.left():
                return response
        time.sleep(min(wait if wait is not None else retry.backoff(attempt), request.deadline.left()))
    raise AssertionError  # the last attempt returns or raises
