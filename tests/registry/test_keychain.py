"""Where credentials come from, and in which order."""

import pytest

from imagegate.errors import UsageError
from imagegate.oci.reference import Repository
from imagegate.registry.credential import Entry, Scope, Unusable
from imagegate.registry.docker_config import parse
from imagegate.registry.keychain import GithubToken, keychain, logins, registry_hosts
from imagegate.registry.secret import Credential
from tests import canary

PASSWORD = canary.PASSWORD
EMPTY = Unusable("are empty here: pull requests from forks and Dependabot get no secrets")
DOCKER = b'{"auths":{"r.example":{"username":"docker","password":"p"},"ghcr.io":{"username":"docker","password":"p"}}}'


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(("ghcr.io", "alice", PASSWORD), Entry(Scope("ghcr.io"), Credential("alice", PASSWORD)), id="host"),
        pytest.param(
            ("ghcr.io/team", "alice", PASSWORD),
            Entry(Scope("ghcr.io", "team"), Credential("alice", PASSWORD)),
            id="prefix",
        ),
        pytest.param(("ghcr.io", "alice", ""), Entry(Scope("ghcr.io"), EMPTY), id="an empty password"),
        pytest.param(("ghcr.io", "", PASSWORD), Entry(Scope("ghcr.io"), EMPTY), id="an empty user"),
    ],
)
def test_logins(given: tuple[str, str, str], expected: Entry) -> None:
    assert logins([given]) == (expected,)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param([("a b", "u", PASSWORD)], "'a b' is not a registry's host", id="no registry"),
        pytest.param([("ghcr.io", "a:b", PASSWORD)], "the user name for ghcr.io holds a colon", id="a colon"),
        pytest.param(
            [("ghcr.io", "a", PASSWORD), ("GHCR.IO:443", "b", PASSWORD)], "two credentials for ghcr.io", id="twice"
        ),
    ],
)
def test_logins_refused(given: list[tuple[str, str, str]], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        logins(given)
    assert message in caught.value.message
    assert not canary.found(repr(caught.value))


@pytest.mark.parametrize(
    ("repository", "expected"),
    [
        pytest.param("ghcr.io/acme/app", "docker", id="docker's before GitHub's token"),
        pytest.param("r.example/app", "given", id="given before docker's"),
        pytest.param("containers.example/acme/app", None, id="the token goes nowhere else"),
    ],
)
def test_order(repository: str, expected: str | None) -> None:
    chain = keychain(
        logins([("r.example", "given", PASSWORD)]), parse(DOCKER, "config.json"), github=GithubToken("t", "acme")
    )
    registry, _, path = repository.partition("/")
    found = chain.credential(Repository(registry, path))
    assert (found.username if isinstance(found, Credential) else None) == expected


@pytest.mark.parametrize(
    ("owner", "path", "reached"),
    [
        pytest.param("Acme", "acme/app", True, id="the owner, in lower case"),
        pytest.param("acme", "acme-evil/app", False, id="another owner"),
        pytest.param(None, "anybody/app", True, id="no owner, on the command line"),
    ],
)
def test_github(owner: str | None, path: str, reached: bool) -> None:  # noqa: FBT001 - a column of the table
    found = keychain(github=GithubToken(canary.TOKEN, owner)).credential(Repository("ghcr.io", path))
    expected = Credential("x-access-token", canary.TOKEN, offered=True)
    assert found == (expected if reached else None)


def test_no_token_is_none() -> None:
    assert keychain(github=GithubToken("")).entries == ()


def test_registry_hosts() -> None:
    assert registry_hosts(["R.example:443", " localhost:5000"], "private-registries") == {"r.example", "localhost:5000"}
    with pytest.raises(UsageError, match="'https://r' in `private-registries` is not a registry's host"):
        registry_hosts(["https://r"], "private-registries")
