"""Sending a request again: when it is worth it, and after how long."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime

from imagegate.http.errors import DeadlineError, TransportError, UnresponsiveError
from imagegate.http.message import Request, Response, Sender
from imagegate.http.origin import host_of

REQUEST_SECONDS = 20.0
ATTEMPTS = 3
STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 525)})

_FIRST_SECONDS = 0.25
_DIGITS_MAX = 9


@dataclass(frozen=True, slots=True)
class Retrying:
    """A sender that sends again, at most `ATTEMPTS` times, while its answer can still come in time.

    Each attempt may take so many `seconds`. `pause` waits so many seconds.
    """

    sender: Sender
    pause: Callable[[float], None] = time.sleep
    seconds: float = REQUEST_SECONDS

    def send(self, request: Request) -> Response:
        """Send a request until an answer is worth having; the last one counts, also if it is an error."""
        for attempt in range(1, ATTEMPTS):
            outcome = self._attempt(request)
            delay = _delay(outcome, attempt)
            if delay is None or delay >= request.deadline.left():
                return _given(outcome)
            self.pause(delay)
        return _given(self._attempt(request))

    def _attempt(self, request: Request) -> Response | TransportError:
        try:
            return self.sender.send(replace(request, deadline=request.deadline.within(self.seconds)))
        except DeadlineError as error:
            return _unresponsive(request, self.seconds) if request.deadline.left() > 0 else error
        except TransportError as error:
            return error


def backoff(attempt: int) -> float:
    """Give the seconds to wait after the attempt of that number (from 1): doubled each time, with jitter."""
    return _FIRST_SECONDS * 2.0 ** (attempt - 1) * random.uniform(1, 1.5)  # noqa: S311 - jitter is no secret


def retry_after(response: Response, now: float) -> float | None:
    """Give the seconds that `Retry-After` asks for (RFC 9110, 10.2.3); None if there is none, or junk.

    `now` is the time of day in seconds since the epoch.
    """
    text = (response.header("retry-after") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) <= _DIGITS_MAX else None
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, moment.timestamp() - now) if moment.tzinfo else None
    except (ValueError, TypeError, OverflowError):
        return None


def _delay(outcome: Response | TransportError, attempt: int) -> float | None:
    if isinstance(outcome, TransportError):
        return backoff(attempt) if outcome.retryable else None
    if outcome.status not in STATUSES:
        return None
    asked = retry_after(outcome, time.time())
    return backoff(attempt) if asked is None else asked


def _unresponsive(request: Request, seconds: float) -> UnresponsiveError:
    message = f"{host_of(request.url)} did not answer within {seconds:g} seconds"
    return UnresponsiveError(message, hint="try again later; the host, or the way to it, is in trouble")


def _given(outcome: Response | TransportError) -> Response:
    if isinstance(outcome, TransportError):
        raise outcome
    return outcome
