"""What is told of a request: where it went and what came of it, and nothing that could be a secret."""

import re

import pytest

from imagegate.http.deadline import Deadline
from imagegate.http.errors import ConnectError, TransportError
from imagegate.http.message import Request, Response
from imagegate.http.telling import telling
from tests import canary
from tests.fake_registry.scripted import answer, answers

URL = "https://cdn.example:8443/v2/team/app/blobs/sha256:0f"


def request(url: str = URL, method: str = "GET", form: tuple[tuple[str, str], ...] = ()) -> Request:
    headers = {"Authorization": f"Bearer {canary.TOKEN}"}
    return Request(url, "registry.example", 10, Deadline.after(5), headers, form, method)


@pytest.mark.parametrize(
    ("asked", "outcome", "line"),
    [
        pytest.param(
            request(), answer(200, b"12"), "GET cdn.example:8443/v2/team/app/blobs/sha256:0f: 200, 2 bytes", id="a blob"
        ),
        pytest.param(
            request(f"{URL}?X-Signature={canary.SIGNATURE}"),
            answer(403),
            "GET cdn.example:8443/v2/team/app/blobs/sha256:0f: 403, 0 bytes",
            id="a signed query is left out",
        ),
        pytest.param(
            request("https://auth.example/token", form=(("password", canary.PASSWORD),)),
            answer(200, canary.TOKEN.encode()),
            f"POST auth.example/token: 200, {len(canary.TOKEN)} bytes",
            id="neither form nor body",
        ),
        pytest.param(
            request("https://api.example/x", "PATCH"), answer(404), "PATCH api.example/x: 404, 0 bytes", id="a method"
        ),
        pytest.param(
            request("https://api.example/x"), ConnectError("x"), "GET api.example/x: unreachable", id="no answer"
        ),
    ],
)
def test_a_request_and_what_came_of_it(asked: Request, outcome: Response | TransportError, line: str) -> None:
    heard: list[str] = []
    sender = answers(outcome)
    if isinstance(outcome, TransportError):
        with pytest.raises(TransportError):
            telling(heard.append, asked, sender.send)
    else:
        assert telling(heard.append, asked, sender.send).status == outcome.status
    assert [re.sub(r", \d+ ms$", "", told) for told in heard] == [line]
    assert not canary.found("".join(heard))
