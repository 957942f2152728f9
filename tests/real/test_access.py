"""What keeps an image from being read, as a registry really says it."""

import json
from pathlib import Path

import pytest

from tests.real.docker_registry import DockerRegistry
from tests.real.names import CREDENTIAL, PASSWORD, USER
from tests.real.program import Terminal

pytestmark = [pytest.mark.registry, pytest.mark.engine]

POLICY = str(Path(__file__).with_name("policy.yaml"))


@pytest.mark.parametrize(
    ("image", "code"),
    [
        pytest.param("team/app:9.9", "not-found", id="no-such-tag"),
        pytest.param("team/nothing:1.0", "not-found", id="no-such-repository"),
        pytest.param(f"team/app@sha256:{'0' * 64}", "not-found", id="no-such-digest"),
    ],
)
def test_missing(terminal: Terminal, open_registry: DockerRegistry, image: str, code: str) -> None:
    reference = f"{open_registry.name}/{image}"
    ended = terminal.imagegate("check", "--policy", POLICY, "--format", "json", reference)
    [judged] = json.loads(ended.output)["images"]
    assert (ended.code, judged["verdict"], judged["error"]["code"]) == (3, "unverified", code)
    assert open_registry.name in judged["error"]["message"]
    shown = terminal.imagegate("inspect", reference)
    assert (shown.code, shown.output, shown.error.count("\n")) == (3, "", 1)
    assert judged["error"]["message"] in shown.error


@pytest.mark.parametrize(
    ("credential", "image", "code"),
    [
        pytest.param(CREDENTIAL, "team/app:1.0", 0, id="the-right-password-has-a-colon-and-an-umlaut"),
        pytest.param(CREDENTIAL, "team/app:root", 1, id="a-violation-behind-a-password"),
        pytest.param(CREDENTIAL, "team/app:9.9", 3, id="no-such-tag"),
        pytest.param(f"{USER}:canary-of-a-password", "team/app:1.0", 3, id="a-wrong-password"),
        pytest.param("", "team/app:1.0", 3, id="no-password"),
    ],
)
def test_password(
    terminal: Terminal, password_registry: DockerRegistry, credential: str, image: str, code: int
) -> None:
    if credential:
        terminal.log_in(password_registry.name, credential)
    ended = terminal.imagegate("check", "--policy", POLICY, f"{password_registry.name}/{image}")
    assert ended.code == code, ended
    written = ended.output + ended.error
    assert password_registry.name in written
    assert PASSWORD not in written
    assert "canary" not in written


def test_untrusted_certificate(terminal_inside: Terminal, private_registry: DockerRegistry) -> None:
    stranger = Terminal(terminal_inside.home, terminal_inside.network)
    with private_registry.log.requests() as asked:
        ended = stranger.imagegate("check", "--policy", POLICY, f"{private_registry.name}/hello-world")
    assert (ended.code, asked) == (3, [])
    assert private_registry.name in ended.output + ended.error
