"""Debian's `docker-registry`, in as many forms as one storage folder can be served."""

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.machine.daemon import daemon
from tests.real.access_log import AccessLog
from tests.real.certificates import Pair
from tests.real.network import Network


@dataclass(frozen=True, slots=True)
class Form:
    """How a registry is served: where it listens, with which certificate, asking for what."""

    address: str
    certificate: Pair | None = None
    auth: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DockerRegistry:
    """A running registry: its name as references write it, its URL, and its log."""

    name: str
    url: str
    log: AccessLog


@contextmanager
def docker_registry(
    folder: Path, storage: Path, name: str, form: Form, inside: Network | None = None
) -> Iterator[DockerRegistry]:
    """Serve a storage folder as the registry `name` until the end of the block."""
    folder.mkdir(parents=True)
    config, log = folder / "config.yml", AccessLog(folder / "log")
    config.write_text(json.dumps(_config(storage, form)))  # JSON is YAML
    command: tuple[str, ...] = ("docker-registry", "serve", str(config))
    if inside:
        command = inside.inside(*command)
    with daemon(command, log.path, ready="listening on"):
        yield DockerRegistry(name, f"{'https' if form.certificate else 'http'}://{name}", log)


def free_port() -> int:
    """Give a port on loopback that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def _config(storage: Path, form: Form) -> dict[str, Any]:
    http: dict[str, Any] = {"addr": form.address, "secret": "one for all"}
    if form.certificate:
        http["tls"] = {"certificate": str(form.certificate.certificate), "key": str(form.certificate.key)}
    return {
        "version": "0.1",
        "storage": {"filesystem": {"rootdirectory": str(storage)}},
        "http": http,
        "auth": form.auth,
    }
