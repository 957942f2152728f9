"""Images for a registry: manifests and configs of a usual size over one layer that nobody pulls."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

_LAYERS = 8
_LAYER = b"nobody pulls this"
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_CONFIG = "application/vnd.oci.image.config.v1+json"
_LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip"


def names(count: int, repositories: int) -> tuple[str, ...]:
    """Name images without their registry: `library/app3:17`."""
    return tuple(f"library/app{number % repositories}:{number}" for number in range(count))


def push(registry: str, wanted: tuple[str, ...]) -> None:
    """Push an image of its own under each name; `registry` is `host:port`, asked by plain http."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: _push(registry, name), wanted))


def _push(registry: str, name: str) -> None:
    repository, _, tag = name.partition(":")
    config = json.dumps(_config(name)).encode()
    layers = [_descriptor(_LAYER, _LAYER_TYPE)] * _LAYERS
    manifest = {"schemaVersion": 2, "mediaType": _MANIFEST, "config": _descriptor(config, _CONFIG), "layers": layers}
    connection = HTTPConnection(registry)
    for blob in (_LAYER, config):
        place = urlsplit(_ask(connection, "POST", f"/v2/{repository}/blobs/uploads/", b""))
        digest = _descriptor(blob, "")["digest"]
        _ask(connection, "PUT", f"{place.path}?{place.query}&digest={digest}", blob)
    _ask(connection, "PUT", f"/v2/{repository}/manifests/{tag}", json.dumps(manifest).encode())
    connection.close()


def _ask(connection: HTTPConnection, method: str, path: str, body: bytes) -> str:
    connection.request(
        method, path, body, {"Content-Type": _MANIFEST if "/manifests/" in path else "application/octet-stream"}
    )
    response = connection.getresponse()
    said = response.read()
    if response.status not in {201, 202}:
        message = f"{method} {path}: {response.status} {said.decode('utf-8', 'replace')}"
        raise RuntimeError(message)
    return response.headers["Location"]


def _config(name: str) -> dict[str, object]:
    steps = [
        f"RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends part{n} {'x' * 400}"
        for n in range(_LAYERS)
    ]
    return {
        "architecture": "amd64",
        "os": "linux",
        "created": "2026-11-01T00:00:00Z",
        "config": {
            "User": "10001:10001",
            "Env": ["PATH=/usr/local/bin:/usr/bin:/bin", *(f"SETTING_{n}=value-{n}" for n in range(12))],
            "Entrypoint": ["/app"],
            "Labels": {"org.opencontainers.image.title": name, "org.opencontainers.image.version": "1.0"},
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(_LAYER).hexdigest()}"] * _LAYERS},
        "history": [{"created": "2026-11-01T00:00:00Z", "created_by": step} for step in steps],
    }


def _descriptor(content: bytes, media_type: str) -> dict[str, object]:
    return {"mediaType": media_type, "digest": f"sha256:{hashlib.sha256(content).hexdigest()}", "size": len(content)}
