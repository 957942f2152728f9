"""How much a registry still gives before it answers with 429, as it says itself. Pure.

Docker Hub says it with each manifest: `ratelimit-limit: 100;w=21600` and `ratelimit-remaining: 76;w=21600`, requests
and the window's seconds. Other headers of that family are the RateLimit draft's (draft-ietf-httpapi-ratelimit-headers).
"""

import re
from dataclasses import dataclass

from imagegate.http.message import Response

_VALUE = re.compile(r"\s*([0-9]{1,10})\s*(?:;.*?\bw=([0-9]{1,9}))?(?![0-9])")
_EPOCH = 1e9  # a smaller number is no moment of this century
_FEW = 5
_SHARE = 10
_HOUR, _MINUTE = 3600, 60


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How many requests are left, of how many in a window of so many seconds; None where it is not said."""

    remaining: int
    limit: int | None = None
    window: int | None = None

    @property
    def is_near(self) -> bool:
        """Whether little is left: a tenth of the limit, or five where the limit is not known."""
        return self.remaining <= (_FEW if self.limit is None else self.limit // _SHARE)

    def sentence(self, registry: str) -> str:
        """Say it to a reader."""
        of = f" of {self.limit}" if self.limit is not None else ""
        within = f" within {span(self.window)}" if self.window else ""
        return (
            f"{registry} gives only {self.remaining}{of} more manifests{within}: log in to it for a higher limit, or "
            "name a mirror"
        )


def rate_limit(response: Response) -> RateLimit | None:
    """Read what an answer says of its sender's limit; None if nothing, or junk."""
    remaining, limit = (_VALUE.match(response.header(f"ratelimit-{name}") or "") for name in ("remaining", "limit"))
    if remaining is None:
        return None
    window = remaining[2] or (limit[2] if limit else None)
    return RateLimit(int(remaining[1]), int(limit[1]) if limit else None, int(window) if window else None)


def reset_after(response: Response, now: float) -> float | None:
    """Give the seconds until a limit is lifted, where a server says it in another way than `Retry-After`.

    Some say the seconds, others the moment; `now` is the time of day in seconds since the epoch.
    """
    for name in ("ratelimit-reset", "x-ratelimit-reset", "x-retry-after"):
        if match := _VALUE.match(response.header(name) or ""):
            value = float(match[1])
            return max(0.0, value - now) if value > _EPOCH else value
    return None


def span(seconds: float) -> str:
    """Give a time in words, the way a reader plans with it: `45 seconds`, `6 hours`."""
    for size, unit in ((_HOUR, "hour"), (_MINUTE, "minute")):
        count = round(seconds / size)
        if seconds >= 2 * size or (seconds % size == 0 and seconds >= size):
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{seconds:.0f} seconds"
