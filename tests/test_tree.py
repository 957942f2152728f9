import hashlib

import pytest

from imagegate.discovery.text import SIZE_BYTES_MAX
from imagegate.source import Special
from imagegate.tree import (
    FILE_BYTES_MAX,
    CommitTree,
    Entry,
    RepositoryError,
    changed_paths,
    commit_id,
    folder,
    oid_of,
)

A, B = "a" * 40, "b" * 40
FILE, PROGRAM, LINK, FOLDER, SUBMODULE = 0o100644, 0o100755, 0o120000, 0o040000, 0o160000


def tree(**entries: Entry) -> CommitTree:
    return CommitTree("c" * 40, entries, lambda oid: oid.encode())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(tree(x=Entry(FILE, A)), tree(x=Entry(FILE, A)), set(), id="the same"),
        pytest.param(tree(x=Entry(FILE, A)), tree(x=Entry(FILE, B)), {"x"}, id="other content"),
        pytest.param(tree(x=Entry(FILE, A)), tree(x=Entry(PROGRAM, A)), {"x"}, id="another mode"),
        pytest.param(tree(x=Entry(FILE, A)), tree(x=Entry(LINK, A)), {"x"}, id="a file becomes a link"),
        pytest.param(tree(), tree(x=Entry(FILE, A)), {"x"}, id="added"),
        pytest.param(tree(x=Entry(FILE, A)), tree(), {"x"}, id="removed"),
        pytest.param(tree(x=Entry(FILE, A)), tree(y=Entry(FILE, A)), {"x", "y"}, id="renamed: both names"),
        pytest.param(tree(x=Entry(SUBMODULE, A)), tree(x=Entry(SUBMODULE, B)), {"x"}, id="a submodule moved on"),
    ],
)
def test_changed_paths(old: CommitTree, new: CommitTree, expected: set[str]) -> None:
    assert changed_paths(old, new) == expected


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        pytest.param(FILE, b"a" * 40, id="a file"),
        pytest.param(PROGRAM, b"a" * 40, id="a program"),
        pytest.param(0o100664, b"a" * 40, id="a mode of old"),
        pytest.param(LINK, Special.LINK, id="a link is not followed"),
        pytest.param(SUBMODULE, Special.SUBMODULE, id="a submodule"),
        pytest.param(0o10644, Special.SUBMODULE, id="what git does not know is a submodule to it"),
    ],
)
def test_read(mode: int, expected: object) -> None:
    assert tree(x=Entry(mode, A)).read("x") == expected
    assert tree(x=Entry(mode, A)).read("y") is None


def test_links_are_not_even_fetched() -> None:
    def refuse(oid: str) -> bytes:
        raise AssertionError(oid)

    assert CommitTree("c" * 40, {"x": Entry(LINK, A)}, refuse).read("x") is Special.LINK


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/"])
def test_names_that_git_does_not_allow(name: str) -> None:
    with pytest.raises(RepositoryError, match="does not allow"):
        folder([(name, Entry(FILE, A))])


def test_two_of_one_name() -> None:
    with pytest.raises(RepositoryError, match="holds the name 'x'"):
        folder([("x", Entry(FILE, A)), ("x", Entry(FOLDER, B))])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(A, A, id="an id"),
        pytest.param("A" * 40, None, id="upper case"),
        pytest.param("a" * 39, None, id="a digit too few"),
        pytest.param("a" * 40 + "\n", None, id="a line break"),
        pytest.param("main", None, id="a branch"),
        pytest.param("--upload-pack=x", None, id="an option"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_commit_id(text: str, expected: str | None) -> None:
    assert commit_id(text) == expected


def test_ids_of_sha256_are_not_supported() -> None:
    with pytest.raises(RepositoryError, match="SHA-256") as caught:
        commit_id("a" * 64)
    assert caught.value.code == "unsupported"


def test_oid_is_that_of_git() -> None:
    assert oid_of("blob", b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert oid_of("tree", b"x") == hashlib.sha1(b"tree 1\0x", usedforsecurity=False).hexdigest()


def test_a_large_file_is_read_far_enough_for_discovery_to_see_it() -> None:
    assert FILE_BYTES_MAX == SIZE_BYTES_MAX
