"""What a refusal means, in a sentence."""

from typing import Any

import pytest

from imagegate.http.message import Response
from imagegate.oci.digest import Digest
from imagegate.registry.errors import DigestMismatchError, refusal
from imagegate.registry.secret import Credential
from tests import canary
from tests.corpus import cases

WHAT = "r.example/team/app:1"
SECRETS = (canary.TOKEN, *Credential(canary.USERNAME, canary.PASSWORD).secrets)


def response(status: int, body: bytes = b"", **headers: str) -> Response:
    lines = {name.replace("_", "-"): (value,) for name, value in headers.items()}
    return Response("https://r.example/v2/team/app/manifests/1", status, body, lines)


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        pytest.param(response(401), "denied", f"r.example denies access to {WHAT}", id="no login"),
        pytest.param(
            response(403, b'{"errors":[{"code":"DENIED","message":"access forbidden"}]}'),
            "denied",
            f"r.example denies access to {WHAT} (it says: DENIED: access forbidden)",
            id="forbidden",
        ),
        pytest.param(
            response(404, b'{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"},{"code":"X"},5]}'),
            "not-found",
            f"r.example has no {WHAT} (it says: MANIFEST_UNKNOWN: manifest unknown; X)",
            id="not there",
        ),
        pytest.param(
            response(429, retry_after="3600"),
            "rate-limited",
            "r.example limits requests for another 1 hour",
            id="429",
        ),
        pytest.param(response(429), "rate-limited", "r.example limits requests", id="429 without a time"),
        pytest.param(
            response(429, ratelimit_limit="100;w=21600", ratelimit_remaining="0;w=21600"),
            "rate-limited",
            "r.example limits requests to 100 within 6 hours",
            id="429 with the limit",
        ),
        pytest.param(
            response(429, x_ratelimit_reset="90"),
            "rate-limited",
            "r.example limits requests for another 90 seconds",
            id="429 with another header",
        ),
        pytest.param(response(500, b"oops"), "server-error", "r.example failed with status 500", id="a fault"),
        pytest.param(
            response(206),
            "unexpected-status",
            f"r.example answered with status 206 where {WHAT} was asked for",
            id="part",
        ),
        pytest.param(
            response(404, b"<html>big page</html>"), "not-found", f"r.example has no {WHAT}", id="a page is not quoted"
        ),
        pytest.param(
            response(404, b'{"message":"\\u001b[2J\\n::error::x\\u202e \\u0000y"}'),
            "not-found",
            f"r.example has no {WHAT} (it says: [2J ::error::x y)",
            id="control characters",
        ),
    ],
)
def test_refusal(given: Response, code: str, message: str) -> None:
    error = refusal(given, WHAT)
    assert (error.code, error.message) == (code, message)


def test_a_long_answer_is_cut() -> None:
    error = refusal(response(404, b'{"message":"%s"}' % (b"x" * 5000)), WHAT)
    assert len(error.message) < 400


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(canary.TOKEN, id="a token"),
        pytest.param(canary.PASSWORD, id="a password"),
        pytest.param(Credential(canary.USERNAME, canary.PASSWORD).basic, id="a header"),
        pytest.param("x" * 290 + canary.PASSWORD, id="a password that would be cut"),
    ],
)
def test_a_secret_is_not_repeated(said: str) -> None:
    error = refusal(response(403, b'{"message":"bad login %s"}' % said.encode()), WHAT, secrets=SECRETS)
    assert error.message == f"r.example denies access to {WHAT}"


def test_plain_http_to_a_server_that_speaks_tls() -> None:
    given = Response("http://localhost:5000/v2/", 400, b"Client sent an HTTP request to an HTTPS server.")
    assert "it speaks TLS" in refusal(given, WHAT).hint


@pytest.mark.parametrize("size", [None, 7])
def test_digest_mismatch(size: int | None) -> None:
    expected = Digest.of(b"promised", "sha512")
    error = DigestMismatchError("r.example", "the blob", b"came", expected, size)
    promised = f"{expected} of 7 bytes" if size else f"{expected}"
    came = Digest.of(b"came", "sha512")
    assert error.message == f"r.example sent 4 bytes with the digest {came} as the blob where {promised} was promised"
    assert error.code == "digest-mismatch"


@pytest.mark.parametrize("case", cases("error"), ids=lambda case: case["name"])
def test_samples(case: dict[str, Any]) -> None:
    error = refusal(response(case["status"], case["body"].encode()), WHAT)
    kinds = {"not-found-or-denied": "denied", "unauthorized": "denied", "error": "unexpected-status"}
    assert error.code == kinds.get(case["kind"], case["kind"])
    assert error.message.isprintable()
    if case["message"] and case["body"].startswith("{"):
        assert case["message"] in error.message
