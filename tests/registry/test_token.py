"""Asking for a token, and reading what comes."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from imagegate.http.deadline import Deadline
from imagegate.http.message import Request, Response
from imagegate.oci.reference import Repository
from imagegate.registry.errors import RegistryError
from imagegate.registry.realm import Realm
from imagegate.registry.secret import Credential, IdentityToken
from imagegate.registry.token import Token, TokenRequest, read_token, request_token
from tests import canary
from tests.corpus import cases
from tests.fake_registry.scripted import answer, answers

CREDENTIAL = Credential(canary.USERNAME, canary.PASSWORD)
SCOPE = "repository:team/app:pull"


def wanted(
    *, trusted: bool = True, service: str = "s", scopes: tuple[str, ...] = (SCOPE,), query: str = ""
) -> TokenRequest:
    realm = Realm(f"https://auth.example/token{query}", trusted)
    return TokenRequest(realm, service, scopes, Repository("r.example", "team/app"), "the hint")


@pytest.mark.parametrize(
    ("request_", "credential", "query", "authorized"),
    [
        pytest.param(
            wanted(), None, [("service", "s"), ("scope", SCOPE), ("client_id", "imagegate")], False, id="anonymous"
        ),
        pytest.param(
            wanted(),
            CREDENTIAL,
            [("service", "s"), ("scope", SCOPE), ("client_id", "imagegate"), ("account", "alice")],
            True,
            id="with credentials",
        ),
        pytest.param(
            wanted(trusted=False),
            CREDENTIAL,
            [("service", "s"), ("scope", SCOPE), ("client_id", "imagegate")],
            False,
            id="a server that may not learn them, nor the user",
        ),
        pytest.param(
            wanted(service="", scopes=(SCOPE, "aws"), query="?a=b"),
            None,
            [("a", "b"), ("scope", SCOPE), ("scope", "aws"), ("client_id", "imagegate")],
            False,
            id="no service, two scopes, a query of its own",
        ),
    ],
)
def test_request(
    request_: TokenRequest,
    credential: Credential | None,
    query: list[tuple[str, str]],
    authorized: bool,  # noqa: FBT001 - a column of the table
) -> None:
    sender = answers(answer(200, b'{"token":"t"}'))
    assert request_token(sender, request_, credential, Deadline.after(5)) == Token("t", 60)
    assert parse_qsl(urlsplit(sender.sent[0].url).query) == query
    assert sender.sent[0].headers == ({"Authorization": CREDENTIAL.basic} if authorized else {})


@pytest.mark.parametrize(
    ("response", "code", "message"),
    [
        pytest.param(
            answer(401, b'{"details":"incorrect username or password"}'),
            "denied",
            "auth.example denies access to r.example/team/app (it says: incorrect username or password)",
            id="a wrong password is not followed by an anonymous try",
        ),
        pytest.param(
            answer(302, headers=[("Location", "https://evil.example/")]),
            "unexpected-status",
            "auth.example answered with status 302 where r.example/team/app was asked for",
            id="a redirect is not followed",
        ),
        pytest.param(answer(200, b"<html>"), "bad-token", "auth.example sent an answer that is no token", id="a page"),
        pytest.param(
            answer(200, b'{"token":"a b"}'),
            "bad-token",
            "auth.example sent an answer without a usable token",
            id="a space",
        ),
        pytest.param(
            answer(200, b'{"token":5}'),
            "bad-token",
            "auth.example sent an answer without a usable token",
            id="a number",
        ),
        pytest.param(
            answer(200, b"{}"), "bad-token", "auth.example sent an answer without a usable token", id="nothing in it"
        ),
    ],
)
def test_refused(response: Response, code: str, message: str) -> None:
    with pytest.raises(RegistryError) as caught:
        request_token(answers(response), wanted(), CREDENTIAL, Deadline.after(5))
    assert (caught.value.code, caught.value.message) == (code, message)


IDENTITY = IdentityToken(canary.USERNAME, canary.TOKEN)


def exchanged(request: Request) -> dict[str, str]:
    assert (request.url, request.headers) == ("https://auth.example/token", {})
    return dict(request.form)


def test_an_identity_token_is_exchanged() -> None:
    sender = answers(answer(200, b'{"access_token":"t","refresh_token":"r"}'))
    two = wanted(scopes=(SCOPE, "aws"))
    assert request_token(sender, two, IDENTITY, Deadline.after(5)) == Token("t", 60)
    assert exchanged(sender.sent[0]) == {
        "grant_type": "refresh_token",
        "service": "s",
        "scope": f"{SCOPE} aws",
        "client_id": "imagegate",
        "refresh_token": canary.TOKEN,
    }


@pytest.mark.parametrize("status", [404, 405])
def test_a_server_that_exchanges_nothing_takes_the_token_as_a_password(status: int) -> None:
    sender = answers(answer(status), answer(200, b'{"token":"t"}'))
    assert request_token(sender, wanted(), IDENTITY, Deadline.after(5)) == Token("t", 60)
    assert sender.sent[1].form == ()
    assert sender.sent[1].headers == {"Authorization": IDENTITY.basic}
    assert "account=alice" in sender.sent[1].url


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refused_exchange_is_an_error(status: int) -> None:
    body = b'{"error":"invalid_grant","error_description":"%s"}' % canary.TOKEN.encode()
    with pytest.raises(RegistryError) as caught:
        request_token(answers(answer(status, body)), wanted(), IDENTITY, Deadline.after(5))
    assert caught.value.code == ("unexpected-status" if status == 400 else "denied")
    assert not canary.found(f"{caught.value.message} {caught.value.hint}")


def test_a_stranger_gets_no_identity_token() -> None:
    sender = answers(answer(200, b'{"token":"t"}'))
    request_token(sender, wanted(trusted=False), IDENTITY, Deadline.after(5))
    assert (sender.sent[0].form, sender.sent[0].headers, "account" in sender.sent[0].url) == ((), {}, False)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(b'{"token":"t","access_token":"a"}', Token("a", 60), id="access_token first"),
        pytest.param(b'{"token":"t","expires_in":300}', Token("t", 300), id="its lifetime"),
        pytest.param(b'{"token":"t","expires_in":1}', Token("t", 60), id="at least a minute"),
        pytest.param(b'{"token":"t","expires_in":99999999}', Token("t", 3600), id="at most an hour"),
        pytest.param(b'{"token":"t","expires_in":"300"}', Token("t", 60), id="no number"),
        pytest.param(b'{"token":"t","expires_in":true}', Token("t", 60), id="nor that"),
    ],
)
def test_read_token(body: bytes, expected: Token) -> None:
    assert read_token(Response("https://auth.example/token", 200, body)) == expected


@pytest.mark.parametrize("case", [case for case in cases("token") if case["status"] == 200], ids=lambda c: c["name"])
def test_samples(case: dict[str, Any]) -> None:
    response = Response("https://auth.example/token", 200, case["body"].encode())
    if case["expected"] == "error":
        with pytest.raises(RegistryError) as caught:
            read_token(response)
        assert "Evil" not in caught.value.message
        return
    assert read_token(response) == Token(case["expected"]["token"], case["expected"]["lifetime"])


def test_a_token_is_not_shown() -> None:
    assert not canary.found(repr(Token(canary.TOKEN, 60)))
