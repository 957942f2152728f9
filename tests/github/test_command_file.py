from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.errors import ImagegateError
from imagegate.github.command_file import append_outputs, append_summary
from tests.runner.model import outputs


@pytest.mark.parametrize(
    ("before", "start"),
    [
        pytest.param(b"", b"a<<", id="an empty file"),
        pytest.param(b"x=1\n", b"x=1\na<<", id="after a whole line"),
        pytest.param(b"x=1", b"x=1\na<<", id="after a line that another step did not end"),
    ],
)
def test_outputs_begin_a_line(before: bytes, start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "output"
    path.write_bytes(before)
    append_outputs(path, {"a": "1"})
    assert path.read_bytes().startswith(start)
    assert outputs(path.read_bytes())[-1] == ("a", "1")


@given(
    st.dictionaries(st.sampled_from(("result", "digest", "images")), st.text(st.characters(exclude_categories=["Cs"])))
)
def test_outputs_come_back(tmp_path_factory: pytest.TempPathFactory, values: dict[str, str]) -> None:
    path = tmp_path_factory.mktemp("file") / "output"
    path.touch()
    append_outputs(path, values)
    assert dict(outputs(path.read_bytes())) == values


def test_value_that_looks_like_a_record_stays_a_value(tmp_path: Path) -> None:
    path = tmp_path / "output"
    path.touch()
    values = {"a": "x\nresult=pass\nEOF\nb<<EOF\n1\nEOF\n", "b": "y\r\n\n"}
    append_outputs(path, values)
    assert dict(outputs(path.read_bytes())) == values


def test_lone_surrogate_does_not_lose_the_outputs(tmp_path: Path) -> None:
    path = tmp_path / "output"
    path.touch()
    append_outputs(path, {"a": "\ud800"})
    assert outputs(path.read_bytes()) == [("a", "\\ud800")]


def test_summary_is_added_to_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "summary"
    path.write_text("# Before", encoding="utf-8")
    append_summary(path, "# Ours ✅\n")
    assert path.read_text(encoding="utf-8") == "# Before\n# Ours ✅\n"


def test_missing_file_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "output"
    with pytest.raises(ImagegateError) as caught:
        append_outputs(path, {"a": "1"})
    assert str(caught.value) == "the file that GITHUB_OUTPUT names cannot be written: no such file or directory"
    assert caught.value.code == "undelivered"
    assert not path.exists()
