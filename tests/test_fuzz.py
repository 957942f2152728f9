"""The targets of `fuzz/`, a few hundred inputs each: what runs for hours elsewhere has to run at all."""

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.targets import TARGETS

WORDS = Path(__file__).parents[1] / "fuzz/words"


def words(name: str) -> list[bytes]:
    return [ast.literal_eval(f"b{line}") for line in (WORDS / name).read_text().splitlines()]


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=300)
@given(data=st.data())
def test_whatever_comes(name: str, data: st.DataObject) -> None:
    soup = st.lists(st.sampled_from(words(name)) | st.binary(max_size=3), max_size=40).map(b"".join)
    TARGETS[name](data.draw(soup | st.binary()))
