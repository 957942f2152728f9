"""Ranges of versions in tags."""

import pytest

from imagegate.policy.tag_version import InvalidRangeError, in_range, parse_range


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        pytest.param(">=1.27", [(1, 27), (1, 27, 3), (2,)], [(1, 26, 9), (1,), ()], id="at least"),
        pytest.param(">=1.27 <2", [(1, 27), (1, 99)], [(2,), (2, 0), (1, 26)], id="between"),
        pytest.param("1.27", [(1, 27), (1, 27, 3)], [(1, 28), (1,), (1, 2)], id="begins with"),
        pytest.param("1.27.x", [(1, 27), (1, 27, 3)], [(1, 28)], id="an x"),
        pytest.param("=3", [(3,), (3, 1)], [(4,)], id="equal"),
        pytest.param("<2 || 3.x", [(1, 9), (3, 5)], [(2,), (4,), ()], id="one or another, and never no version"),
        pytest.param(">22.04", [(22, 10), (24, 4)], [(22, 4)], id="leading zeros"),
        pytest.param("<=v1.2.3.4", [(1, 2, 3, 4)], [(1, 2, 3, 5)], id="four numbers and a v"),
    ],
)
def test_ranges(text: str, inside: list[tuple[int, ...]], outside: list[tuple[int, ...]]) -> None:
    assert [version for version in inside if not in_range(text, version)] == []
    assert [version for version in outside if in_range(text, version)] == []


@pytest.mark.parametrize(
    "text", ["", "  ", "||", "1 ||", "~1.2", "^1", ">=1.x", "1.2.3.4.5", "a", "> 1", "1-2", ">=\u0661"]
)
def test_refused(text: str) -> None:
    with pytest.raises(InvalidRangeError):
        parse_range(text)
