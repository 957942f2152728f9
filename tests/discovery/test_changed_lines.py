import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.discovery.changed_lines import changed_lines

LINES = st.lists(st.sampled_from((b"a", b"b", b"c", b"")), max_size=12).map(b"\n".join)


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        pytest.param(b"a\nb\n", b"a\nb\n", set(), id="nothing"),
        pytest.param(b"a\nb\nc\n", b"a\nx\nc\n", {2}, id="one line"),
        pytest.param(b"a\nc\n", b"a\nb\nc\n", {2}, id="a new line"),
        pytest.param(b"a\nb\nc\n", b"a\nc\n", set(), id="a line that is gone"),
        pytest.param(b"a\nb\n", b"a\nb\nb\n", {3}, id="a line twice"),
        pytest.param(b"", b"a\nb", {1, 2}, id="a new file"),
        pytest.param(b"a\nb\nc\nd", b"x\nc\nb\ny", {1, 4}, id="lines that moved are old"),
        pytest.param(b"a", b"a\n", {2}, id="a line end"),
    ],
)
def test_changed_lines(old: bytes, new: bytes, lines: set[int]) -> None:
    assert changed_lines(old, new) == lines


@given(LINES, LINES)
def test_what_is_new_is_among_what_a_difference_shows(old: bytes, new: bytes) -> None:
    matcher = difflib.SequenceMatcher(None, old.split(b"\n"), new.split(b"\n"), autojunk=False)
    shown = {
        number + 1 for tag, _, _, start, end in matcher.get_opcodes() if tag != "equal" for number in range(start, end)
    }
    known = set(old.split(b"\n"))
    assert {number for number, line in enumerate(new.split(b"\n"), 1) if line not in known} <= changed_lines(old, new)
    assert len(changed_lines(old, new)) <= len(shown)
