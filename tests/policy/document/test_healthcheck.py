"""Tests of health."""

import pytest

from imagegate.oci.config import Healthcheck
from imagegate.policy.document.healthcheck import healthcheck_fields
from imagegate.strict.json import Json

SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        pytest.param((), "inherit", id="the base image's"),
        pytest.param(("NONE",), "none", id="switched off"),
        pytest.param(("CMD", "/bin/true"), "exec", id="a program"),
        pytest.param(("CMD-SHELL", "true || exit 1"), "shell", id="a command line"),
        pytest.param(("none",), "unknown", id="words have case"),
        pytest.param(("/bin/true",), "unknown", id="no word that says what"),
        pytest.param(("",), "unknown", id="an empty word"),
    ],
)
def test_the_kind_of_test(test: tuple[str, ...], expected: str) -> None:
    fields = healthcheck_fields(Healthcheck(test, 0, 0, 0, 0, 0))
    assert fields == {
        "type": expected,
        "test": [*test],
        "intervalSeconds": None,
        "timeoutSeconds": None,
        "startPeriodSeconds": None,
        "startIntervalSeconds": None,
        "retries": None,
    }


@pytest.mark.parametrize(
    ("healthcheck", "expected"),
    [
        pytest.param(None, None, id="the image does not say"),
        pytest.param(
            Healthcheck(("CMD", "x"), 30 * SECOND, 1_500_000_000, 1_000_000, 2 * SECOND, 3),
            {
                "type": "exec",
                "test": ["CMD", "x"],
                "intervalSeconds": 30.0,
                "timeoutSeconds": 1.5,
                "startPeriodSeconds": 0.001,
                "startIntervalSeconds": 2.0,
                "retries": 3,
            },
            id="nanoseconds become seconds",
        ),
    ],
)
def test_a_healthcheck(healthcheck: Healthcheck | None, expected: Json) -> None:
    assert healthcheck_fields(healthcheck) == expected
