"""An accepted finding: by whom, why, and until when. Nothing else decides whether a waiver still counts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from imagegate.oci.digest import Digest
from imagegate.source import Location

UNVERIFIED = "unverified"
UNRESOLVED = "unresolved"
BY_NAME = (UNRESOLVED, UNVERIFIED)
"""Findings of the gate's own that a waiver names in full: no glob on rules lets pass what nobody has seen."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """Findings of some rules on some images that are accepted through the day `expires`, in UTC.

    `rules`, `images` and `platforms` are globs; no platforms means all. `digest`, if given, is the only one meant.
    """

    id: str
    rules: tuple[str, ...]
    images: tuple[str, ...]
    reason: str
    owner: str
    expires: date
    location: Location
    platforms: tuple[str, ...] = ()
    digest: Digest | None = None
    ticket: str = ""
    created: date | None = None


class Standing(StrEnum):
    """What a waiver is worth now."""

    COUNTS = "counts"
    ENDS_SOON = "ends soon"
    EXPIRED = "expired"
    TOO_LONG = "too long"


@dataclass(frozen=True, slots=True)
class WaiverLimits:
    """How many days ahead a waiver may end, and how many days before its end that is said."""

    max_days: int = 180
    warn_days: int = 14

    def standing(self, waiver: Waiver, now: datetime) -> Standing:
        """Judge a waiver at a time: the day it names is its last, up to midnight UTC."""
        left = days_left(waiver, now)
        if left < 0:
            return Standing.EXPIRED
        if left > self.max_days:
            return Standing.TOO_LONG
        return Standing.ENDS_SOON if left <= self.warn_days else Standing.COUNTS

    def latest(self, now: datetime) -> date:
        """Give the last day that a waiver may name."""
        return now.astimezone(UTC).date() + timedelta(days=self.max_days)


def days_left(waiver: Waiver, now: datetime) -> int:
    """Count the days until a waiver's last one, in UTC; negative once it is over."""
    return (waiver.expires - now.astimezone(UTC).date()).days
