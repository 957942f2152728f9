"""Two registries in a network of their own, near or far: one that lets anybody in, and Docker Hub with its tokens.

Which of them answers at once and which after a round trip is said by the network's table of hosts: it leads to the
servers themselves, or to relays in front of them.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import images, relay
from tests.machine.daemon import daemon
from tests.real import hub as docker_hub
from tests.real.certificates import authority, server
from tests.real.docker_registry import Form, docker_registry, free_port
from tests.real.network import Network, network

OPEN_HOST = "registry.bench"
HUB_HOST = "docker.io"

_SERVERS = {
    OPEN_HOST: "127.0.0.3",
    docker_hub.REGISTRY_HOST: docker_hub.REGISTRY_ADDRESS,
    docker_hub.TOKEN_HOST: docker_hub.TOKEN_ADDRESS,
}


@dataclass(frozen=True, slots=True)
class World:
    """The network that programs run in, and the file of the authority that they have to trust."""

    inside: Network
    certificate: Path
    table: Path

    def lead(self, trip: int) -> None:
        """Let every host be one round trip of so many milliseconds away; 0 leads to the servers themselves."""
        lines = (f"{_far(address, trip) if trip else address} {name}\n" for name, address in _SERVERS.items())
        self.table.write_text("127.0.0.1 localhost\n" + "".join(lines))


@contextmanager
def world(folder: Path, names: tuple[str, ...], trips: tuple[int, ...]) -> Iterator[World]:
    """Serve images under these names, from both registries, for the time of the block."""
    storage = _stored(folder, names)
    issuer = authority(folder / "authority")
    pair = server(folder / "open-certificate", issuer, OPEN_HOST)
    (folder / "hub").mkdir()
    with ExitStack() as stack:
        inside = stack.enter_context(network(folder, _SERVERS))
        form = Form(f"{_SERVERS[OPEN_HOST]}:443", pair)
        stack.enter_context(docker_registry(folder / "open", storage, OPEN_HOST, form, inside))
        stack.enter_context(docker_hub.hub(folder / "hub", storage, issuer, inside, {}))
        for address, trip in ((address, trip) for address in _SERVERS.values() for trip in trips if trip):
            far = _far(address, trip)
            command = (sys.executable, relay.__file__, f"{far}:443", f"{address}:443", str(trip))
            stack.enter_context(daemon(inside.inside(*command), folder / f"relay-{far}.log", ready="listening"))
        yield World(inside, issuer.certificate, folder / "hosts")


def _stored(folder: Path, names: tuple[str, ...]) -> Path:
    registry = f"127.0.0.1:{free_port()}"
    with docker_registry(folder / "filling", folder / "storage", registry, Form(registry)):
        images.push(registry, names)
    return folder / "storage"


def _far(address: str, trip: int) -> str:
    return f"127.0.{trip}.{address.rpartition('.')[2]}"
