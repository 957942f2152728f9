import pytest

from imagegate.git.objects import parse_commit, parse_folder, tagged
from imagegate.tree import Commit, Entry, RepositoryError

A, B, C = "a" * 40, "b" * 40, "c" * 40
RAW = bytes.fromhex(A)
WHO = "Alice <a@example.com> 1700000000 +0100"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            f"tree {A}\nparent {B}\nparent {C}\nauthor {WHO}\ncommitter {WHO}\n\nx",
            Commit(A, (B, C), 1_700_000_000),
            id="a merge",
        ),
        pytest.param(
            f"tree {A}\nauthor Bob <> 1 +0000\ncommitter {WHO}\n\nx", Commit(A, (), 1_700_000_000), id="the first"
        ),
        pytest.param(
            f"tree {A}\nauthor {WHO}\ncommitter Bob <> 5 -0700\ngpgsig -----\n parent {B}\n\nparent {C}\n",
            Commit(A, (), 5),
            id="no parents in a signature or the message",
        ),
        pytest.param(
            f"tree {A}\nauthor {WHO}\ncommitter nobody\n\ncommitter {WHO}", Commit(A, (), 0), id="a time that is none"
        ),
        pytest.param(f"tree {A}\n", Commit(A), id="nothing but a tree"),
        pytest.param(f"parent {A}\ntree {B}\n", None, id="no tree"),
        pytest.param(f"tree {A}", None, id="cut short"),
        pytest.param("", None, id="empty"),
    ],
)
def test_commit(text: str, expected: Commit | None) -> None:
    assert parse_commit(text.encode()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"object {A}\ntype commit\ntag v1\n", A, id="of a commit"),
        pytest.param(f"object {A}\ntype tag\ntag v1\n", A, id="of a tag"),
        pytest.param(f"object {A}\ntype tree\ntag v1\n", "", id="of a tree"),
        pytest.param("", "", id="empty"),
    ],
)
def test_tag(text: str, expected: str) -> None:
    assert tagged(text.encode()) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", {}, id="empty"),
        pytest.param(
            b"100644 a\0%b40000 b c\0%b" % (RAW, RAW), {"a": Entry(0o100644, A), "b c": Entry(0o040000, A)}, id="two"
        ),
        pytest.param(b"100644 \xff\n\0" + RAW, {"\udcff\n": Entry(0o100644, A)}, id="a name that is no text"),
        pytest.param(b"040000 a\0" + RAW, {"a": Entry(0o040000, A)}, id="a mode as others write it"),
    ],
)
def test_folder(content: bytes, expected: dict[str, Entry]) -> None:
    assert parse_folder(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"100644 a\0" + RAW[:19], id="cut short"),
        pytest.param(b"100644 a\0" + RAW + b"x", id="something after it"),
        pytest.param(b"1006449999 a\0" + RAW, id="a mode too long"),
        pytest.param(b"8 a\0" + RAW, id="a mode that is no number"),
        pytest.param(b"100644 ..\0" + RAW, id="a name that leads out"),
        pytest.param(b"100644 a/b\0" + RAW, id="a path for a name"),
        pytest.param(b"100644 a\0%b100644 a\0%b" % (RAW, RAW), id="a name twice"),
        pytest.param(b"100644 \0" + RAW, id="no name"),
    ],
)
def test_folder_that_git_does_not_allow(content: bytes) -> None:
    with pytest.raises(RepositoryError):
        parse_folder(content)
