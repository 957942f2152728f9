"""When a request is worth sending again, and after how long."""

import random
import time
from datetime import datetime
from email.utils import parsedate_to_datetime

from imagegate.http.transport import Response

ATTEMPTS = 3
STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 525)})

_FIRST_SECONDS = 0.25
_LONGEST_SECONDS = 10.0
_DIGITS_MAX = 9


def backoff(attempt: int) -> float:
    """Give the seconds to wait after the attempt of that number (from 1): doubled each time, with jitter."""
    return min(_FIRST_SECONDS * 2.0 ** (attempt - 1), _LONGEST_SECONDS) * random.uniform(1, 1.5)  # noqa: S311 - jitter is no secret


def retry_after(response: Response) -> float | None:
    """Give the seconds that a `Retry-After` asks for; None if there is none or it is junk (RFC 9110 10.2.3)."""
    text = (response.header("retry-after") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) <= _DIGITS_MAX else None
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, moment.timestamp() - time.time()) if _is_moment(moment) else None
    except (ValueError, TypeError, OverflowError):
        return None


def _is_moment(moment: datetime) -> bool:
    return moment.tzinfo is not None
