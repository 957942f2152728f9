"""A registry in memory that speaks real HTTP on loopback, counts its requests, and can be made to misbehave."""

import json
import re
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from imagegate.oci import media_type
from tests.fake_registry.answer import Answer, Change, Fault
from tests.fake_registry.auth import Auth, Open
from tests.fake_registry.store import Store

_OBJECT = re.compile(r"/v2/(?P<repository>[a-z0-9/._-]+)/(?P<kind>manifests|blobs)/(?P<locator>[A-Za-z0-9_.:-]+)")
_REFERRERS = re.compile(
    r"/v2/(?P<repository>[a-z0-9/._-]+)/referrers/(?P<digest>[a-z0-9:]+)(?:\?page=(?P<page>[0-9]+))?"
)
_CDN = "/cdn"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came, and the status of its answer."""

    path: str
    headers: dict[str, str]
    status: int
    form: str = ""

    @property
    def authorization(self) -> str | None:
        """The credentials that came along."""
        return self.headers.get("authorization")


@dataclass(slots=True)
class FakeRegistry:
    """A registry at `address` (`host:port`), and everything that a test sets or looks at.

    `accepted` has when each connection came, by `time.perf_counter`.
    """

    address: str
    url: str
    store: Store
    auth: Auth = field(default_factory=Open)
    token_path: str = "/token"
    cdn: str | None = None
    lists_referrers: bool = True
    page_size: int = 100
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    accepted: list[float] = field(default_factory=list)
    said: tuple[str, ...] = ()

    def on(self, path: str, change: Change, times: int | None = None) -> None:
        """Change the answers to a path (a regular expression for all of it, without the query)."""
        self.faults.append(Fault(path, change, times))

    def paths(self) -> list[str]:
        """Give what was asked for, without queries, in order."""
        return [asked.path.partition("?")[0] for asked in self.asked]

    def statuses(self) -> list[int]:
        """Give the statuses of the answers, in order."""
        return [asked.status for asked in self.asked]

    def answer(self, target: str, authorization: str | None, form: str = "") -> Answer:
        """Answer a request, a POST if there is a form, with the faults that are set."""
        path = target.partition("?")[0]
        answer = self._answer(target, path, authorization, form)
        for fault in self.faults:
            if fault.times != 0 and re.fullmatch(fault.path, path):
                fault.times = None if fault.times is None else fault.times - 1
                answer = fault.change(answer)
        return answer

    def _answer(self, target: str, path: str, authorization: str | None, form: str) -> Answer:
        if path == self.token_path:
            return self.auth.token(target, authorization, form) or _missing("UNSUPPORTED")
        if path.startswith(_CDN):
            return self._object(path.removeprefix(_CDN))
        return self._api(target, path, authorization)

    def _api(self, target: str, path: str, authorization: str | None) -> Answer:
        refusal = self.auth.refusal(self.url, path, authorization)
        if refusal:
            return refusal
        if path == "/v2/":
            return Answer(200, b"{}", (("Content-Type", "application/json"),))
        if self.cdn and "/blobs/" in path:
            return Answer(307, b"moved", (("Location", f"{self.cdn}{_CDN}{path}?X-Signature=canary-signature"),))
        if match := _REFERRERS.fullmatch(target):
            return self._referrers(match["repository"], match["digest"], int(match["page"] or 0))
        return self._object(path)

    def _referrers(self, repository: str, digest: str, page: int) -> Answer:
        if not self.lists_referrers:
            return _missing("NOT_FOUND")
        found = self.store.referrers.get((repository, digest), [])
        start, end = page * self.page_size, (page + 1) * self.page_size
        body = json.dumps({"schemaVersion": 2, "mediaType": media_type.OCI_INDEX, "manifests": found[start:end]})
        link = f'</v2/{repository}/referrers/{digest}?page={page + 1}>; rel="next"'
        more = (("Link", link),) if end < len(found) else ()
        return Answer(200, body.encode(), (("Content-Type", media_type.OCI_INDEX), *more))

    def _object(self, path: str) -> Answer:
        match = _OBJECT.fullmatch(path)
        if match is None:
            return _missing("UNSUPPORTED")
        repository, locator = match["repository"], match["locator"]
        if match["kind"] == "blobs":
            blob = self.store.blobs.get((repository, locator))
            return _missing("BLOB_UNKNOWN") if blob is None else Answer(200, blob, (("Content-Type", _BYTES),))
        digest = self.store.tags.get((repository, locator), locator)
        found = self.store.manifests.get((repository, digest))
        if found is None:
            return _missing("MANIFEST_UNKNOWN")
        return Answer(200, found[1], (("Content-Type", found[0]), ("Docker-Content-Digest", digest)))


@contextmanager
def serve(
    *, name: str = "localhost", tls: tuple[Path, Path] | None = None, store: Store | None = None
) -> Iterator[FakeRegistry]:
    """Serve a registry on a free port of loopback until the block ends; `name` is what it is called by.

    `tls` is a certificate and its key, as PEM files.
    """
    with _Server(("127.0.0.1", 0), _Handler) as server:
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            server.tls = context
        address = f"{name}:{server.server_port}"
        registry = FakeRegistry(address, f"{'https' if tls else 'http'}://{address}", store or Store())
        server.registry = registry
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield registry
        finally:
            server.shutdown()


_BYTES = "application/octet-stream"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    registry: FakeRegistry
    tls: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        self.registry.accepted.append(time.perf_counter())
        if not self.tls:
            super().finish_request(request, client_address)
            return
        with self.tls.wrap_socket(request, server_side=True, do_handshake_on_connect=False) as secured:
            secured.do_handshake()
            super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that go away are what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10
    server: _Server

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._exchange(form)

    def do_GET(self) -> None:
        self._exchange("")

    def _exchange(self, form: str) -> None:
        registry = self.server.registry
        answer = registry.answer(self.path, self.headers.get("Authorization"), form)
        headers = {key.lower(): value for key, value in self.headers.items()}
        registry.asked.append(Asked(self.path, headers, 0 if answer.drop else answer.status, form))
        if answer.drop:
            self.close_connection = True
            return
        self._write(_head(answer) + answer.body, answer.drip)
        if answer.declared is not None:
            self.close_connection = True

    def _write(self, content: bytes, drip: float) -> None:
        if not drip:
            self.wfile.write(content)
            return
        for byte in content:
            self.wfile.write(bytes((byte,)))
            time.sleep(drip)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Say nothing: `asked` has it."""


def _head(answer: Answer) -> bytes:
    length = len(answer.body) if answer.declared is None else answer.declared
    headers = [*answer.headers, *([] if length < 0 else [("Content-Length", str(length))])]
    lines = [f"HTTP/1.1 {answer.status} Status", *(f"{name}: {value}" for name, value in headers)]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1")


def _missing(code: str) -> Answer:
    body = json.dumps({"errors": [{"code": code, "message": code.lower().replace("_", " ")}]}).encode()
    return Answer(404, body, (("Content-Type", "application/json"),))
