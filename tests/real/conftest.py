"""Registries that others wrote, with images that others built, for the whole session.

One storage folder is served five times: open and with a password on free ports, and in a network of their own as Docker
Hub, as `myregistry.example:5443` with a password, and as `localhost:5000`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine.command import run
from tests.real import hub as docker_hub
from tests.real.certificates import Pair, authority, server
from tests.real.content import filled
from tests.real.docker_registry import DockerRegistry, Form, docker_registry, free_port
from tests.real.hub import Hub
from tests.real.names import LOCAL, PASSWORD, PRIVATE, PRIVATE_HOST, USER
from tests.real.network import Network, network
from tests.real.program import Terminal


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the session."""
    return tmp_path_factory.mktemp("real")


@pytest.fixture(scope="session")
def open_registry(folder: Path) -> Iterator[DockerRegistry]:
    """A registry that lets anybody in, filled."""
    name = f"127.0.0.1:{free_port()}"
    with docker_registry(folder / "open", folder / "storage", name, Form(name)) as registry:
        workshop = folder / "workshop"
        workshop.mkdir()
        with filled(name, workshop):
            yield registry


@pytest.fixture(scope="session")
def storage(open_registry: DockerRegistry, folder: Path) -> Path:
    """The folder in which the images lie."""
    assert open_registry.url
    return folder / "storage"


@pytest.fixture(scope="session")
def passwords(folder: Path) -> dict[str, dict[str, str]]:
    """How a registry is told to ask for a password."""
    file = folder / "htpasswd"
    file.write_text(run("htpasswd", "-Bbn", USER, PASSWORD))
    return {"htpasswd": {"realm": "a registry", "path": str(file)}}


@pytest.fixture(scope="session")
def password_registry(folder: Path, storage: Path, passwords: dict[str, dict[str, str]]) -> Iterator[DockerRegistry]:
    """A registry that wants a user name and a password."""
    name = f"127.0.0.1:{free_port()}"
    with docker_registry(folder / "password", storage, name, Form(name, auth=passwords)) as registry:
        yield registry


@pytest.fixture(scope="session")
def issuer(folder: Path) -> Pair:
    """A private certificate authority."""
    return authority(folder / "authority")


@pytest.fixture(scope="session")
def inside(folder: Path) -> Iterator[Network]:
    """A network that knows Docker Hub and one private registry."""
    hosts = {
        docker_hub.REGISTRY_HOST: docker_hub.REGISTRY_ADDRESS,
        docker_hub.TOKEN_HOST: docker_hub.TOKEN_ADDRESS,
        PRIVATE_HOST: "127.0.0.1",
    }
    with network(folder, hosts) as opened:
        yield opened


@pytest.fixture(scope="session")
def hub(folder: Path, storage: Path, issuer: Pair, inside: Network) -> Iterator[Hub]:
    """Docker Hub."""
    (folder / "hub").mkdir()
    with docker_hub.hub(folder / "hub", storage, issuer, inside, {USER: PASSWORD}) as running:
        yield running


@pytest.fixture(scope="session")
def private_registry(
    folder: Path, storage: Path, issuer: Pair, inside: Network, passwords: dict[str, dict[str, str]]
) -> Iterator[DockerRegistry]:
    """A registry with a name of its own, a certificate of a private authority, and a password."""
    pair = server(folder / "private-certificate", issuer, PRIVATE_HOST)
    form = Form("127.0.0.1:5443", pair, passwords)
    with docker_registry(folder / "private", storage, PRIVATE, form, inside) as registry:
        yield registry


@pytest.fixture(scope="session")
def local_registry(folder: Path, storage: Path, inside: Network) -> Iterator[DockerRegistry]:
    """The registry that a developer starts without further thought."""
    with docker_registry(folder / "local", storage, LOCAL, Form("127.0.0.1:5000"), inside) as registry:
        yield registry


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A user without any credentials, in the machine's network."""
    return Terminal(tmp_path)


@pytest.fixture
def terminal_inside(tmp_path: Path, inside: Network, issuer: Pair) -> Terminal:
    """A user without any credentials, in the network of its own, who trusts the private authority."""
    return Terminal(tmp_path, inside, issuer.certificate)
