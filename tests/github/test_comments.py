"""One comment, found again, and never anybody else's."""
# ruff: noqa: E501 - a row is a case and all that is asked

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from imagegate.errors import ImagegateError
from imagegate.github.api import Endpoint
from imagegate.github.comments import CommentError, Comments
from imagegate.http.deadline import Deadline
from imagegate.http.errors import TransportError
from imagegate.http.network import Network
from imagegate.http.transport import Transport
from tests import canary
from tests.fake_github.server import OWNER_AND_NAME, FakeGithub, serve
from tests.fake_registry.answer import Change, hang_up, page, refuse, tamper

MARKER = "<!-- gate -->"
BODY = f"{MARKER}\nall is well 😀"
APP, USER = "ghs_x", "ghp_x"


@pytest.fixture
def github(tmp_path: Path) -> Iterator[FakeGithub]:
    with serve(tmp_path) as github:
        yield github


@contextmanager
def _comments(github: FakeGithub, token: str = APP) -> Iterator[Comments]:
    endpoint = Endpoint(github.url, OWNER_AND_NAME, token)
    transport = Transport(Network(endpoint.rule))
    try:
        yield Comments(transport, endpoint, 7, Deadline.after(5))
    finally:
        transport.close()


def _asked(github: FakeGithub) -> list[str]:
    return [f"{asked.method} {asked.path.partition(OWNER_AND_NAME)[2] or asked.path}" for asked in github.asked]


@pytest.mark.parametrize(
    ("before", "create", "after", "asked"),
    [
        pytest.param([], True, [BODY], ["GET /issues/7/comments", "POST /issues/7/comments"], id="the first"),
        pytest.param([], False, [], ["GET /issues/7/comments"], id="none to bring up to date"),
        pytest.param(
            ["hi", f"{MARKER}\nold"],
            False,
            ["hi", BODY],
            ["GET /issues/7/comments", "PATCH /issues/comments/901"],
            id="brought up to date",
        ),
        pytest.param([f"{MARKER}\nold"], True, [BODY], ["GET /issues/7/comments", "PATCH /issues/comments/900"], id="no second one"),
        pytest.param([BODY], True, [BODY], ["GET /issues/7/comments"], id="nothing new is not written"),
        pytest.param([f"see {MARKER}"], False, [f"see {MARKER}"], ["GET /issues/7/comments"], id="a marker further on"),
        pytest.param(
            [*["hi"] * 100, f"{MARKER}\nold"],
            True,
            [*["hi"] * 100, BODY],
            ["GET /issues/7/comments", "GET /issues/7/comments", "PATCH /issues/comments/1000"],
            id="on the second page",
        ),
    ],
)  # fmt: skip
def test_upsert(github: FakeGithub, before: list[str], *, create: bool, after: list[str], asked: list[str]) -> None:
    for body in before:
        github.comment(body)
    with _comments(github) as comments:
        assert comments.upsert(MARKER, BODY, create=create) is (BODY in after)
    assert [one["body"] for one in github.comments] == after
    assert _asked(github) == asked


@pytest.mark.parametrize(
    ("login", "token", "author", "is_own"),
    [
        pytest.param("github-actions[bot]", APP, "mallory", False, id="a user who wrote the marker"),
        pytest.param("alice", USER, "alice", True, id="the user whose token it is"),
        pytest.param("alice", USER, "mallory", False, id="another user"),
        pytest.param("alice", USER, "github-actions[bot]", False, id="an app, but the token is a user's"),
        pytest.param("gate[bot]", "x", "gate[bot]", True, id="a token that does not say what it is"),
    ],
)
def test_whose_comment_it_is(github: FakeGithub, login: str, token: str, author: str, *, is_own: bool) -> None:
    github.login = login
    github.comment(f"{MARKER}\nold", author)
    with _comments(github, token) as comments:
        comments.upsert(MARKER, BODY, create=True)
    assert [one["body"] for one in github.comments] == ([BODY] if is_own else [f"{MARKER}\nold", BODY])


@pytest.mark.parametrize(
    ("path", "fault", "message", "hint"),
    [
        pytest.param("issues/7/comments", refuse(403), "could not be read: localhost", "pull-requests: write", id="reading is denied"),
        pytest.param("issues/comments/900", refuse(403), "could not be written: localhost", "pull-requests: write", id="writing is denied"),
        pytest.param("issues/comments/900", refuse(422), "could not be written: localhost", "", id="refused for another reason"),
        pytest.param("issues/7/comments", tamper(b"{}"), "sent no list of comments", "", id="no list"),
        pytest.param("issues/7/comments", page(), "cannot be read", "", id="no JSON"),
    ],
)  # fmt: skip
def test_refusals(github: FakeGithub, path: str, fault: Change, message: str, hint: str) -> None:
    github.comment(f"{MARKER}\nold")
    github.on(path, fault)
    with _comments(github, f"{APP}{canary.TOKEN}") as comments, pytest.raises(CommentError) as caught:
        comments.upsert(MARKER, BODY, create=True)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert canary.TOKEN not in f"{caught.value.message}{caught.value.hint}"


def test_comment_is_not_written_twice_where_the_answer_is_lost(github: FakeGithub) -> None:
    github.on("issues/7/comments", lambda answer: hang_up()(answer) if answer.status == 201 else answer)
    with _comments(github) as comments, pytest.raises(TransportError):
        comments.upsert(MARKER, BODY, create=True)
    assert [one["body"] for one in github.comments] == [BODY]


def test_the_token_goes_along(github: FakeGithub) -> None:
    github.token = APP
    with _comments(github) as comments:
        comments.upsert(MARKER, BODY, create=True)
    assert all(asked.headers["authorization"] == f"Bearer {APP}" for asked in github.asked)
    assert issubclass(CommentError, ImagegateError)
