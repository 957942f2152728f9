"""Where a run's credentials come from, and which of two counts."""

import json
from pathlib import Path

import pytest

from imagegate.errors import UsageError
from imagegate.github.login import Login
from imagegate.oci.reference import Reference
from imagegate.registries import read_keychain, resolver
from imagegate.settings import RegistryAccess
from tests.canary import TOKEN
from tests.fake_registry.auth import basic


def _config(folder: Path, **logins: str) -> Path:
    auths = {host.replace("_", "."): {"auth": basic(user, "x").removeprefix("Basic ")} for host, user in logins.items()}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "config.json"
    path.write_text(json.dumps({"auths": auths}))
    return path


def _user(access: RegistryAccess, reference: str) -> str | None:
    credential = read_keychain(access).credential(Reference.parse(reference).repository)
    return credential.username if credential else None


def test_sources_in_order(tmp_path: Path) -> None:
    named = _config(tmp_path / "named", a_example="named", b_example="named")
    folder = _config(tmp_path / "folder", b_example="folder", c_example="folder").parent
    _config(tmp_path / "home" / ".docker", d_example="home")
    access = RegistryAccess(
        logins=(Login("a.example", "login", "x"),), config_file=named, docker_config=folder, home=tmp_path / "home"
    )
    found = {host: _user(access, f"{host}.example/app") for host in "abcd"}
    assert found == {"a": "login", "b": "named", "c": "folder", "d": None}
    assert _user(RegistryAccess(home=tmp_path / "home"), "d.example/app") == "home"


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
        pytest.param(RegistryAccess(docker_config=Path("/nowhere")), "DOCKER_CONFIG names /nowhere", id="no folder"),
        pytest.param(RegistryAccess(config_file=Path("/nowhere")), "cannot be read: no such file", id="no file"),
        pytest.param(RegistryAccess(ca_bundle=Path("/nowhere")), "cannot be read: no such file", id="no CA bundle"),
        pytest.param(RegistryAccess(insecure=("http://a",)), "is not a registry's host", id="a scheme"),
        pytest.param(RegistryAccess(private=("a b",)), "is not a registry's host", id="no host"),
        pytest.param(RegistryAccess(logins=(Login("a b", "u", "p"),)), "can have no credentials", id="no scope"),
    ],
)
def test_what_is_not_so_is_said_before_anything_is_asked(access: RegistryAccess, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        resolver(access)


def test_broken_configuration_is_not_quoted(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"auths": {"a": {"auth": "secret-that-nobody-sees"')
    with pytest.raises(UsageError) as caught:
        read_keychain(RegistryAccess(config_file=path))
    assert str(path) in caught.value.message
    assert "secret" not in caught.value.message + caught.value.hint


def test_empty_folder_is_what_docker_logout_leaves(tmp_path: Path) -> None:
    assert read_keychain(RegistryAccess(docker_config=tmp_path)).entries == ()
