"""Following redirects by hand: where they may lead, and what may go along."""

from dataclasses import replace

from imagegate.http.errors import RedirectError
from imagegate.http.message import Request, Response, Sender
from imagegate.http.origin import absolute, host_of, is_tls, same_origin

STATUSES = frozenset({301, 302, 303, 307, 308})
HOPS_MAX = 5


def follow(sender: Sender, request: Request) -> Response:
    """Send a request, follow its redirects, and give the last answer, whatever its status.

    `Authorization` goes to the origin that was asked; once a redirect has left it, the header never comes back
    (CVE-2024-45336). The answer's `url` says who gave it.
    """
    for _ in range(HOPS_MAX + 1):
        response = sender.send(request)
        if response.status not in STATUSES:
            return response
        request = _redirected(request, target(request.url, response.header("location")))
    message = f"{host_of(request.url)} redirects more than {HOPS_MAX} times"
    raise RedirectError(message)


def target(url: str, location: str | None) -> str:
    """Give the URL that a redirect of `url` leads to, or raise a `RedirectError`."""
    host = host_of(url)
    if not location:
        message = f"{host} redirects without saying where to"
        raise RedirectError(message)
    goal = absolute(url, location)
    if goal is None:
        message = f"{host} redirects to something that is no plain web address"
        raise RedirectError(message)
    if is_tls(url) and not is_tls(goal):
        message = f"{host} redirects from https to plain http at {host_of(goal)}"
        raise RedirectError(message)
    return goal


def _redirected(request: Request, url: str) -> Request:
    if same_origin(request.url, url):
        return replace(request, url=url)
    headers = {name: value for name, value in request.headers.items() if name.lower() != "authorization"}
    return replace(request, url=url, headers=headers)
