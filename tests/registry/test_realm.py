"""Which token server may learn a credential."""

import pytest

from imagegate.errors import UsageError
from imagegate.registry.realm import Realm, RealmError, parse_pairs, realm
from tests.corpus import cases

HUB = "https://registry-1.docker.io/v2/library/ruby/manifests/3"
PAIR = frozenset({("r.corp.example", "auth.corp.example")})


@pytest.mark.parametrize(
    ("text", "url", "expected"),
    [
        pytest.param("https://ghcr.io/token", "https://ghcr.io/v2/", ("https://ghcr.io/token", True), id="same host"),
        pytest.param("/token", "https://ghcr.io/v2/x", ("https://ghcr.io/token", True), id="a path"),
        pytest.param("https://auth.docker.io/token", HUB, ("https://auth.docker.io/token", True), id="Docker Hub's"),
        pytest.param("https://auth.docker.io:443/t", HUB, ("https://auth.docker.io:443/t", True), id="with its port"),
        pytest.param("https://auth.docker.io:444/t", HUB, ("https://auth.docker.io:444/t", False), id="another port"),
        pytest.param("https://evil.example/token", HUB, ("https://evil.example/token", False), id="anybody else"),
        pytest.param(
            "https://auth.docker.io/token", "https://evil.example/v2/", ("https://auth.docker.io/token", False),
            id="Docker Hub's for another registry",
        ),
        pytest.param(
            "https://r.example:5001/t", "https://r.example:5000/v2/", ("https://r.example:5001/t", False),
            id="the same host on another port",
        ),
        pytest.param(
            "https://auth.corp.example/t", "https://r.corp.example/v2/", ("https://auth.corp.example/t", True),
            id="a pair that was given",
        ),
        pytest.param(
            "http://localhost:5000/token", "http://localhost:5000/v2/", ("http://localhost:5000/token", True),
            id="plain http, as the registry",
        ),
        pytest.param("https://r.example/t?a=b", "https://r.example/v2/", ("https://r.example/t?a=b", True), id="query"),
    ],
)  # fmt: skip
def test_realm(text: str, url: str, expected: tuple[str, bool]) -> None:
    assert realm(text, url, PAIR) == Realm(*expected)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("http://ghcr.io/token", id="plain http"),
        pytest.param("https://user:pw@ghcr.io/token", id="a user"),
        pytest.param("//evil.example/token", id="a host without a scheme"),
        pytest.param("javascript:alert(1)", id="no address"),
        pytest.param("ldap://ghcr.io/x", id="another protocol"),
        pytest.param("https://[::1/token", id="half a bracket"),
        pytest.param("https://ghcr.io\\@evil.example/", id="a backslash"),
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(RealmError, match=r"ghcr\.io (names a token server|is asked by https)"):
        realm(text, "https://ghcr.io/v2/x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("r.example=auth.example", ("r.example", "auth.example"), id="two hosts"),
        pytest.param(" R.example:5000 = Auth.example:8443 ", ("r.example:5000", "auth.example:8443"), id="with ports"),
        pytest.param("r.example:443=auth.example:443", ("r.example", "auth.example"), id="the scheme's own port"),
        pytest.param("docker.io=auth.example", ("registry-1.docker.io", "auth.example"), id="Docker Hub's API"),
    ],
)
def test_parse_pairs(text: str, expected: tuple[str, str]) -> None:
    assert parse_pairs([text]) == {expected}


@pytest.mark.parametrize(
    "text", ["r.example", "=auth.example", "r.example=", "a=b=c", "r.example=https://auth.example"]
)
def test_what_is_no_pair(text: str) -> None:
    with pytest.raises(UsageError, match="in `auth-realms` is not REGISTRY=TOKEN-SERVER"):
        parse_pairs([text])


@pytest.mark.parametrize("case", [case for case in cases("origin") if case["kind"] == "realm"], ids=str)
def test_samples(case: dict[str, str]) -> None:
    if case["to"] == "https://10.0.0.2/token":  # where an address leads is judged when the connection is made
        assert not realm(case["to"], case["from"]).trusted
        return
    if case["expected"] == "refuse":
        with pytest.raises(RealmError):
            realm(case["to"], case["from"])
        return
    assert realm(case["to"], f"{case['from']}/v2/").trusted is (case["expected"] == "credentials")
