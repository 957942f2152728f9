"""A registry on loopback that serves OCI image layouts as they lie in a folder: all that a pull asks for, and no more.

The program of this repository is not used here; otherwise the two could agree on a mistake.
"""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_PATH = re.compile(r"/v2/(?P<name>[a-z0-9/-]+)/(?P<kind>manifests|blobs)/(?P<locator>[A-Za-z0-9_.:-]+)")
_DIGEST = re.compile("sha256:[a-f0-9]{64}")
_TAG = "org.opencontainers.image.ref.name"


@dataclass(frozen=True)
class Registry:
    """Where the registry listens, as `host:port`, and the paths that were asked for so far."""

    address: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def serve(layouts: Path) -> Iterator[Registry]:
    """Serve every layout below a folder under its path there, on a free port, until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        registry = Registry(f"localhost:{server.server_port}")
        server.RequestHandlerClass = _handler(layouts, registry.asked)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield registry
        finally:
            server.shutdown()


def _handler(layouts: Path, asked: list[str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            answer = _answer(layouts, self.path)
            self.send_response(HTTPStatus.OK if answer else HTTPStatus.NOT_FOUND)
            media_type, content = answer or ("application/json", b'{"errors":[{"code":"MANIFEST_UNKNOWN"}]}')
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            if answer:
                self.send_header("Docker-Content-Digest", f"sha256:{hashlib.sha256(content).hexdigest()}")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
            """Say nothing: the demo's output belongs to the gate."""

    return Handler


def _answer(layouts: Path, path: str) -> tuple[str, bytes] | None:
    if path == "/v2/":
        return "application/json", b"{}"
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    layout, locator = layouts / match["name"], match["locator"]
    digest = locator if _DIGEST.fullmatch(locator) else _tagged(layout, locator)
    blob = layout / "blobs" / (digest or "").replace(":", "/")
    if not digest or not blob.is_file():
        return None
    content = blob.read_bytes()
    return (_media_type(content) if match["kind"] == "manifests" else "application/octet-stream"), content


def _tagged(layout: Path, tag: str) -> str | None:
    index = layout / "index.json"
    entries = json.loads(index.read_bytes())["manifests"] if index.is_file() else []
    return next((entry["digest"] for entry in entries if entry.get("annotations", {}).get(_TAG) == tag), None)


def _media_type(content: bytes) -> str:
    # umoci leaves `mediaType` out of manifests, as early versions of the specification did.
    media_type: str = json.loads(content).get("mediaType", "application/vnd.oci.image.manifest.v1+json")
    return media_type
