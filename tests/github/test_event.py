import json

import pytest

from imagegate.errors import UsageError
from imagegate.github.event import (
    Change,
    EventError,
    Exactly,
    IfThere,
    MergeBase,
    Scope,
    check_scope,
    pull_request_number,
    read_event,
)
from imagegate.tree import RepositoryError

BASE, HEAD, SHA, TAG = "b" * 40, "a" * 40, "c" * 40, "d" * 40
ZEROS = "0" * 40
PULL_REQUEST = {"pull_request": {"base": {"sha": BASE}, "head": {"sha": HEAD, "repo": None}, "changed_files": 3}}
ALL = Change(SHA, SHA)


def payload(document: object) -> bytes:
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("name", "document", "expected"),
    [
        *(
            pytest.param(name, PULL_REQUEST, Change(HEAD, BASE, MergeBase(BASE, HEAD), Scope.CHANGED, 3), id=name)
            for name in ("pull_request", "pull_request_target")
        ),
        pytest.param(
            "pull_request",
            {"pull_request": {"base": {"sha": BASE}, "head": {"sha": HEAD}}},
            Change(HEAD, BASE, MergeBase(BASE, HEAD), Scope.CHANGED),
            id="a pull request without a count",
        ),
        pytest.param(
            "merge_group",
            {"merge_group": {"base_sha": BASE, "head_sha": HEAD}},
            Change(HEAD, BASE, Exactly(BASE), Scope.CHANGED),
            id="merge_group",
        ),
        pytest.param(
            "push",
            {"ref": "refs/heads/main", "before": BASE, "after": HEAD, "head_commit": {"id": TAG}},
            Change(HEAD, HEAD, IfThere(BASE), Scope.CHANGED),
            id="push",
        ),
        pytest.param("push", {"before": ZEROS, "after": HEAD}, Change(HEAD, HEAD), id="a new branch"),
        pytest.param("push", {"before": BASE, "after": ZEROS}, None, id="a branch is gone"),
        pytest.param("push", {"before": BASE, "after": HEAD, "deleted": True}, None, id="a branch was deleted"),
        pytest.param(
            "push",
            {"ref": "refs/tags/v1", "before": ZEROS, "after": TAG, "head_commit": {"id": HEAD}},
            Change(HEAD, HEAD),
            id="an annotated tag is not its commit",
        ),
        *(
            pytest.param(name, {"pull_request": "not looked at"}, ALL, id=name or "no name")
            for name in ("schedule", "workflow_dispatch", "repository_dispatch", "issue_comment", "release", "")
        ),
    ],
)
def test_read_event(name: str, document: object, expected: Change | None) -> None:
    assert read_event(name, payload(document), SHA) == expected


def test_other_events_need_no_payload() -> None:
    assert read_event("schedule", None, SHA) == ALL


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("pull_request", None, "the payload of the event pull_request is not there", id="no payload"),
        pytest.param("pull_request", b"", "cannot be read: not JSON", id="an empty payload"),
        pytest.param("pull_request", b"[]", "a JSON object was expected", id="a list"),
        pytest.param("pull_request", b"\xff", "not UTF-8", id="no text"),
        pytest.param("pull_request", b'{"a":' * 100 + b"1" + b"}" * 100, "levels deep", id="too deep"),
        pytest.param("pull_request", b"{}", "`pull_request.base.sha` of the event pull_request is missing", id="empty"),
        pytest.param(
            "pull_request_target",
            payload({"pull_request": {"base": {"sha": BASE}, "head": None}}),
            "`pull_request.head.sha` of the event pull_request_target is missing",
            id="no head",
        ),
        pytest.param(
            "pull_request",
            payload({"pull_request": {"base": {"sha": "main"}, "head": {"sha": HEAD}}}),
            "`pull_request.base.sha` of the event pull_request is no commit id",
            id="a branch for a commit",
        ),
        pytest.param(
            "pull_request",
            payload({"pull_request": {"base": {"sha": ["x"]}, "head": {"sha": HEAD}}}),
            "is missing",
            id="a list for a commit",
        ),
        pytest.param("pull_request", payload({"pull_request": ["x"]}), "is missing", id="a list for a pull request"),
        pytest.param(
            "merge_group",
            payload(PULL_REQUEST),
            "`merge_group.base_sha` of the event merge_group",
            id="another event's",
        ),
        pytest.param(
            "merge_group",
            payload({"merge_group": {"base_sha": ZEROS, "head_sha": HEAD}}),
            "is no commit id",
            id="zeros where a commit must be",
        ),
        pytest.param("push", payload({"before": BASE}), "`after` of the event push is missing", id="no after"),
        pytest.param("push", payload({"after": HEAD}), "`before` of the event push is missing", id="no before"),
        pytest.param(
            "push",
            payload({"before": "--x", "after": HEAD}),
            "`before` of the event push is no commit id",
            id="an option",
        ),
    ],
)
def test_a_payload_that_does_not_say(name: str, content: bytes | None, message: str) -> None:
    with pytest.raises(EventError) as caught:
        read_event(name, content, SHA)
    assert message in caught.value.message
    assert caught.value.hint
    assert not isinstance(caught.value, UsageError)


@pytest.mark.parametrize("commit", ["", "main", ZEROS])
def test_without_a_commit(commit: str) -> None:
    with pytest.raises(EventError, match="the variable GITHUB_SHA"):
        read_event("schedule", None, commit)


def test_sha256_is_not_supported() -> None:
    with pytest.raises(RepositoryError, match="SHA-256"):
        read_event("merge_group", payload({"merge_group": {"base_sha": "a" * 64, "head_sha": "b" * 64}}), SHA)


@pytest.mark.parametrize(
    ("asked", "old", "allowed"),
    [
        pytest.param(Scope.CHANGED, None, False, id="changed, with nothing to compare with"),
        pytest.param(Scope.CHANGED, BASE, True, id="changed"),
        pytest.param(Scope.ALL, None, True, id="all"),
        pytest.param(None, None, True, id="not given"),
    ],
)
def test_check_scope(asked: Scope | None, old: str | None, *, allowed: bool) -> None:
    if allowed:
        check_scope(asked, old)
        return
    with pytest.raises(UsageError, match="nothing to compare with"):
        check_scope(asked, old)


@pytest.mark.parametrize(
    ("name", "document", "number"),
    [
        pytest.param("pull_request", {"pull_request": {"number": 7}}, 7, id="pull_request"),
        pytest.param("pull_request_target", {"pull_request": {"number": 7}}, 7, id="pull_request_target"),
        pytest.param("push", {"pull_request": {"number": 7}}, None, id="another event"),
        pytest.param("pull_request", {"pull_request": {"number": "7"}}, None, id="no number"),
        pytest.param("pull_request", {"pull_request": {"number": True}}, None, id="a boolean"),
        pytest.param("pull_request", {"pull_request": None}, None, id="nothing"),
    ],
)
def test_pull_request_number(name: str, document: object, number: int | None) -> None:
    assert pull_request_number(name, payload(document)) == number


def test_pull_request_number_where_there_is_no_payload() -> None:
    assert pull_request_number("pull_request", None) is None
    assert pull_request_number("pull_request", b"{") is None
