import json
from collections.abc import Callable
from typing import Any

import pytest

from imagegate.github.tree_json import parse_commit, parse_merge_base, parse_tree
from imagegate.tree import Commit, Entry, Folder, RepositoryError

A, B, C = "a" * 40, "b" * 40, "c" * 40


def entry(path: str, mode: str = "100644", oid: str = A, kind: str = "blob") -> dict[str, Any]:
    return {"path": path, "mode": mode, "sha": oid, "type": kind, "url": "…", "size": 3}


def tree(*entries: Any, truncated: Any = False) -> dict[str, Any]:
    return {"sha": C, "tree": list(entries), "truncated": truncated}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(tree(), {C: {}}, id="empty"),
        pytest.param(
            tree(
                entry("a"),
                entry("b", "120000"),
                entry("c", "160000", B, "commit"),
                entry("d", "040000", B, "tree"),
                entry("é\n", "100755"),
            ),
            {
                C: {
                    "a": Entry(0o100644, A),
                    "b": Entry(0o120000, A),
                    "c": Entry(0o160000, B),
                    "d": Entry(0o040000, B),
                    "é\n": Entry(0o100755, A),
                }
            },
            id="one folder",
        ),
        pytest.param(
            tree(entry("d", "040000", B, "tree"), entry("d/e", "040000", A, "tree"), entry("d/e/f"), entry("g")),
            {
                C: {"d": Entry(0o040000, B), "g": Entry(0o100644, A)},
                B: {"e": Entry(0o040000, A)},
                A: {"f": Entry(0o100644, A)},
            },
            id="folders in folders",
        ),
        pytest.param(
            tree(
                entry("d", "040000", B, "tree"), entry("d/f"), entry("e", "040000", B, "tree"), entry("e/f"), entry("z")
            ),
            {
                C: {"d": Entry(0o040000, B), "e": Entry(0o040000, B), "z": Entry(0o100644, A)},
                B: {"f": Entry(0o100644, A)},
            },
            id="the same folder twice",
        ),
        pytest.param(tree(entry("a"), truncated=True), None, id="truncated"),
    ],
)
def test_tree(document: Any, expected: dict[str, Folder] | None) -> None:
    assert parse_tree(C, json.dumps(document).encode()) == expected


@pytest.mark.parametrize(
    "document",
    [
        pytest.param([], id="a list"),
        pytest.param({"tree": []}, id="it does not say whether it is truncated"),
        pytest.param(tree(truncated="false"), id="a text for truncated"),
        pytest.param({"tree": {}, "truncated": False}, id="an object for entries"),
        pytest.param(tree("a"), id="a text for an entry"),
        pytest.param(tree({"path": "a"}), id="an entry without an id"),
        pytest.param(tree(entry("a", oid="main")), id="no id"),
        pytest.param(tree(entry("a", "")), id="no mode"),
        pytest.param(tree(entry("a", "10064x")), id="a mode that is no number"),
        pytest.param(tree(entry("a", "1" * 5000)), id="an endless mode"),
        pytest.param(tree(entry("a", "040000")), id="a folder that is a file"),
        pytest.param(tree(entry("a", kind="tree")), id="a file that is a folder"),
        pytest.param(tree(entry("a/b")), id="a file in a folder that is not there"),
        pytest.param(tree(entry("a"), entry("a/b")), id="a file in a file"),
        pytest.param(tree(entry("a"), entry("a")), id="a name twice"),
        pytest.param(tree(entry("..")), id="a name that leads out"),
        pytest.param(tree(entry("d", "040000", B, "tree"), entry("d/../x")), id="a path that leads out"),
        pytest.param(tree(entry("/a")), id="a path from the root"),
        pytest.param(tree(entry("")), id="no name"),
    ],
)
def test_a_tree_that_is_none(document: Any) -> None:
    with pytest.raises(RepositoryError):
        parse_tree(C, json.dumps(document).encode())


@pytest.mark.parametrize("read", [parse_commit, parse_merge_base, lambda body: parse_tree(C, body)])
@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"null", b'{"a":1,"a":2}', b"{}", b'{"tree":{"sha":"x"},"parents":[]}']
)
def test_an_answer_that_is_none(read: Callable[[bytes], object], body: bytes) -> None:
    with pytest.raises(RepositoryError) as caught:
        read(body)
    assert caught.value.code == "protocol"


def test_commit() -> None:
    document = {"sha": C, "tree": {"sha": A}, "parents": [{"sha": B}, {"sha": C}], "message": "x"}
    assert parse_commit(json.dumps(document).encode()) == Commit(A, (B, C))


def test_merge_base() -> None:
    base = {"sha": C, "commit": {"tree": {"sha": A}}, "parents": [{"sha": B}]}
    assert parse_merge_base(json.dumps({"merge_base_commit": base}).encode()) == (C, Commit(A, (B,)))
