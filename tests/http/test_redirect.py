"""Redirects: where they may lead, and what goes along."""

from typing import Any

import pytest

from imagegate.http.deadline import Deadline
from imagegate.http.errors import RedirectError
from imagegate.http.message import Request
from imagegate.http.redirect import HOPS_MAX, follow, target
from tests.corpus import cases
from tests.fake_registry.scripted import answer, answers

BASE = "https://r.example/v2/a/blobs/x"
NO_ADDRESS = "r.example redirects to something that is no plain web address"
REFUSED = [
    pytest.param(BASE, None, "r.example redirects without saying where to", id="no Location"),
    pytest.param(BASE, "", "r.example redirects without saying where to", id="an empty Location"),
    pytest.param(
        BASE, "http://r.example/y", "r.example redirects from https to plain http at r.example", id="to plain http"
    ),
    pytest.param(BASE, "file:///etc/passwd", NO_ADDRESS, id="file"),
    pytest.param(BASE, "https://u:p@c.example", NO_ADDRESS, id="user"),
]


@pytest.mark.parametrize(("url", "location", "message"), REFUSED)
def test_refused(url: str, location: str | None, message: str) -> None:
    with pytest.raises(RedirectError) as caught:
        target(url, location)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("hops", "authorized"),
    [
        pytest.param(["https://r.example/other"], [True, True], id="the same origin keeps it"),
        pytest.param(["/other", "https://cdn.example/y"], [True, True, False], id="another host does not get it"),
        pytest.param(["https://r.example:8443/y"], [True, False], id="nor another port"),
        pytest.param(["https://cdn.r.example/y"], [True, False], id="nor a subdomain"),
        pytest.param(["https://evil.example/1", BASE], [True, False, False], id="once gone it never comes back"),
    ],
)
def test_authorization(hops: list[str], authorized: list[bool]) -> None:
    sender = answers(*(answer(307, headers=[("Location", hop)]) for hop in hops), answer(200, b"ok"))
    request = Request(BASE, "r.example", 10, Deadline.after(5), {"AUTHORIZATION": "Bearer t", "Accept": "a"})
    response = follow(sender, request)
    assert (response.body, ["AUTHORIZATION" in sent.headers for sent in sender.sent]) == (b"ok", authorized)
    assert all(sent.headers["Accept"] == "a" for sent in sender.sent)


def test_too_many() -> None:
    sender = answers(*(answer(302, headers=[("Location", "/next")]) for _ in range(HOPS_MAX + 1)))
    with pytest.raises(RedirectError, match="redirects more than 5 times"):
        follow(sender, Request(BASE, "r.example", 10, Deadline.after(5)))
    assert len(sender.sent) == HOPS_MAX + 1


@pytest.mark.parametrize("case", [case for case in cases("origin") if case["kind"].startswith("redirect")], ids=str)
def test_samples(case: dict[str, Any]) -> None:
    hops = [case["to"]] if isinstance(case["to"], str) else case["to"]
    sender = answers(*(answer(302, headers=[("Location", hop)]) for hop in hops), answer())
    request = Request(case["from"], "r.io", 10, Deadline.after(5), {"Authorization": "Bearer t"})
    try:
        follow(sender, request)
    except RedirectError:
        assert case["expected"] == "refuse"
        return
    kept = "Authorization" in sender.sent[-1].headers
    # An address that must not be asked is refused where the connection is made (see test_address.py).
    assert kept is (case["expected"] == "follow, keep auth")
