"""Variables in a Compose file's texts."""

import pytest

from imagegate.discovery.compose.interpolation import (
    LENGTH_MAX,
    InvalidInterpolationError,
    Value,
    interpolate,
)
from imagegate.source import Location

PLACE = Location(".env", 1, 3)
VALUES = {
    "V": Value("1", (PLACE,)),
    "EMPTY": Value("", (PLACE,)),
    "v_9": Value("low"),
    "DOLLAR": Value("$V"),
    "UNKNOWN": Value("", (PLACE,), "nothing gives X a value"),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("", ""),
        ("$V", "1"),
        ("${V}", "1"),
        ("a$V-b", "a1-b"),
        ("$v_9.x", "low.x"),
        ("$$V", "$V"),
        ("$$$V", "$1"),
        ("$$", "$"),
        ("$${V}", "${V}"),
        ("${V:-d}", "1"),
        ("${V-d}", "1"),
        ("${EMPTY:-d}", "d"),
        ("${EMPTY-d}", ""),
        ("${NO:-d}", "d"),
        ("${NO-d}", "d"),
        ("${NO:-}", ""),
        ("${NO:-a}b}", "ab}"),
        ("${NO:-a-b:-c?d+e}", "a-b:-c?d+e"),
        ("${NO:-${V}}", "1"),
        ("${NO:-${OTHER:-${V}}x}y", "1xy"),
        ("${NO:-{a}", "{a"),
        ("${NO:-$$V}", "$V"),
        ("${V:+r}", "r"),
        ("${V+r$V}", "r1"),
        ("${EMPTY:+r}", ""),
        ("${EMPTY+r}", "r"),
        ("${NO:+r}", ""),
        ("${NO+r}", ""),
        ("${V:?m}", "1"),
        ("${EMPTY?m}", ""),
        ("$DOLLAR", "$V"),
        ("${V:-$1}", "1"),
        ("${A:-" * 64 + "}" * 64, ""),
    ],
)
def test_result(text: str, expected: str) -> None:
    result = interpolate(text, VALUES.get)
    assert (result.text, result.why_unknown) == (expected, "")
    assert result.length == len(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("$NO", "nothing gives NO a value"),
        ("a${NO}b", "nothing gives NO a value"),
        ("${NO:?m}", "nothing gives NO a value"),
        ("${NO?m}", "nothing gives NO a value"),
        ("${EMPTY:?m}", "nothing gives EMPTY a value"),
        ("${NO:-$OTHER}", "nothing gives OTHER a value"),
        ("${V:+$OTHER}", "nothing gives OTHER a value"),
        ("$UNKNOWN", "nothing gives X a value"),
        ("${UNKNOWN:-d}", "nothing gives X a value"),
        ("$NO$OTHER", "nothing gives NO a value"),
    ],
)
def test_unknown(text: str, reason: str) -> None:
    assert interpolate(text, VALUES.get).why_unknown == reason


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("$", "'$' is followed by no variable's name"),
        ("$1", "'$' is followed by no variable's name"),
        ("a$-b", "'$' is followed by no variable's name"),
        ("${", "'${' is not closed"),
        ("${V", "'${' is not closed"),
        ("${V:-${V}", "'${' is not closed"),
        ("${}", "'${' is followed by no variable's name"),
        ("${1}", "'${' is followed by no variable's name"),
        ("${V.x}", "'.x' is not known after a variable's name"),
        ("${V:x}", "':x' is not known after a variable's name"),
        ("${V%x}", "'%x' is not known after a variable's name"),
        ("${V }", "' ' is not known after a variable's name"),
        ("${A:-" * 65 + "}" * 65, "variables are nested more than 64 deep"),
        ("$LONG" * 3, f"with its variables replaced, the text has more than {LENGTH_MAX} characters"),
    ],
)
def test_refused(text: str, message: str) -> None:
    values = {**VALUES, "LONG": Value("x" * (LENGTH_MAX // 2))}
    with pytest.raises(InvalidInterpolationError) as caught:
        interpolate(text, values.get)
    assert caught.value.message == message


def test_pieces_tell_where_they_are_written() -> None:
    pieces = interpolate("a${V}b$$${NO:-c}", VALUES.get).pieces
    assert [(piece.value.text, piece.start, piece.stop, piece.is_verbatim) for piece in pieces] == [
        ("a", 0, 1, True),
        ("1", 1, 5, False),
        ("b", 5, 6, True),
        ("$", 6, 8, False),
        ("c", 8, 16, False),
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param("$V$V", (PLACE,), id="once each"),
        pytest.param("${V:-$V}", (PLACE,), id="the value"),
        pytest.param("${EMPTY:-d}", (), id="not that of a value that does not count"),
        pytest.param("${NO:-$V}", (PLACE,), id="those of the word"),
        pytest.param("${V:+r}", (PLACE,), id="the value that lets the word count"),
        pytest.param("$v_9", (), id="none"),
    ],
)
def test_places(text: str, places: tuple[Location, ...]) -> None:
    assert interpolate(text, VALUES.get).places == places
