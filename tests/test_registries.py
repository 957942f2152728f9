"""Where a run's credentials come from, and which of two counts."""

import json
from pathlib import Path
from typing import Any

import pytest

from imagegate.errors import UsageError
from imagegate.github.login import Login
from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.oci.reference import Reference
from imagegate.registries import address_rule, given_secrets, network, read_keychain, resolver
from imagegate.registry.mirror import parse_mirrors
from imagegate.registry.secret import Credential
from imagegate.settings import CredentialPlaces, RegistryAccess
from tests import canary
from tests.canary import TOKEN
from tests.fake_registry.auth import basic


def _user(access: RegistryAccess, reference: str) -> str | None:
    found = read_keychain(access, Deadline.after(5)).credential(Reference.parse(reference).repository)
    return found.username if isinstance(found, Credential) else None


def _places(**given: Path) -> RegistryAccess:
    return RegistryAccess(places=CredentialPlaces(**given))  # type: ignore[arg-type] # of files and folders alone


def _auths(user: str, *hosts: str) -> str:
    auth = {"auth": basic(user, canary.PASSWORD).removeprefix("Basic ")}
    return json.dumps({"auths": dict.fromkeys(hosts, auth)})


def test_what_is_given_counts_before_what_is_kept() -> None:
    access = RegistryAccess(
        logins=(Login("a.example", "given", "x"),),
        places=CredentialPlaces(
            text=_auths("text", "a.example", "b.example"), auth_config=_auths("variable", "b.example", "ghcr.io/team")
        ),
        github_token=TOKEN,
    )
    found = [
        _user(access, f"{name}/app") for name in ("a.example", "b.example", "ghcr.io/team", "ghcr.io/x", "c.example")
    ]
    assert found == ["given", "text", "variable", "x-access-token", None]


def test_a_longer_prefix_counts_before_a_stronger_place() -> None:
    access = RegistryAccess(
        logins=(Login("r.example", "host", "x"),), places=CredentialPlaces(text=_auths("team", "r.example/team"))
    )
    assert [_user(access, f"r.example/{path}") for path in ("team/app", "app")] == ["team", "host"]


@pytest.mark.parametrize(
    ("search_path", "expected"),
    [
        pytest.param(True, "kept", id="on the command line"),
        pytest.param(False, None, id="never in the action's container"),
    ],
)
def test_helpers(tmp_path: Path, search_path: bool, expected: str | None) -> None:  # noqa: FBT001 - a column of the table
    program = tmp_path / "docker-credential-x"
    program.write_text('#!/bin/sh\necho \'{"Username":"kept","Secret":"x"}\'\n')
    program.chmod(0o755)
    text = '{"credHelpers":{"r.example":"x"}}'
    access = RegistryAccess(places=CredentialPlaces(text=text, search_path=str(tmp_path) if search_path else None))
    assert _user(access, "r.example/app") == expected
    lack = read_keychain(access, Deadline.after(5)).lack(Reference.parse("r.example/app").repository)
    assert ("no helper can be run here" in lack) is not search_path


@pytest.mark.parametrize(
    ("reference", "user"),
    [
        pytest.param("ghcr.io/example/app", "x-access-token", id="the owner's repositories"),
        pytest.param("ghcr.io/other/app", None, id="not another owner's"),
        pytest.param("ghcr.io/example-evil/app", None, id="not one that begins alike"),
        pytest.param("ghcr.io.evil.example/example/app", None, id="not another registry's"),
    ],
)
def test_token_of_github(reference: str, user: str | None) -> None:
    assert _user(RegistryAccess(github_token=TOKEN, github_owner="example"), reference) == user


@pytest.mark.parametrize(
    ("access", "message"),
    [
        pytest.param(
            RegistryAccess(places=CredentialPlaces(docker_config=Path("/nowhere"))),
            "DOCKER_CONFIG names /nowhere",
            id="no folder",
        ),
        pytest.param(
            RegistryAccess(places=CredentialPlaces(file=Path("/nowhere"))), "cannot be read: no such file", id="no file"
        ),
        pytest.param(RegistryAccess(ca_bundle=Path("/nowhere")), "cannot be read: no such file", id="no CA bundle"),
        pytest.param(RegistryAccess(insecure=("http://a",)), "is not a registry's host", id="a scheme"),
        pytest.param(RegistryAccess(private=("a b",)), "is not a registry's host", id="no host"),
        pytest.param(RegistryAccess(auth_realms=("a",)), "is not REGISTRY=TOKEN-SERVER", id="no pair"),
        pytest.param(RegistryAccess(proxy="socks5://p"), "names a proxy that is not asked by", id="no proxy"),
        pytest.param(RegistryAccess(logins=(Login("a b", "u", "p"),)), "can have no credentials", id="no scope"),
    ],
)
def test_what_is_not_so_is_said_before_anything_is_asked(access: RegistryAccess, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        resolver(access)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, (None, None), id="none"),
        pytest.param({"proxy_variables": {"HTTPS_PROXY": "p:1"}}, ("p:1", None), id="the variables"),
        pytest.param({"proxy": "q:1", "proxy_variables": {"HTTPS_PROXY": "p:1"}}, ("q:1", "q:1"), id="the input first"),
        pytest.param(
            {"proxy": "q:1", "proxy_variables": {"NO_PROXY": "*"}}, ("q:1", "q:1"), id="and without exceptions"
        ),
    ],
)
def test_proxies(given: dict[str, Any], expected: tuple[str | None, str | None]) -> None:
    proxies = network(RegistryAccess(**given), AddressRule()).proxies
    found = (proxies.of("https://r.example/"), proxies.of("http://r.example/"))
    assert tuple(str(proxy) if proxy else None for proxy in found) == expected


def test_hosts_that_a_trusted_setting_names_may_have_private_addresses() -> None:
    access = RegistryAccess(
        logins=(Login("a.example", "u", "p"),),
        private=("b.example",),
        mirrors=("docker.io=c.example/hub",),
        auth_realms=("d.example=e.example:8443",),
        private_addresses=False,
    )
    rule = address_rule(access, read_keychain(access, Deadline.after(5)), parse_mirrors(access.mirrors))
    assert rule.private == {"a.example", "b.example", "c.example", "e.example:8443"}
    assert not rule.private_everywhere


def test_secrets_within_what_was_given() -> None:
    proxy = f"http://{canary.USERNAME}:{canary.PASSWORD}@p:1"
    access = RegistryAccess(places=CredentialPlaces(text=_auths("alice", "r.example")), proxy=proxy)
    assert set(given_secrets(access)) == {
        canary.PASSWORD,
        basic("alice", canary.PASSWORD).removeprefix("Basic "),
    }
    assert not canary.found(repr(access))
