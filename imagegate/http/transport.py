"""One bounded request: the only door to the network.

What the library would do on its own is switched off or never called: redirects, retries, cookies, netrc, proxies
and certificates from the environment, decompression. `requests` is used through its adapter alone; there is no
session that could remember anything.
"""

import http.client
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from imagegate.http.address import AddressRule
from imagegate.http.connection import Errand, errand, pool_classes, tls_context
from imagegate.http.deadline import Deadline
from imagegate.http.errors import ConnectError, ProtocolError, TlsError, TooLargeError, TransportError
from imagegate.http.redact import host_of

_CHUNK_BYTES = 64 * 1024
_FAILURES = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Request:
    """What to send, on behalf of which registry (its host name), and what may come back.

    `limit` is the largest body in bytes; `deadline` is when the last byte of it must be here.
    """

    url: str
    registry: str
    limit: int
    deadline: Deadline
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    method: str = "GET"
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer of any status. `url` is what was asked; header names are in lower case."""

    url: str
    status: int
    body: bytes
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def header(self, name: str) -> str | None:
        """Give the first line of a header."""
        return next(iter(self.headers.get(name, ())), None)


class Transport:
    """Sends requests over kept connections, at most `jobs` at a time; safe to share between threads.

    Connections are kept apart by registry, so that what one registry may ask for (`AddressRule`) never opens a
    way for another.
    """

    def __init__(self, *, bundle: str, rule: AddressRule, jobs: int, user_agent: str) -> None:
        """Read the CA bundle once; an unreadable one is an `OSError` or `ssl.SSLError`."""
        self._context = tls_context(bundle)
        self._rule = rule
        self._jobs = jobs
        self._slots = threading.BoundedSemaphore(jobs)
        self._user_agent = user_agent
        self._adapters: dict[str, _Adapter] = {}
        self._lock = threading.Lock()

    def send(self, request: Request) -> Response:
        """Send one request and read the whole answer, or raise a `TransportError`."""
        host = host_of(request.url)
        task = Errand(host, request.registry, request.deadline, self._rule)
        if not self._slots.acquire(timeout=task.seconds()):
            raise task.late()
        try:
            with errand(task):
                return self._exchange(request)
        except _FAILURES as error:
            # Not chained: the library's texts quote headers and signed queries.
            raise _translated(error, host) from None
        finally:
            self._slots.release()

    def _exchange(self, request: Request) -> Response:
        prepared = requests.Request(
            method=request.method, url=request.url, data=request.body, headers=self._headers(request)
        ).prepare()
        if prepared.url != request.url:
            message = f"an address at {host_of(request.url)} is not written in its plain form"
            raise ProtocolError(message)
        answer = self._adapter(request.registry).send(prepared, stream=True)
        raw: urllib3.HTTPResponse = answer.raw
        try:
            _check_headers(raw, host_of(request.url), request.limit)
            body = _read(raw, host_of(request.url), request.limit)
        finally:
            raw.close()  # a body read to its end has given its connection back before
        return Response(request.url, raw.status, body, _lower(raw))

    def _headers(self, request: Request) -> dict[str, str]:
        return {"User-Agent": self._user_agent, "Accept-Encoding": "identity", **request.headers}

    def _adapter(self, registry: str) -> "_Adapter":
        with self._lock:
            if registry not in self._adapters:
                self._adapters[registry] = _Adapter(self._context, self._jobs)
            return self._adapters[registry]


class _Adapter(HTTPAdapter):
    def __init__(self, context: ssl.SSLContext, connections: int) -> None:
        self._context = context
        super().__init__(pool_connections=connections, pool_maxsize=connections, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:  # noqa: FBT001, FBT002 - the library's signature
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._context, **kwargs)
        self.poolmanager.pool_classes_by_scheme = pool_classes()

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Do nothing: the context already holds what is trusted, and would read the bundle again here."""


def _check_headers(raw: urllib3.HTTPResponse, host: str, limit: int) -> None:
    encoding = raw.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        message = f"{host} sent a body with the encoding {encoding[:40]!r}, which was not asked for"
        raise ProtocolError(message)
    length = raw.headers.get("Content-Length")
    if length is None:
        return
    if not (length.isascii() and length.isdigit()):
        message = f"{host} sent a Content-Length that is no number"
        raise ProtocolError(message)
    if len(length) > len(str(limit)) or int(length) > limit:
        raise _too_large(host, limit)


def _read(raw: urllib3.HTTPResponse, host: str, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := raw.read(_CHUNK_BYTES, decode_content=False):
        size += len(chunk)
        if size > limit:
            raise _too_large(host, limit)
        chunks.append(chunk)
    return b"".join(chunks)


def _too_large(host: str, limit: int) -> TooLargeError:
    return TooLargeError(f"{host} sent more than the {limit} bytes that are read here")


def _lower(raw: urllib3.HTTPResponse) -> dict[str, tuple[str, ...]]:
    return {name.lower(): tuple(raw.headers.getlist(name)) for name in raw.headers}


def _translated(error: BaseException, host: str) -> TransportError:
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            message = f"the certificate of {host} is not trusted: {cause.verify_message.rstrip('.')}"
            return TlsError(message, hint="if its CA is your own, name the CA's file with `ca-bundle`")
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            message = f"{host} does not speak TLS as it should"
            return TlsError(message, hint="if it serves plain http, add it to `insecure-registries`")
    if any(isinstance(cause, TimeoutError | urllib3.exceptions.TimeoutError) for cause in causes):
        return ConnectError(f"{host} did not finish the TLS handshake in time")
    if any(isinstance(cause, ConnectionError | http.client.RemoteDisconnected | ssl.SSLEOFError) for cause in causes):
        return ConnectError(f"{host} closed the connection before it had answered")
    if any(isinstance(cause, http.client.IncompleteRead | urllib3.exceptions.IncompleteRead) for cause in causes):
        return ConnectError(f"{host} sent only a part of its answer")
    return ProtocolError(f"{host} sent something that is not HTTP")


def _causes(error: BaseException) -> list[BaseException]:
    # The library wraps in three ways: by cause, by context, and by argument.
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        current = waiting.pop()
        if isinstance(current, BaseException) and current not in found:
            found.append(current)
            waiting += [current.__cause__, current.__context__, getattr(current, "reason", None), *current.args]
    return found
