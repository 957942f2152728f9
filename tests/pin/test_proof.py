"""What a new search has to find, so that an edit is made: the same as before, but for what was wanted."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from imagegate.discovery.detector import NotJudged, Problem
from imagegate.discovery.discover import Discovery
from imagegate.errors import ImagegateError
from imagegate.pin.edit import Edit, Lines, Moves, applied
from imagegate.pin.proof import is_proved
from imagegate.source import Location, Occurrence, Unresolved, UsedAs

TEXT = "one\ntwo three\nfour\n"
EDIT = Edit("f", 7, 7, "++")  # behind `two`
AFTER = applied(TEXT, [EDIT])
MOVES = Moves({"f": Lines(TEXT)}, {"f": Lines(AFTER)}, [EDIT])


def occurrence(text: str, column: int) -> Occurrence:
    return Occurrence(text, Location("f", 2, column), column + 3, "kind", UsedAs.BASE, key=text[:1])


TWO, THREE, TEXT_WITHOUT_VALUE = occurrence("two", 1), occurrence("three", 5), occurrence("$V", 5)
BEFORE = Discovery(
    (TWO, THREE),
    (Unresolved(TEXT_WITHOUT_VALUE, "V has no value"),),
    (Problem(Location("f", 3, 1), ImagegateError("no")),),
    (NotJudged(Location("f", 2, 4), "left alone"),),
    {"f": ("format",)},
)
FOUND = replace(
    BEFORE,
    occurrences=(replace(TWO, text="two++"), occurrence("three", 7)),
    unresolved=(Unresolved(occurrence("$V", 7), "V has no value"),),
)


def test_only_what_was_wanted_is_different() -> None:
    assert AFTER == "one\ntwo++ three\nfour\n"
    assert is_proved(BEFORE, FOUND, MOVES, {TWO: "two++"})


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda one: replace(one, occurrences=one.occurrences[:1]), id="one is gone"),
        pytest.param(lambda one: replace(one, occurrences=(*one.occurrences, TWO)), id="one is new"),
        pytest.param(
            lambda one: replace(one, occurrences=(*one.occurrences, one.occurrences[0])), id="one stands twice"
        ),
        pytest.param(lambda one: replace(one, occurrences=(TWO, one.occurrences[1])), id="nothing changed"),
        pytest.param(
            lambda one: replace(one, occurrences=(one.occurrences[0], replace(one.occurrences[1], text="threes"))),
            id="another one changed",
        ),
        pytest.param(
            lambda one: replace(one, occurrences=(one.occurrences[0], replace(one.occurrences[1], kind="other"))),
            id="another kind",
        ),
        pytest.param(
            lambda one: replace(
                one, occurrences=(one.occurrences[0], replace(one.occurrences[1], used_as=UsedAs.BUILD))
            ),
            id="another use",
        ),
        pytest.param(lambda one: replace(one, occurrences=(one.occurrences[0], THREE)), id="it stands elsewhere"),
        pytest.param(lambda one: replace(one, unresolved=()), id="a text is resolved"),
        pytest.param(lambda one: replace(one, problems=()), id="a problem is gone"),
        pytest.param(
            lambda one: replace(one, problems=(Problem(Location("f", 3, 1), ImagegateError("other")),)),
            id="another problem",
        ),
        pytest.param(lambda one: replace(one, not_judged=()), id="what was left alone is not"),
        pytest.param(lambda one: replace(one, claimed={}), id="the file is nobody's"),
        pytest.param(lambda one: replace(one, excluded=("g",)), id="a file is left out"),
    ],
)
def test_anything_else_is_no_proof(spoil: Callable[[Discovery], Discovery]) -> None:
    assert not is_proved(BEFORE, spoil(FOUND), MOVES, {TWO: "two++"})


def test_what_was_not_wanted_is_no_proof() -> None:
    assert not is_proved(BEFORE, FOUND, MOVES, {})


@pytest.mark.parametrize(
    ("place", "moved"),
    [
        pytest.param(Location("f", 1, 2), Location("f", 1, 2), id="before it"),
        pytest.param(Location("f", 2, 4), Location("f", 2, 4), id="where it is put in"),
        pytest.param(Location("f", 2, 5), Location("f", 2, 7), id="behind it"),
        pytest.param(Location("f", 3, 2), Location("f", 3, 2), id="on the next line"),
        pytest.param(Location("g", 2, 5), Location("g", 2, 5), id="in another file"),
    ],
)
def test_places_move(place: Location, moved: Location) -> None:
    assert MOVES.of(place) == moved


def test_lines_that_are_put_in_move_those_below() -> None:
    edit = Edit("f", 4, 5, "\n\n")
    moves = Moves({"f": Lines(TEXT)}, {"f": Lines(applied(TEXT, [edit]))}, [edit])
    assert moves.of(Location("f", 3, 1)) == Location("f", 5, 1)
