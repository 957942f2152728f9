"""Every scenario ends as it has to, with no more requests than it needs."""

import pytest

from tests import canary
from tests.registry.scenarios import SCENARIOS, Scenario, measure


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_scenario(scenario: Scenario) -> None:
    found = measure(scenario)
    assert (found.outcome, found.requests) == (scenario.outcome, scenario.requests)
    assert found.waited >= scenario.waits
    assert not canary.found(found.said)
    assert found.said.isprintable()


def test_nobody_waits_longer_than_there_is_time() -> None:
    hour = next(scenario for scenario in SCENARIOS if scenario.name == "429, Retry-After 3600")
    found = measure(hour)
    assert (found.waited, "HOST limits requests for another 1 hour" in found.said) == (0.0, True)
