"""Media types: what is asked for, and what a header says."""

import pytest

from imagegate.oci import media_type


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param("application/json", "application/json", id="plain"),
        pytest.param("Application/JSON; charset=utf-8", "application/json", id="parameters and case"),
        pytest.param("  application/json ;x", "application/json", id="white space"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_essence(header: str, expected: str) -> None:
    assert media_type.essence(header) == expected


def test_everything_known_is_asked_for() -> None:
    assert set(media_type.ACCEPT.split(", ")) == media_type.KNOWN
