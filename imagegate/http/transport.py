"""One bounded request: the only door to the network.

What the library would do on its own is switched off or never called: redirects, retries, cookies, netrc, proxies
and certificates from the environment, decompression. `requests` is used through its adapter alone; there is no
session that could remember anything.
"""

import http.client
import threading
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from imagegate.http.body import read_body
from imagegate.http.connection import pool_classes
from imagegate.http.errand import Errand, errand
from imagegate.http.errors import ProtocolError
from imagegate.http.failure import translated
from imagegate.http.message import Request, Response
from imagegate.http.network import Network
from imagegate.http.opener import Opener
from imagegate.http.origin import host_of, is_tls, same_origin
from imagegate.http.telling import telling
from imagegate.http.tunnel import refused

_HOSTS_MAX = 8  # kept connections of one registry: its API, its token server, its CDNs
_PROXY_WANTS_A_USER = 407
_FAILURES = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    ValueError,
)


class Transport:
    """Sends requests over kept connections, at most `Network.jobs` at a time; safe to share between threads.

    Connections are kept apart by registry, so that what one registry may ask for (`AddressRule`) never opens a
    way for another.
    """

    def __init__(self, network: Network, opener: Opener | None = None) -> None:
        """Use the connections that an opener for the network has begun; a bad CA bundle is a `CaBundleError`."""
        self._network = network
        self._opener = opener or Opener(network)
        if network.ca_bundle:
            self._opener.trust()
        self._slots = threading.BoundedSemaphore(network.jobs)
        self._adapters: dict[str, _Adapter] = {}
        self._lock = threading.Lock()

    def send(self, request: Request) -> Response:
        """Send one request and read its answer, or raise a `TransportError`."""
        return telling(self._network.heard, request, self._send)

    def _send(self, request: Request) -> Response:
        self._network.rule.check_scheme(request.url)
        task = Errand(request.url, request.registry, request.deadline, self._opener)
        if not self._slots.acquire(timeout=task.seconds()):
            raise task.late()
        try:
            with errand(task):
                return self._exchange(request)
        except _FAILURES as error:
            # Not chained: the library's texts quote headers and signed queries.
            raise translated(error, host_of(request.url)) from None
        finally:
            self._slots.release()

    def close(self) -> None:
        """Close the kept connections."""
        self._opener.close()
        with self._lock:
            for adapter in self._adapters.values():
                adapter.close()

    def _exchange(self, request: Request) -> Response:
        answer = self._adapter(request.registry).send(self._prepared(request), stream=True)
        raw: urllib3.HTTPResponse = answer.raw
        self._refuse_proxy(raw.status, request)
        try:
            body = read_body(raw, host_of(request.url), request.limit)
        finally:
            raw.close()  # a body read to its end has given its connection back before
        headers = {name.lower(): tuple(raw.headers.getlist(name)) for name in raw.headers}
        return Response(request.url, raw.status, body, headers)

    def _refuse_proxy(self, status: int, request: Request) -> None:
        proxy = self._network.proxies.of(request.url)
        if proxy and status == _PROXY_WANTS_A_USER and not is_tls(request.url):
            raise refused(proxy, status, host_of(request.url))

    def _prepared(self, request: Request) -> requests.PreparedRequest:
        headers = {"User-Agent": self._network.user_agent, "Accept-Encoding": "identity", **request.headers}
        method = "POST" if request.form else request.method
        prepared = requests.Request(method, request.url, headers, data=request.content or [*request.form]).prepare()
        if prepared.url is None or not same_origin(prepared.url, request.url):
            message = f"an address at {host_of(request.url)} is not written in its plain form"
            raise ProtocolError(message)
        prepared.url = request.url  # the library rewrites paths, and a signed one would no longer be valid
        return prepared

    def _adapter(self, registry: str) -> "_Adapter":
        with self._lock:
            if registry not in self._adapters:
                self._adapters[registry] = _Adapter(self._network.jobs)
            return self._adapters[registry]


class _Adapter(HTTPAdapter):
    def __init__(self, connections: int) -> None:
        super().__init__(pool_connections=_HOSTS_MAX, pool_maxsize=connections, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:  # noqa: FBT001, FBT002 - the library's signature
        super().init_poolmanager(connections, maxsize, block, **kwargs)
        self.poolmanager.pool_classes_by_scheme = pool_classes()

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Do nothing: whoever opens a connection knows what is trusted, and the bundle would be read again here."""
