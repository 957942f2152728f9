"""Which credential belongs to which repository."""

import pytest

from imagegate.oci.reference import Repository
from imagegate.registry.credential import Credential, Entry, Keychain, Scope, parse_scope
from tests import canary


def key(text: str, name: str, *, offered: bool = False) -> Entry:
    scope = parse_scope(text)
    assert scope
    return Entry(scope, Credential(name, canary.PASSWORD, offered=offered))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ghcr.io", Scope("ghcr.io"), id="a host"),
        pytest.param("GHCR.io:443", Scope("ghcr.io"), id="in one spelling"),
        pytest.param("localhost:5000", Scope("localhost:5000"), id="a port"),
        pytest.param("ghcr.io/team/app", Scope("ghcr.io", "team/app"), id="a prefix"),
        pytest.param("https://index.docker.io/v1/", Scope("docker.io"), id="Docker Hub, as docker writes it"),
        pytest.param("registry-1.docker.io", Scope("docker.io"), id="Docker Hub by its API"),
        pytest.param("http://r.example/v2/", Scope("r.example"), id="a scheme and the API's path"),
        pytest.param("not a host", None, id="no host"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_parse_scope(text: str, expected: Scope | None) -> None:
    assert parse_scope(text) == expected


@pytest.mark.parametrize(
    ("entries", "repository", "expected"),
    [
        pytest.param([key("ghcr.io", "a")], "ghcr.io/team/app", "a", id="the host"),
        pytest.param([key("ghcr.io", "a")], "x.ghcr.io/team/app", None, id="never below it"),
        pytest.param([key("ghcr.io", "a")], "ghcr.io.evil.example/team/app", None, id="never a longer name"),
        pytest.param([key("ghcr.io", "a")], "ghcr.io:8443/team/app", None, id="never another port"),
        pytest.param([key("ghcr.io", "a"), key("ghcr.io/team", "b")], "ghcr.io/team/app", "b", id="the longest prefix"),
        pytest.param([key("ghcr.io/team", "a")], "ghcr.io/team", "a", id="the prefix itself"),
        pytest.param([key("ghcr.io/team", "a")], "ghcr.io/team-evil/app", None, id="a prefix ends at a slash"),
        pytest.param([key("ghcr.io", "a"), key("ghcr.io", "b")], "ghcr.io/team/app", "a", id="the stronger source"),
        pytest.param(
            [key("ghcr.io", "a"), key("ghcr.io/team", "b", offered=True)], "ghcr.io/team/app", "a",
            id="an offer is weaker than any",
        ),
        pytest.param([key("ghcr.io/team", "b", offered=True)], "ghcr.io/team/app", "b", id="an offer alone"),
        pytest.param(
            [Entry(Scope("ghcr.io"), None), key("ghcr.io", "b", offered=True)], "ghcr.io/team/app", "b",
            id="one that is missing hides no other",
        ),
    ],
)  # fmt: skip
def test_credential(entries: list[Entry], repository: str, expected: str | None) -> None:
    registry, _, path = repository.partition("/")
    found = Keychain(tuple(entries)).credential(Repository(registry, path))
    assert (found.username if found else None) == expected


def test_missing() -> None:
    keychain = Keychain((Entry(Scope("ghcr.io", "team"), None), key("r.example", "a")))
    assert keychain.missing(Repository("ghcr.io", "team/app")) == Scope("ghcr.io", "team")
    assert keychain.missing(Repository("ghcr.io", "other")) is None
    assert keychain.missing(Repository("r.example", "app")) is None


def test_hosts_are_those_that_somebody_gave_credentials_for() -> None:
    keychain = Keychain(
        (Entry(Scope("a.example", "team"), None), key("b.example", "a"), key("c.example", "t", offered=True))
    )
    assert keychain.hosts == {"a.example", "b.example"}


def test_basic_is_utf8() -> None:
    assert Credential("ä", "s:ü").basic == "Basic w6Q6czrDvA=="


def test_a_secret_is_not_shown() -> None:
    assert not canary.found(repr(Keychain((key("ghcr.io", canary.USERNAME),))))
