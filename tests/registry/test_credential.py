"""Which credential belongs to which repository."""

import pytest

from imagegate.oci.reference import Repository
from imagegate.registry.credential import Entry, Keychain, Scope, Stored, Unusable, parse_scope
from imagegate.registry.secret import Credential, IdentityToken, RegistryToken, Secret, is_token, secret_of
from tests import canary


def key(text: str, name: str, *, offered: bool = False) -> Entry:
    scope = parse_scope(text)
    assert scope
    return Entry(scope, Credential(name, canary.PASSWORD, offered=offered))


GONE = Unusable("are gone")


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
            [Entry(Scope("ghcr.io"), GONE), key("ghcr.io", "b", offered=True)], "ghcr.io/team/app", "b",
            id="one that cannot be used hides no other",
        ),
    ],
)  # fmt: skip
def test_credential(entries: list[Entry], repository: str, expected: str | None) -> None:
    registry, _, path = repository.partition("/")
    found = Keychain(tuple(entries)).credential(Repository(registry, path))
    assert (found.username if isinstance(found, Credential) else None) == expected


KEPT: dict[Stored, Secret | Unusable] = {
    Stored("own", "ghcr.io"): Credential("own", "x"),
    Stored("all", "https://index.docker.io/v1/"): Credential("hub", "x"),
    Stored("all", "r.example:5000"): Credential("all", "x"),
    Stored("broken", "ghcr.io"): GONE,
}
OWN, ALL = Entry(Scope("ghcr.io"), Stored("own", "ghcr.io")), Entry(Scope(""), Stored("all"))


@pytest.mark.parametrize(
    ("entries", "repository", "expected", "asked"),
    [
        pytest.param([OWN, ALL], "ghcr.io/team/app", "own", ["own ghcr.io"], id="a registry's own helper"),
        pytest.param([OWN, ALL], "r.example:5000/app", "all", ["all r.example:5000"], id="the helper for all"),
        pytest.param([ALL], "docker.io/library/x", "hub", ["all https://index.docker.io/v1/"], id="Docker Hub's name"),
        pytest.param([ALL, OWN], "ghcr.io/app", "own", ["own ghcr.io"], id="what names the host comes first"),
        pytest.param([ALL, key("ghcr.io", "a")], "ghcr.io/app", "a", [], id="also what is written down"),
        pytest.param([key("ghcr.io/team", "a"), OWN], "ghcr.io/team/app", "a", [], id="nobody is asked in vain"),
        pytest.param(
            [ALL, key("ghcr.io", "a", offered=True)], "ghcr.io/app", "a", ["all ghcr.io"], id="it keeps nothing for it"
        ),
        pytest.param(
            [Entry(Scope("ghcr.io"), Stored("broken", "ghcr.io")), key("ghcr.io", "a")], "ghcr.io/app", "a",
            ["broken ghcr.io"], id="it cannot be asked",
        ),
    ],
)  # fmt: skip
def test_helpers(entries: list[Entry], repository: str, expected: str | None, asked: list[str]) -> None:
    found: list[str] = []

    def ask(stored: Stored) -> Secret | Unusable | None:
        found.append(f"{stored.helper} {stored.server}")
        return KEPT.get(stored)

    registry, _, path = repository.partition("/")
    secret = Keychain(tuple(entries), ask).credential(Repository(registry, path))
    assert (secret.username if isinstance(secret, Credential) else None, found) == (expected, asked)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param(Entry(Scope("ghcr.io", "team"), GONE), "the credentials for ghcr.io/team are gone", id="a prefix"),
        pytest.param(Entry(Scope("ghcr.io", "other"), GONE), "", id="another prefix"),
        pytest.param(key("ghcr.io", "a"), "", id="usable"),
        pytest.param(
            ALL,
            "the credentials for ghcr.io are kept by the helper docker-credential-all, and no helper can be run here: "
            "give them in `credentials`, `password` or `docker-config`",
            id="no helper can be asked",
        ),
    ],
)
def test_lack(entry: Entry, expected: str) -> None:
    assert Keychain((entry,)).lack(Repository("ghcr.io", "team/app")) == expected


def test_hosts_are_those_that_somebody_gave_credentials_for() -> None:
    keychain = Keychain(
        (
            *(Entry(Scope("a.example", "team"), GONE), key("b.example", "a"), key("c.example", "t", offered=True)),
            *(Entry(Scope(""), Stored("all")), Entry(Scope("d.example"), Stored("own", "d.example"))),
        )
    )
    assert keychain.hosts == {"a.example", "b.example", "d.example"}


def test_basic_is_utf8() -> None:
    assert Credential("ä", "s:ü").basic == "Basic w6Q6czrDvA=="


AZURE = "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        pytest.param("alice", Credential("alice", "p"), id="a password"),
        pytest.param("<token>", IdentityToken("<token>", "p"), id="what a helper gives"),
        pytest.param(AZURE, IdentityToken(AZURE, "p"), id="what Azure takes"),
        pytest.param("oauth2accesstoken", Credential("oauth2accesstoken", "p"), id="a token that is a password"),
    ],
)
def test_a_user_may_say_what_the_password_is(username: str, expected: Secret) -> None:
    assert secret_of(username, "p") == expected


def test_an_identity_token_as_a_password() -> None:
    assert IdentityToken("", "t").basic == Credential("<token>", "t").basic
    assert IdentityToken("a", "t").basic == Credential("a", "t").basic


@pytest.mark.parametrize(
    ("text", "expected"), [("a-~", True), ("", False), ("a b", False), ("a\n", False), ("ä", False)]
)
def test_is_token(text: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_token(text) is expected


@pytest.mark.parametrize(
    "secret",
    [
        pytest.param(Credential(canary.USERNAME, canary.PASSWORD), id="a password"),
        pytest.param(IdentityToken(canary.USERNAME, canary.TOKEN), id="an identity token"),
        pytest.param(RegistryToken(canary.TOKEN), id="a registry token"),
    ],
)
def test_a_secret_is_not_shown(secret: Secret) -> None:
    assert not canary.found(repr(Keychain((Entry(Scope("ghcr.io"), secret),))))
    assert canary.found(" ".join(secret.secrets))
