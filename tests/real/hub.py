"""Docker Hub under its own host names, in a network of its own."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.machine.daemon import daemon
from tests.real import token_server
from tests.real.access_log import AccessLog
from tests.real.certificates import Pair, authority, server
from tests.real.docker_registry import Form, docker_registry
from tests.real.network import Network

REGISTRY_HOST, REGISTRY_ADDRESS = "registry-1.docker.io", "127.0.0.1"
TOKEN_HOST, TOKEN_ADDRESS = "auth.docker.io", "127.0.0.2"

_SERVICE = "registry.docker.io"
_ISSUER = TOKEN_HOST


@dataclass(frozen=True, slots=True)
class Hub:
    """A running Docker Hub: what its registry and its token server were asked."""

    url: str
    registry: AccessLog
    tokens: AccessLog


@contextmanager
def hub(folder: Path, storage: Path, issuer: Pair, inside: Network, users: dict[str, str]) -> Iterator[Hub]:
    """Serve a storage folder as Docker Hub does; `users` have their passwords by name."""
    signer = authority(folder / "signer")
    auth = {
        "realm": f"https://{TOKEN_HOST}/token",
        "service": _SERVICE,
        "issuer": _ISSUER,
        "rootcertbundle": str(signer.certificate),
    }
    pair = server(folder / "registry-certificate", issuer, REGISTRY_HOST)
    form = Form(f"{REGISTRY_ADDRESS}:443", pair, {"token": auth})
    with (
        _tokens(folder, issuer, signer, inside, users) as tokens,
        docker_registry(folder / "registry", storage, REGISTRY_HOST, form, inside) as registry,
    ):
        yield Hub(registry.url, registry.log, tokens)


@contextmanager
def _tokens(folder: Path, issuer: Pair, signer: Pair, inside: Network, users: dict[str, str]) -> Iterator[AccessLog]:
    pair = server(folder / "token-certificate", issuer, TOKEN_HOST)
    settings = token_server.Settings(
        address=TOKEN_ADDRESS,
        port=443,
        certificate=str(pair.certificate),
        key=str(pair.key),
        issuer=_ISSUER,
        signing_certificate=str(signer.certificate),
        signing_key=str(signer.key),
        users=users,
    )
    file, log = folder / "token-server.json", AccessLog(folder / "token-server.log")
    file.write_text(json.dumps(asdict(settings)))
    command = inside.inside(sys.executable, token_server.__file__, str(file))
    with daemon(command, log.path, ready="listening on"):
        yield log
