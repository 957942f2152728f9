"""Six ways to name an image, each against the registry it means."""

import json

import pytest

from tests.real.names import CREDENTIAL, LOCAL, PRIVATE
from tests.real.program import Terminal

pytestmark = [
    pytest.mark.registry,
    pytest.mark.engine,
    pytest.mark.usefixtures("hub", "private_registry", "local_registry"),
]

RUBY = ("https://registry-1.docker.io", "library/ruby")
HELLO = ("hello-world", "latest")


@pytest.mark.parametrize(
    ("reference", "asked"),
    [
        pytest.param("ruby", (*RUBY, "latest"), id="a-bare-name-is-an-official-image"),
        pytest.param("library/ruby", (*RUBY, "latest"), id="an-official-image-with-its-namespace"),
        pytest.param("docker.io/library/ruby", (*RUBY, "latest"), id="an-official-image-with-its-registry"),
        pytest.param("docker.io/library/ruby:3.0.4", (*RUBY, "3.0.4"), id="an-official-image-with-its-tag"),
        pytest.param("localhost:5000/hello-world", (f"http://{LOCAL}", *HELLO), id="a-registry-on-this-machine"),
    ],
)
def test_open(terminal_inside: Terminal, reference: str, asked: tuple[str, ...]) -> None:
    ended = terminal_inside.imagegate("inspect", "--config", reference)
    assert ended.code == 0, ended.error
    assert json.loads(ended.output) == terminal_inside.three_requests(*asked)


@pytest.mark.parametrize(
    ("reference", "asked", "login"),
    [
        pytest.param(f"{PRIVATE}/hello-world", (f"https://{PRIVATE}", *HELLO), PRIVATE, id="a-registry-with-a-port"),
        pytest.param(
            "alice/private:1.0",
            ("https://registry-1.docker.io", "alice/private", "1.0"),
            "https://index.docker.io/v1/",
            id="a-private-repository-on-docker-hub",
        ),
    ],
)
def test_logged_in(terminal_inside: Terminal, reference: str, asked: tuple[str, ...], login: str) -> None:
    terminal_inside.log_in(login, CREDENTIAL)
    ended = terminal_inside.imagegate("inspect", "--config", reference)
    assert ended.code == 0, ended.error
    assert json.loads(ended.output) == terminal_inside.three_requests(*asked, credential=CREDENTIAL)
