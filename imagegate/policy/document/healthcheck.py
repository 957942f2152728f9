"""The document's `healthcheck`: Docker's HEALTHCHECK, whose durations stand in the config as nanoseconds."""

from collections.abc import Sequence

from imagegate.oci.config import Healthcheck
from imagegate.strict.json import JsonObject

_NANOSECONDS = 1_000_000_000
_TYPES = {"NONE": "none", "CMD": "exec", "CMD-SHELL": "shell"}


def healthcheck_fields(healthcheck: Healthcheck | None) -> JsonObject | None:
    """Spell a test of health out; zero, which leaves a number to the runtime, is null."""
    if healthcheck is None:
        return None
    return {
        "type": _type(healthcheck.test),
        "test": [*healthcheck.test],
        "intervalSeconds": _seconds(healthcheck.interval),
        "timeoutSeconds": _seconds(healthcheck.timeout),
        "startPeriodSeconds": _seconds(healthcheck.start_period),
        "startIntervalSeconds": _seconds(healthcheck.start_interval),
        "retries": healthcheck.retries or None,
    }


def _type(test: Sequence[str]) -> str:
    return _TYPES.get(test[0], "unknown") if test else "inherit"


def _seconds(nanoseconds: int) -> float | None:
    return nanoseconds / _NANOSECONDS if nanoseconds else None
