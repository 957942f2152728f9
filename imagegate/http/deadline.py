"""Points in time after which nobody waits any longer, by the monotonic clock."""

import time
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point on the monotonic clock, in seconds."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        """Give the deadline that lies so many seconds ahead."""
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Give the seconds that are left, never less than zero."""
        return max(0.0, self.at - time.monotonic())

    def within(self, seconds: float) -> "Deadline":
        """Give the earlier of this deadline and one that lies so many seconds ahead."""
        return min(self, Deadline.after(seconds), key=lambda deadline: deadline.at)
