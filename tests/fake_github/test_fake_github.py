"""The fake says what GitHub documents, so that tests against it mean something."""

import json
from typing import Any

import pytest

from tests.fake_github.server import OWNER_AND_NAME, Asked, FakeGithub
from tests.git.origin import Origin

JSON = {"accept": "application/vnd.github+json"}


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    origin = Origin.create(tmp_path_factory.mktemp("fake") / "origin")
    first = origin.commit({"a/b": "x", "c": "-> a"})
    origin.branch("topic", first)
    origin.commit({"d": "y"})
    return origin


def ask(origin: Origin, path: str, query: str = "", **settings: Any) -> tuple[int, Any]:
    github = FakeGithub("localhost", origin.folder, **settings)
    answer = github.answer(Asked(f"/repos/{OWNER_AND_NAME}/{path}", query, JSON))
    return answer.status, json.loads(answer.body)


def test_a_tree_in_the_documented_form(origin: Origin) -> None:
    root = origin.oid("main^{tree}")
    assert ask(origin, f"git/trees/{root}") == (
        200,
        {
            "sha": root,
            "url": "…",
            "truncated": False,
            "tree": [
                {"path": "a", "mode": "040000", "type": "tree", "sha": origin.oid("main:a"), "url": "…"},
                {"path": "c", "mode": "120000", "type": "blob", "sha": origin.oid("main:c"), "url": "…", "size": 1},
            ],
        },
    )


def test_a_tree_with_all_below_and_truncated(origin: Origin) -> None:
    path = f"git/trees/{origin.oid('main^{tree}')}"
    whole = ask(origin, path, "recursive=1")[1]
    assert ([entry["path"] for entry in whole["tree"]], whole["truncated"]) == (["a", "a/b", "c"], False)
    part = ask(origin, path, "recursive=1", entries_max=2)[1]
    assert ([entry["path"] for entry in part["tree"]], part["truncated"]) == (["a", "a/b"], True)


def test_a_comparison_has_files_on_its_first_page_alone(origin: Origin) -> None:
    path = f"compare/{origin.oid('main')}...{origin.oid('topic')}"
    first, second = ask(origin, path, "per_page=1")[1], ask(origin, path, "per_page=1&page=2")[1]
    assert first["merge_base_commit"] == second["merge_base_commit"]
    assert first["merge_base_commit"]["sha"] == origin.oid("main")
    assert ([file["filename"] for file in first["files"]], "files" in second) == (["d"], False)


def test_a_commit(origin: Origin) -> None:
    status, commit = ask(origin, f"git/commits/{origin.oid('topic')}")
    assert (status, commit["tree"]["sha"]) == (200, origin.oid("topic^{tree}"))
    assert [parent["sha"] for parent in commit["parents"]] == [origin.oid("main")]


@pytest.mark.parametrize("path", ["git/commits/{zeros}", "git/trees/{zeros}", "git/blobs/{zeros}", "pulls/7", ""])
def test_what_is_not_there(path: str, origin: Origin) -> None:
    assert ask(origin, path.format(zeros="0" * 40))[0] == 404


def test_without_its_token_a_private_repository_is_not_there(origin: Origin) -> None:
    assert ask(origin, f"git/commits/{origin.oid('main')}", token="x")[0] == 404


def test_a_server_knows_only_its_own_prefix(origin: Origin) -> None:
    assert ask(origin, f"git/commits/{origin.oid('main')}", prefix="/api/v3")[0] == 404
