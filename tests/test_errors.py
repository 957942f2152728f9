"""The root of every deliberate error."""

import pytest

from imagegate.errors import ImagegateError, UsageError
from imagegate.source import Location


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(ImagegateError("it failed"), ("it failed", "", "error"), id="a message"),
        pytest.param(UsageError("it is wrong", hint="mend it"), ("it is wrong", "mend it", "usage"), id="a hint"),
        pytest.param(ImagegateError("no", code="denied"), ("no", "", "denied"), id="a code of its own"),
    ],
)
def test_an_error_says_what_and_what_to_do(error: ImagegateError, expected: tuple[str, str, str]) -> None:
    assert (error.message, error.hint, error.code) == expected
    assert str(error) == error.message


def test_a_code_of_its_own_leaves_the_class_s_alone() -> None:
    assert (ImagegateError("x", code="denied").code, ImagegateError.code) == ("denied", "error")


def test_a_location_reads_as_compilers_write_it() -> None:
    assert str(Location(".github/imagegate.yaml", 3, 7)) == ".github/imagegate.yaml:3:7"
