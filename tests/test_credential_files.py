"""Where users keep credentials: which places are read, in which order, and that none is passed over in silence."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from imagegate.credential_files import given_secrets, read_entries
from imagegate.errors import UsageError
from imagegate.registry.credential import Entry
from imagegate.registry.secret import Credential
from imagegate.settings import CredentialPlaces
from tests import canary
from tests.fake_registry.auth import basic


def config(user: str, host: str = "r.example") -> str:
    return json.dumps({"auths": {host: {"auth": basic(user, canary.PASSWORD).removeprefix("Basic ")}}})


def put(path: Path, user: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(config(user))
    return path


def users(places: CredentialPlaces) -> list[str]:
    return [_user(entry) for entry in read_entries(places)]


def _user(entry: Entry) -> str:
    assert isinstance(entry.held, Credential)
    assert entry.held.password == canary.PASSWORD
    return entry.held.username


@pytest.fixture
def everywhere(tmp_path: Path) -> CredentialPlaces:
    home = tmp_path / "home"
    put(home / ".docker" / "config.json", "home")
    put(home / ".config" / "containers" / "auth.json", "podman")
    put(tmp_path / "runtime" / "containers" / "auth.json", "runtime")
    return CredentialPlaces(
        text=config("text"),
        file=put(tmp_path / "named.json", "named"),
        auth_config=config("variable"),
        docker_config=put(tmp_path / "docker" / "config.json", "folder").parent,
        home=home,
        runtime=tmp_path / "runtime",
    )


def test_every_place_in_its_order(everywhere: CredentialPlaces) -> None:
    assert users(everywhere) == ["text", "named", "variable", "folder", "home", "runtime", "podman"]


def test_a_file_of_podman_s_that_is_named_replaces_its_others(everywhere: CredentialPlaces, tmp_path: Path) -> None:
    named = put(tmp_path / "auth.json", "auth-file")
    assert users(replace(everywhere, auth_file=named))[-2:] == ["home", "auth-file"]


def test_podman_s_folder_may_be_elsewhere(tmp_path: Path) -> None:
    put(tmp_path / "x" / "containers" / "auth.json", "elsewhere")
    assert users(CredentialPlaces(home=tmp_path, config=tmp_path / "x")) == ["elsewhere"]


def test_one_folder_is_read_once(tmp_path: Path) -> None:
    put(tmp_path / ".docker" / "config.json", "home")
    assert users(CredentialPlaces(home=tmp_path, docker_config=tmp_path / ".docker")) == ["home"]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="no folder of Docker's"),
        pytest.param(".docker/config.json", id="an empty file"),
        pytest.param(".docker", id="a file where the folder would be"),
    ],
)
def test_nothing_where_nothing_has_to_be(tmp_path: Path, name: str) -> None:
    if name:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert users(CredentialPlaces(home=tmp_path, runtime=tmp_path / "none")) == []


@pytest.mark.parametrize(
    ("places", "message"),
    [
        pytest.param(
            CredentialPlaces(docker_config=Path("/nowhere")), "DOCKER_CONFIG names /nowhere, which is no folder here",
            id="DOCKER_CONFIG",
        ),
        pytest.param(
            CredentialPlaces(file=Path("/nowhere")), "the Docker configuration /nowhere cannot be read: no such file",
            id="a file that is named",
        ),
        pytest.param(
            CredentialPlaces(auth_file=Path("/nowhere")), "REGISTRY_AUTH_FILE: /nowhere cannot be read: no such file",
            id="REGISTRY_AUTH_FILE",
        ),
        pytest.param(
            CredentialPlaces(file=Path("/tmp")), "the Docker configuration /tmp cannot be read: is a directory",  # noqa: S108 - it is there everywhere
            id="a folder",
        ),
        pytest.param(
            CredentialPlaces(text=f'{{"auths":"{canary.PASSWORD}"}}'), "the input `docker-config`: `auths` is not",
            id="the input",
        ),
        pytest.param(
            CredentialPlaces(auth_config=canary.PASSWORD), "DOCKER_AUTH_CONFIG is not the JSON", id="the variable"
        ),
    ],
)  # fmt: skip
def test_what_is_named_has_to_be_there(places: CredentialPlaces, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        list(read_entries(places))
    assert caught.value.message.startswith(message)
    assert not canary.found(f"{caught.value.message} {caught.value.hint} {places!r}")


def test_a_file_that_may_not_be_read_is_not_passed_over(tmp_path: Path) -> None:
    # Root may read every file, so what nobody may read is a loop of links.
    path = tmp_path / ".docker" / "config.json"
    path.parent.mkdir()
    if os.geteuid():
        put(path, "home").chmod(0)
    else:
        path.symlink_to(path)
    with pytest.raises(UsageError) as caught:
        list(read_entries(CredentialPlaces(home=tmp_path)))
    assert caught.value.message.startswith(f"{path} may hold credentials and cannot be read: ")


def test_a_file_that_is_far_too_large(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    path.write_bytes(b" " * (1024 * 1024 + 1))
    with pytest.raises(UsageError, match="has more than 1048576 bytes"):
        list(read_entries(CredentialPlaces(file=path)))


def test_secrets_in_what_was_given() -> None:
    stored = '{"credsStore":"x","auths":{"a.example":{"identitytoken":"an-identity-token","auth":"MDA6"}}}'
    places = CredentialPlaces(text=config("alice"), auth_config=stored, file=Path("/nowhere"))
    found = list(given_secrets(places))
    assert {canary.PASSWORD, "an-identity-token"} <= set(found)
    assert basic("alice", canary.PASSWORD).removeprefix("Basic ") in found


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        pytest.param({}, CredentialPlaces(), id="nothing"),
        pytest.param({"DOCKER_CONFIG": "", "HOME": ""}, CredentialPlaces(), id="nothing in them"),
        pytest.param(
            {
                "DOCKER_AUTH_CONFIG": "{}",
                "DOCKER_CONFIG": "/d",
                "HOME": "/h",
                "REGISTRY_AUTH_FILE": "/a",
                "XDG_RUNTIME_DIR": "/r",
                "XDG_CONFIG_HOME": "/c",
                "PATH": "/bin",
            },
            CredentialPlaces("", None, "{}", Path("/d"), Path("/h"), Path("/a"), Path("/r"), Path("/c")),
            id="all of them",
        ),
    ],
)
def test_from_environ(environ: dict[str, str], expected: CredentialPlaces) -> None:
    assert CredentialPlaces.from_environ(environ) == expected
