"""Connections that are begun before anybody asks for them."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.http.errors import ConnectError, DeadlineError, ForbiddenAddressError, PlainHttpError, TlsError
from imagegate.http.message import Request, Response
from imagegate.http.network import CaBundleError, Network, SocketAddress
from imagegate.http.opener import Opener
from imagegate.http.transport import Transport
from tests.fake_registry.server import FakeRegistry, serve
from tests.http.raw_server import serve_raw, silent
from tests.real.certificates import Pair, authority, server


@contextmanager
def transport(network: Network | None = None) -> Iterator[tuple[Transport, Opener]]:
    opener = Opener(network or Network())
    one = Transport(opener.network, opener)
    try:
        yield one, opener
    finally:
        one.close()


def get(one: Transport, url: str, *, registry: str = "r.example", seconds: float = 5) -> Response:
    return one.send(Request(url, registry, 1000, Deadline.after(seconds)))


def until_accepted(registry: FakeRegistry, count: int = 1) -> None:
    end = time.monotonic() + 5
    while len(registry.accepted) < count and time.monotonic() < end:
        time.sleep(0.005)
    assert len(registry.accepted) == count


def test_the_first_request_gets_the_connection_that_was_begun() -> None:
    with serve() as registry, transport() as (one, opener):
        opener.begin(registry.url, "r.example", Deadline.after(5))
        until_accepted(registry)
        assert [get(one, f"{registry.url}/v2/").status for _ in range(3)] == [200, 200, 200]
        assert len(registry.accepted) == 1


def test_a_request_waits_for_a_connection_on_its_way() -> None:
    resolved = threading.Event()

    def slow(host: str, port: int) -> Sequence[SocketAddress]:
        assert resolved.wait(5), host
        return socket.getaddrinfo("127.0.0.1", port, type=socket.SOCK_STREAM)

    with serve() as registry, transport(Network(look_up=slow)) as (one, opener):
        opener.begin(registry.url, "r.example", Deadline.after(5))
        threading.Timer(0.05, resolved.set).start()
        assert get(one, f"{registry.url}/v2/").status == 200
        assert len(registry.accepted) == 1


def test_nobody_begins_what_was_opened_before() -> None:
    with serve() as registry, transport() as (one, opener):
        for _ in range(3):
            opener.begin(registry.url, "r.example", Deadline.after(5))
        until_accepted(registry)
        get(one, f"{registry.url}/v2/")
        opener.begin(registry.url, "r.example", Deadline.after(5))
        get(one, f"{registry.url}/v2/")
        assert len(registry.accepted) == 1


def test_nobody_begins_what_was_asked_before() -> None:
    with serve() as registry, transport() as (one, opener):
        get(one, f"{registry.url}/v2/")
        opener.begin(registry.url, "r.example", Deadline.after(5))
        with serve() as other:  # by the time that another is connected to, this one would be too
            opener.begin(other.url, "r.example", Deadline.after(5))
            until_accepted(other)
        assert len(registry.accepted) == 1


def test_registries_do_not_share_connections() -> None:
    with serve() as registry, transport() as (one, opener):
        opener.begin(registry.url, "r.example", Deadline.after(5))
        get(one, f"{registry.url}/v2/", registry="other.example")
        until_accepted(registry, 2)


def test_certificates_and_names_are_checked(tmp_path: Path) -> None:
    issuer = authority(tmp_path / "authority")
    pair = server(tmp_path / "server", issuer, "localhost")
    with _tls(pair) as registry, transport(Network(ca_bundle=issuer.certificate)) as (one, opener):
        opener.begin(registry.url, "r.example", Deadline.after(5))
        until_accepted(registry)
        assert get(one, f"{registry.url}/v2/").status == 200
        assert len(registry.accepted) == 1
    with _tls(pair) as registry, transport() as (one, opener):
        opener.begin(registry.url, "r.example", Deadline.after(5))
        with pytest.raises(TlsError, match="is not trusted"):
            get(one, f"{registry.url}/v2/")
        assert len(registry.accepted) == 1


@pytest.mark.parametrize(
    ("network", "url", "error"),
    [
        pytest.param(
            Network(look_up=lambda _, port: socket.getaddrinfo("169.254.169.254", port)),
            "http://localhost:1",
            ForbiddenAddressError,
            id="a forbidden address",
        ),
        pytest.param(Network(), "http://r.example", PlainHttpError, id="plain http"),
        pytest.param(Network(), "http://localhost:1", ConnectError, id="nobody there"),
    ],
)
def test_what_fails_is_told_to_the_first_request(network: Network, url: str, error: type[Exception]) -> None:
    with transport(network) as (one, opener):
        opener.begin(url, "r.example", Deadline.after(5))
        with pytest.raises(error):
            get(one, url)


def test_a_private_address_counts_for_the_registry_that_is_asked() -> None:
    network = Network(AddressRule(private_everywhere=False, private=frozenset({"r.example"})), look_up=_loopback)
    with serve() as registry, transport(network) as (one, opener):
        port = registry.address.partition(":")[2]
        opener.begin(f"http://localhost:{port}", "evil.example", Deadline.after(5))
        with pytest.raises(ForbiddenAddressError):
            get(one, f"http://localhost:{port}/v2/", registry="evil.example")
        assert registry.accepted == []


def test_nobody_waits_beyond_the_own_deadline() -> None:
    blocked = threading.Event()

    def never(host: str, port: int) -> Sequence[SocketAddress]:
        blocked.wait(5)
        raise OSError(host, port)

    with transport(Network(look_up=never)) as (one, opener):
        opener.begin("http://localhost:1", "r.example", Deadline.after(5))
        with pytest.raises(DeadlineError):
            get(one, "http://localhost:1", seconds=0.05)
        blocked.set()


def test_a_connection_that_is_begun_keeps_its_deadline() -> None:
    with serve_raw(silent(1)) as url, transport() as (one, opener):
        secure = url.replace("http://", "https://")
        opener.begin(secure, "r.example", Deadline.after(0.1))
        with pytest.raises(ConnectError, match="TLS handshake"):
            get(one, secure)


def test_what_is_never_asked_for_is_closed() -> None:
    closed = threading.Event()
    with serve_raw(lambda _: closed.set()) as url, transport() as (one, opener):
        opener.begin(url, "r.example", Deadline.after(5))
        time.sleep(0.05)
        assert not closed.is_set()
        one.close()
        assert closed.wait(5)


def test_a_bundle_that_cannot_be_read_is_said_at_once(tmp_path: Path) -> None:
    network = Network(ca_bundle=tmp_path / "absent.pem")
    with pytest.raises(CaBundleError):
        Transport(network, Opener(network))


def _loopback(host: str, port: int) -> Sequence[SocketAddress]:
    assert host
    return socket.getaddrinfo("127.0.0.1", port, type=socket.SOCK_STREAM)


@contextmanager
def _tls(pair: Pair) -> Iterator[FakeRegistry]:
    with serve(tls=(pair.certificate, pair.key)) as registry:
        yield registry
