"""Times, as builders write them."""

import pytest

from imagegate.policy.document.timestamp import is_reproducible, time_text


@pytest.mark.parametrize(
    ("text", "expected", "reproducible"),
    [
        pytest.param("2026-11-01T10:00:00Z", "2026-11-01T10:00:00Z", False, id="to the second"),
        pytest.param("2026-11-01T10:00:00.5Z", "2026-11-01T10:00:00Z", False, id="one decimal"),
        pytest.param("2026-11-01T10:00:59.999999999Z", "2026-11-01T10:00:59Z", False, id="nine decimals, cut off"),
        pytest.param("2026-11-01T10:00:00.1234567890Z", None, False, id="ten decimals"),
        pytest.param("2026-11-01T12:30:00+02:30", "2026-11-01T10:00:00Z", False, id="east of Greenwich"),
        pytest.param("2026-10-31T23:00:00.1-11:00", "2026-11-01T10:00:00Z", False, id="west of it"),
        pytest.param("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z", False, id="a leap day"),
        pytest.param("2026-02-29T00:00:00Z", None, False, id="no leap day"),
        pytest.param("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", True, id="the epoch"),
        pytest.param("1980-01-01T00:00:01Z", "1980-01-01T00:00:01Z", True, id="buildpacks"),
        pytest.param("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", True, id="Go's zero time"),
        pytest.param("1980-12-31T23:59:59Z", "1980-12-31T23:59:59Z", True, id="the last second before 1981"),
        pytest.param("1981-01-01T00:00:00Z", "1981-01-01T00:00:00Z", False, id="1981"),
        pytest.param("1981-01-01T00:00:00+01:00", "1980-12-31T23:00:00Z", True, id="1981, but not in UTC"),
        pytest.param("0001-01-01T00:00:00+01:00", None, False, id="before the year 1"),
        pytest.param("9999-12-31T23:59:59-01:00", None, False, id="after the year 9999"),
        pytest.param("0000-01-01T00:00:00Z", None, False, id="there is no year 0"),
        pytest.param("2026-11-01T10:00:60Z", None, False, id="a leap second, which Go refuses"),
        pytest.param("2026-11-01T24:00:00Z", None, False, id="no such hour"),
        pytest.param("2026-11-01T10:00:00+24:00", None, False, id="no such offset"),
        pytest.param("2026-11-01T10:00:00", None, False, id="no offset"),
        pytest.param("2026-11-01t10:00:00z", None, False, id="lower case, which Go refuses"),
        pytest.param("2026-11-01 10:00:00Z", None, False, id="a blank for the T"),
        pytest.param("2026-11-01T10:00:00Z\n", None, False, id="a line end"),
        pytest.param("٢٠٢٦-11-01T10:00:00Z", None, False, id="digits beyond ASCII"),
        pytest.param("2026-11-01", None, False, id="a date"),
        pytest.param("1761991200", None, False, id="seconds since the epoch"),
        pytest.param("", None, False, id="nothing"),
        pytest.param(None, None, False, id="none"),
    ],
)
def test_times_are_given_in_utc(text: str | None, expected: str | None, reproducible: bool) -> None:  # noqa: FBT001 - a row
    assert (time_text(text), is_reproducible(text)) == (expected, reproducible)
