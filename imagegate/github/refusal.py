"""What a refusal of GitHub's REST API means, in a sentence that never holds the token."""

import time

from imagegate.http.message import Response
from imagegate.http.origin import host_of
from imagegate.http.retry import retry_after
from imagegate.strict.json import MalformedJsonError, load_object
from imagegate.tree import RepositoryError

ABSENT = frozenset({404, 409, 422})
"""Not there; in an empty repository; or an id that names nothing."""

_SHOWN_MAX = 200
_PERMISSION = "give the job `permissions: contents: read`, and see that `token` is of this repository"
_TOKEN = "leave the input `token` out, or give one that can read this repository"  # noqa: S105 - a hint
_RATE = "wait; a checkout before this step (actions/checkout) leaves little to ask for"


def refusal(response: Response, what: str, token: str) -> RepositoryError:
    """Say why GitHub did not give `what` (`the commit …`)."""
    host, said = host_of(response.url), _said(response.body, token)
    seconds = _limited(response)
    if seconds is not None:
        lifts = f" for another {seconds:.0f} seconds" if seconds else ""
        return RepositoryError(f"{host} limits requests{lifts}{said}", hint=_RATE, code="rate-limited")
    match response.status:
        case 401:
            return RepositoryError(f"{host} does not accept the token{said}", hint=_TOKEN, code="denied")
        case 403:
            return RepositoryError(f"{host} denies access to {what}{said}", hint=_PERMISSION, code="denied")
        case status if status in ABSENT:
            return RepositoryError(
                f"{host} has no {what.removeprefix('the ')}{said}", hint=_PERMISSION, code="not-found"
            )
        case status if status >= 500:  # noqa: PLR2004 - HTTP's class of server errors
            message = f"{host} failed with status {status} where {what} was asked for{said}"
            return RepositoryError(message, hint="GitHub has a fault; try again later", code="server-error")
        case status:
            message = f"{host} answered with status {status} where {what} was asked for{said}"
            return RepositoryError(message, hint="see that GITHUB_API_URL names GitHub's API", code="unexpected-status")


def _limited(response: Response) -> float | None:
    """Give the seconds for which GitHub will not answer, zero if it does not say; None if that is not the reason."""
    if response.status not in (403, 429):
        return None
    seconds = retry_after(response, time.time())
    if response.header("x-ratelimit-remaining") == "0":
        reset = response.header("x-ratelimit-reset") or ""
        known = reset.isascii() and reset.isdigit() and len(reset) <= 12  # noqa: PLR2004 - a time, not a flood of digits
        return max(0.0, int(reset) - time.time()) if known else seconds or 0.0
    if seconds is None and response.status == 403 and b"rate limit" not in response.body.lower():  # noqa: PLR2004 - see above
        return None
    return seconds or 0.0


def _said(body: bytes, token: str) -> str:
    try:
        said = load_object(body).get("message")
    except MalformedJsonError:
        return ""  # a page for a browser, or nothing
    if not isinstance(said, str) or (token and token in said):
        return ""
    line = " ".join("".join(one if one.isprintable() else " " for one in said).split())
    return f" (it says: {line[:_SHOWN_MAX].rstrip('.')})" if line else ""
