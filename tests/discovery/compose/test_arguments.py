"""What Compose makes of build arguments that are not quoted."""

import pytest

from imagegate.discovery.compose.arguments import number
from imagegate.discovery.yaml.nodes import Scalar


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18", "18"),
        ("+5", "5"),
        ("-5", "-5"),
        ("0", "0"),
        ("1.10", "1.1"),
        ("1.0", "1"),
        ("22.0", "22"),
        ("0.0", "0"),
        ("0.50", "0.5"),
        ("-1.50", "-1.5"),
        ("0.0001", "0.0001"),
        ("123456789012345.5", "123456789012345.5"),
        ("true", "true"),
        ("FALSE", "false"),
        ("yes", "yes"),
        ("Off", "Off"),
        ("007", None),
        ("0x1f", None),
        ("1_000", None),
        ("1e3", None),
        (".5", None),
        ("0.00001", None),
        (".inf", None),
        ("9999999999999999999", None),
    ],
)
def test_number(text: str, expected: str | None) -> None:
    assert number(Scalar(text, 0, len(text))) == expected
