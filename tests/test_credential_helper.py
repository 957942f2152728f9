"""Programs that keep credentials: which one is run, what it is told, and whatever it answers."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from imagegate.credential_helper import CredentialHelpers
from imagegate.http.deadline import Deadline
from imagegate.registry.credential import Stored, Unusable
from imagegate.registry.secret import Credential, IdentityToken, Secret
from tests import canary

R = Stored("x", "r.example")
BY_X = "are kept by the helper docker-credential-x, which "


def helper(folder: Path, script: str, name: str = "x") -> Path:
    """Write a helper; `$0.asked` beside it is what it was told, a line for each time."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"docker-credential-{name}"
    path.write_text(f'#!/bin/sh\necho "$* $(cat)" >> "$0.asked"\n{script}\n')
    path.chmod(0o755)
    return path


def told(path: Path) -> list[str]:
    return Path(f"{path}.asked").read_text().splitlines()


def ask(path: str | Path, stored: Stored = R, seconds: float = 5) -> Secret | Unusable | None:
    return CredentialHelpers(str(path), Deadline.after(seconds))(stored)


def says(username: str, secret: str) -> str:
    return f'echo \'{{"ServerURL":"s","Username":"{username}","Secret":"{secret}"}}\''


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param(
            says(canary.USERNAME, canary.PASSWORD), Credential(canary.USERNAME, canary.PASSWORD), id="a password"
        ),
        pytest.param(says("<token>", "t"), IdentityToken("<token>", "t"), id="an identity token"),
        pytest.param(says("", ""), None, id="nothing, politely"),
        pytest.param(says("alice", ""), None, id="a user alone"),
        pytest.param("echo 'credentials not found in native keychain'; exit 1", None, id="nothing"),
        pytest.param(f"echo 'no: {canary.PASSWORD}'; exit 1", Unusable(f"{BY_X}failed"), id="a failure"),
        pytest.param("exit 3", Unusable(f"{BY_X}failed"), id="a failure without a word"),
        pytest.param("kill -9 $$", Unusable(f"{BY_X}failed"), id="killed"),
        pytest.param("", Unusable(f"{BY_X}answered with something that is none"), id="no word"),
        pytest.param(
            f"echo {canary.PASSWORD}", Unusable(f"{BY_X}answered with something that is none"), id="no JSON"
        ),
        pytest.param("echo '[]'", Unusable(f"{BY_X}answered with something that is none"), id="no object"),
        pytest.param(
            'echo \'{"Username":"a","Secret":1}\'', Unusable(f"{BY_X}answered with something that is none"),
            id="a number",
        ),
        pytest.param(
            'printf \'{"Username":"a","Secret":"a\\\\u0000"}\'',
            Unusable(f"{BY_X}answered with something that is none"), id="a NUL",
        ),
        pytest.param(
            "head -c 300000 /dev/zero | tr '\\0' ' '; echo '{}'",
            Unusable(f"{BY_X}answered with something that is none"), id="far too much",
        ),
        pytest.param(f"echo {canary.PASSWORD} >&2; {says('a', 'b')}", Credential("a", "b"), id="noise beside it"),
    ],
)  # fmt: skip
def test_answers(tmp_path: Path, script: str, expected: Secret | Unusable | None) -> None:
    path = helper(tmp_path, script)
    found = ask(tmp_path)
    assert found == expected
    assert not canary.found(repr(found))
    assert told(path) == ["get r.example"]


def test_a_helper_that_hangs_is_left(tmp_path: Path) -> None:
    helper(tmp_path, "sleep 5")
    assert ask(tmp_path, seconds=0.2) == Unusable(f"{BY_X}did not answer within 0 seconds")


def test_a_helper_that_is_no_program(tmp_path: Path) -> None:
    path = helper(tmp_path, "")
    path.write_bytes(b"\0\0\0\0")
    assert ask(tmp_path) == Unusable(f"{BY_X.removesuffix('which ')}which cannot be run")


@pytest.mark.parametrize(
    "search_path",
    [
        pytest.param("", id="no path"),
        pytest.param(".", id="the working directory"),
        pytest.param(":", id="the working directory, unsaid"),
        pytest.param("bin", id="a folder in it"),
        pytest.param("/nowhere", id="a folder that is not there"),
    ],
)
def test_a_helper_is_looked_for_on_the_path_alone(
    tmp_path: Path, search_path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [helper(tmp_path, says("a", "b")), helper(tmp_path / "bin", says("a", "b"))]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert ask(search_path) == Unusable(f"{BY_X}is not on PATH: install it, or log in without it")
    assert not any(Path(f"{path}.asked").exists() for path in paths)


def test_the_first_on_the_path_counts(tmp_path: Path) -> None:
    helper(tmp_path / "one", says("one", "x"))
    helper(tmp_path / "two", says("two", "x"))
    assert ask(f"relative:{tmp_path / 'none'}:{tmp_path / 'two'}:{tmp_path / 'one'}") == Credential("two", "x")


def test_each_is_asked_once_for_each_server(tmp_path: Path) -> None:
    path = helper(tmp_path, "sleep 0.05; " + says("a", "b"))
    helpers = CredentialHelpers(str(tmp_path), Deadline.after(5))
    gate = threading.Barrier(4)

    def one(server: str) -> Secret | Unusable | None:
        gate.wait(5)
        return helpers(Stored("x", server))

    with ThreadPoolExecutor(4) as executor:
        found = list(executor.map(one, ["r.example", "r.example", "s.example", "s.example"]))
    assert found == [Credential("a", "b")] * 4
    assert sorted(told(path)) == ["get r.example", "get s.example"]


def test_no_shell_sees_the_server(tmp_path: Path) -> None:
    path = helper(tmp_path, says("a", "b"))
    ask(tmp_path, Stored("x", "$(touch /tmp/never)`id`;x"))
    assert told(path) == ["get $(touch /tmp/never)`id`;x"]
