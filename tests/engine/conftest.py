"""The action's container, built from this repository, and a registry with two small images."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.action_image import REPOSITORY, action_image
from tests.engine.names import TITLE
from tests.engine.pull_request import PullRequest
from tests.engine.pull_request import pull_request as serve_pull_request
from tests.machine.command import environment, run
from tests.real.docker_registry import DockerRegistry, Form, docker_registry, free_port
from tests.runner.action import Action
from tests.runner.host import Host

APP = Path(__file__).with_name("app")
# What the action's image is made of, and its definition.
ACTION = (
    *("Dockerfile", ".dockerignore", "action.yml", "entrypoint.py", "requirements.txt"),
    *("imagegate", "policies", "container"),
)


@pytest.fixture(scope="session")
def container() -> Iterator[str]:
    """The image of the action, by its tag."""
    with action_image() as name:
        yield name


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DockerRegistry]:
    """A registry on loopback: `app:1.0` complies with the default policy, `app:root` does not."""
    folder, name = tmp_path_factory.mktemp("engine"), f"127.0.0.1:{free_port()}"
    environ = environment(DOCKER_CONFIG=str(folder), DOCKER_BUILDKIT="0")
    with docker_registry(folder / "registry", folder / "storage", name, Form(name)) as running:
        for tag, user in (("1.0", "10001:10001"), ("root", "root")):
            image = f"{name}/app:{tag}"
            arguments = ("--build-arg", f"USER={user}", "--build-arg", f"TITLE={TITLE}")
            run("docker", "build", *arguments, "--tag", image, APP, environ=environ)
            run("docker", "push", image, environ=environ)
            run("docker", "image", "rm", "--force", image, environ=environ)
        yield running


@pytest.fixture(scope="session")
def pull_request(registry: DockerRegistry, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PullRequest]:
    """A pull request with a case in each folder, to a repository that holds the action too."""
    action = {name: REPOSITORY / name for name in ACTION}
    with serve_pull_request(tmp_path_factory.mktemp("pull-request"), registry.name, action) as served:
        yield served


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """The runner's folders of one step, with an empty workspace."""
    host = Host(tmp_path)
    host.workspace.mkdir(parents=True)
    return host


@pytest.fixture(scope="session")
def action() -> Action:
    """The action's metadata."""
    return Action.read(REPOSITORY / "action.yml")
