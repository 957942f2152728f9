"""One request against real sockets: what comes through, what is refused, and that nothing hangs."""

import socket
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.http.errors import (
    ConnectError,
    DeadlineError,
    ForbiddenAddressError,
    PlainHttpError,
    ProtocolError,
    TlsError,
    TooLargeError,
    TransportError,
    UnknownHostError,
)
from imagegate.http.message import Request, Response
from imagegate.http.network import CaBundleError, Network, SocketAddress
from imagegate.http.transport import Transport
from tests import canary
from tests.fake_registry.answer import drip, refuse
from tests.fake_registry.server import serve
from tests.http.raw_server import Reply, drips, says, serve_raw, silent
from tests.real.certificates import Pair, authority, server

OK = "HTTP/1.1 200 OK\n"
LIMIT = 1000


def get(url: str, network: Network | None = None, *, seconds: float = 5, **headers: str) -> Response:
    transport = Transport(network or Network())
    try:
        return transport.send(Request(url, "r.example", LIMIT, Deadline.after(seconds), headers))
    finally:
        transport.close()


def lead_to_loopback(host: str, port: int) -> Sequence[SocketAddress]:
    assert host
    return socket.getaddrinfo("127.0.0.1", port, type=socket.SOCK_STREAM)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        pytest.param(says(f"{OK}Content-Length: 2\n\nok"), (200, b"ok"), id="a length"),
        pytest.param(says(f"{OK}Content-Length: 2\nContent-Length: 2\n\nok"), (200, b"ok"), id="the same length twice"),
        pytest.param(says(f"{OK}\nok"), (200, b"ok"), id="until the end of the connection"),
        pytest.param(says(f"{OK}Transfer-Encoding: chunked\n\n2\nok\n0\n\n"), (200, b"ok"), id="in chunks"),
        pytest.param(says(f"{OK}Content-Encoding: identity\n\nok"), (200, b"ok"), id="no encoding, said aloud"),
        pytest.param(says("HTTP/1.1 204 No Content\n\n"), (204, b""), id="a status without a body"),
        pytest.param(
            says(f"HTTP/1.1 100 Continue\n\n{OK}Content-Length: 2\n\nok"), (200, b"ok"), id="after a 100 Continue"
        ),
        pytest.param(
            says("HTTP/1.1 404 No\nContent-Length: 200000\n\n", tail=b"x" * 200_000),
            (404, b"x" * 65536),
            id="of a long error its beginning",
        ),
    ],
)
def test_answers(reply: Reply, expected: tuple[int, bytes]) -> None:
    with serve_raw(reply) as url:
        response = get(url)
    assert (response.status, response.body) == expected


@pytest.mark.parametrize(
    ("reply", "error", "message"),
    [
        pytest.param(says(""), ConnectError, "closed the connection before it had answered", id="hangs up"),
        pytest.param(says(f"{OK}Content-Length: 9\n\nok"), ConnectError, "sent only a part", id="cut short"),
        pytest.param(
            says(f"{OK}Transfer-Encoding: chunked\n\n9\nok"), ConnectError, "sent only a part", id="cut within a chunk"
        ),
        pytest.param(says("SSH-2.0-x\n\n"), ProtocolError, "not HTTP", id="another protocol"),
        pytest.param(says("<html>hello</html>"), ProtocolError, "not HTTP", id="no head"),
        pytest.param(says(f"{OK}" + "A: b\n" * 200 + "\n"), ProtocolError, "not HTTP", id="too many headers"),
        pytest.param(says(f"{OK}A: " + "b" * 70_000 + "\n\n"), ProtocolError, "not HTTP", id="a header too long"),
        pytest.param(says(f"{OK}Content-Length: 2x\n\nok"), ProtocolError, "no number", id="a length of letters"),
        pytest.param(says(f"{OK}Content-Length: -2\n\nok"), ProtocolError, "no number", id="a negative length"),
        pytest.param(
            says(f"{OK}Content-Length: 2\nContent-Length: 3\n\nok"), ProtocolError, "", id="two different lengths"
        ),
        pytest.param(
            says(f"{OK}Content-Encoding: gzip\n\nok"), ProtocolError, "the encoding 'gzip'", id="compressed unasked"
        ),
        pytest.param(
            says("HTTP/1.1 401 No\nContent-Encoding: br\n\nok"), ProtocolError, "the encoding 'br'", id="also an error"
        ),
        pytest.param(
            says(f"{OK}Content-Length: 1001\n\n"), TooLargeError, "more than the 1000 bytes", id="declared too large"
        ),
        pytest.param(
            says(f"{OK}Content-Length: {'9' * 5000}\n\n"), TooLargeError, "more than the 1000", id="absurdly large"
        ),
        pytest.param(says(f"{OK}\n", tail=b"x" * 1001), TooLargeError, "more than the 1000", id="turns out too large"),
    ],
)
def test_refused(reply: Reply, error: type[TransportError], message: str) -> None:
    with serve_raw(reply) as url, pytest.raises(error) as caught:
        get(url)
    assert message in caught.value.message
    assert "127.0.0.1:" in caught.value.message


def test_exactly_the_limit_is_read() -> None:
    with serve_raw(says(f"{OK}\n", tail=b"x" * LIMIT)) as url:
        assert len(get(url).body) == LIMIT


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(silent(2), id="says nothing"),
        pytest.param(drips("HTTP/1.1 200 OK\nX-A: ", 0.02), id="drips its head"),
        pytest.param(drips(f"{OK}Content-Length: 900\n\n", 0.02), id="drips its body"),
        pytest.param(drips("HTTP/1.1 307 Go\nLocation: /x\nContent-Length: 900\n\n", 0.02), id="drips a redirect"),
        pytest.param(lambda c: [c.sendall(b"HTTP/1.1 100 Continue\r\n\r\n") for _ in iter(int, 1)], id="continues"),
    ],
)
def test_a_slow_server_is_left(reply: Reply) -> None:
    with serve_raw(reply) as url, pytest.raises(DeadlineError, match="did not answer in time"):
        get(url, seconds=0.25)


def test_a_slow_handshake_is_left() -> None:
    with serve_raw(silent(1)) as url:
        https = url.replace("http:", "https:")
        with pytest.raises((ConnectError, DeadlineError)) as caught:
            get(https, seconds=0.2)
    assert "in time" in caught.value.message


def test_a_slow_resolver_is_left() -> None:
    def look_up(host: str, port: int) -> Sequence[SocketAddress]:
        threading.Event().wait(0.3)
        return lead_to_loopback(host, port)

    with pytest.raises(DeadlineError):
        get("https://r.example/v2/", Network(look_up=look_up), seconds=0.1)


def test_a_slow_connection_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, socket.socket() as other:
        other.connect(full.getsockname())  # it fills the queue, and who comes next gets no answer
        with pytest.raises(DeadlineError):
            get(f"http://127.0.0.1:{full.getsockname()[1]}/v2/", seconds=0.2)


def test_waiting_for_ones_turn_ends_too() -> None:
    with serve_raw(silent(1)) as url:
        transport = Transport(Network(jobs=1))
        with ThreadPoolExecutor(1) as executor:
            first = executor.submit(transport.send, Request(url, "r.example", LIMIT, Deadline.after(0.3)))
            with pytest.raises(DeadlineError):
                transport.send(Request(url, "r.example", LIMIT, Deadline.after(0.05)))
            assert isinstance(first.exception(), DeadlineError)
        transport.close()


def test_a_deadline_that_is_over_asks_nobody() -> None:
    with serve() as registry:
        with pytest.raises(DeadlineError):
            get(f"{registry.url}/v2/", seconds=0)
        assert registry.asked == []


@pytest.mark.parametrize(
    ("url", "error", "message"),
    [
        pytest.param("https://r.invalid/", UnknownHostError, "the host name r.invalid cannot be resolved", id="none"),
        pytest.param(
            "http://127.0.0.1:1/", ConnectError, "cannot connect to 127.0.0.1:1: connection refused", id="refused"
        ),
        pytest.param(
            "https://169.254.169.254/latest/",
            ForbiddenAddressError,
            "169.254.169.254 has the address 169.254.169.254, which is link-local, reserved or a metadata service",
            id="metadata",
        ),
        pytest.param("http://r.example/", PlainHttpError, "r.example would have to be asked by plain http", id="plain"),
        pytest.param("https://*.example/", ProtocolError, "", id="a host that is none"),
    ],
)
def test_unreachable(url: str, error: type[TransportError], message: str) -> None:
    with pytest.raises(error) as caught:
        get(url)
    assert caught.value.message == message or not message


@pytest.mark.parametrize("address", ["169.254.169.254", "127.0.0.1"])
def test_a_name_that_leads_elsewhere_gets_no_byte(address: str) -> None:
    rule = AddressRule(private_everywhere=False)
    with serve() as registry:
        port = int(registry.address.partition(":")[2])
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]
        with pytest.raises(ForbiddenAddressError):
            get(f"https://r.example:{port}/", Network(rule, look_up=lambda *_: found))
        assert registry.accepted == []


def test_the_next_address_is_tried() -> None:
    with serve() as registry:
        port = int(registry.address.partition(":")[2])
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", one)) for one in (1, port)]
        assert get(f"http://r.localhost:{port}/v2/", Network(look_up=lambda *_: found)).status == 200


def test_no_address_at_all() -> None:
    with pytest.raises(ConnectError, match=r"cannot connect to r\.example: it has no address"):
        get("https://r.example/", Network(look_up=lambda *_: []))


@pytest.mark.parametrize(
    ("status", "body", "connections"),
    [
        pytest.param(200, b"ok", 1, id="an answer"),
        pytest.param(401, b"x" * 60_000, 1, id="a challenge is read to its end"),
        pytest.param(307, b"x" * 60_000, 1, id="so is a redirect"),
        pytest.param(307, b"x" * 200_000, 3, id="unless it is long"),
    ],
)
def test_connections_are_kept(status: int, body: bytes, connections: int) -> None:
    with serve() as registry:
        registry.on("/.*", refuse(status, body))
        transport = Transport(Network())
        for _ in range(3):
            request = Request(f"{registry.url}/v2/", registry.address, LIMIT, Deadline.after(5))
            assert transport.send(request).status == status
        transport.close()
        assert len(registry.accepted) == connections


def test_at_most_so_many_at_a_time() -> None:
    running, most, lock = 0, 0, threading.Lock()

    def reply(connection: socket.socket) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")

    with serve_raw(reply) as url:
        transport = Transport(Network(jobs=2))
        request = Request(url, "r.example", LIMIT, Deadline.after(5))
        threads = [threading.Thread(target=transport.send, args=(request,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        transport.close()
    assert most == 2


def test_nothing_is_added_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text(f"default login {canary.USERNAME} password {canary.PASSWORD}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serve() as registry:
        assert get(f"{registry.url}/v2/", Accept="a/b").status == 200
        sent = registry.asked[0].headers
    host = {"host": registry.address}
    assert sent == {**host, "user-agent": "imagegate", "accept-encoding": "identity", "accept": "a/b"}


def test_a_form_is_posted() -> None:
    with serve() as registry:
        transport = Transport(Network())
        form = (("scope", "a b"), ("refresh_token", canary.TOKEN))
        request = Request(f"{registry.url}/token", registry.address, LIMIT, Deadline.after(5), form=form)
        assert transport.send(request).status == 404
        transport.close()
        asked = registry.asked[0]
    assert asked.form == f"scope=a+b&refresh_token={canary.TOKEN}"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert not canary.found(repr(request))


def test_cookies_are_not_sent_back() -> None:
    with serve() as registry:
        registry.on("/.*", refuse(200, b"", Set_Cookie="sid=1; Path=/"))
        transport = Transport(Network())
        for _ in range(2):
            transport.send(Request(f"{registry.url}/v2/", registry.address, LIMIT, Deadline.after(5)))
        transport.close()
        assert all("cookie" not in asked.headers for asked in registry.asked)


def test_a_signed_address_is_sent_as_it_was_given() -> None:
    with serve() as registry:
        get(f"{registry.url}/v2/a/../b?X-Signature=%2D%7E.~")
        assert registry.asked[0].path == "/v2/a/../b?X-Signature=%2D%7E.~"


def test_headers_are_given_line_by_line() -> None:
    with serve_raw(says(f"{OK}WWW-Authenticate: Basic\nwww-authenticate: Bearer a=b\n\n")) as url:
        response = get(url)
    assert response.headers["www-authenticate"] == ("Basic", "Bearer a=b")


def test_a_header_that_cannot_be_sent_is_not_quoted() -> None:
    with serve() as registry, pytest.raises(ProtocolError) as caught:
        get(f"{registry.url}/v2/", Authorization=f"Bearer {canary.TOKEN}\n")
    assert not canary.found(f"{caught.value.message} {caught.value!r} {caught.value.__cause__}")


def test_a_drip_within_the_time_is_read() -> None:
    with serve() as registry:
        registry.on("/v2/", drip(0.0001))
        assert get(f"{registry.url}/v2/").body == b"{}"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return authority(tmp_path_factory.mktemp("tls") / "ca")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory, ca: Pair) -> Pair:
    return server(tmp_path_factory.mktemp("tls") / "server", ca, "registry.test")


def test_tls(ca: Pair, certificate: Pair) -> None:
    with serve(name="registry.test", tls=(certificate.certificate, certificate.key)) as registry:
        network = Network(ca_bundle=ca.certificate, look_up=lead_to_loopback)
        assert get(f"{registry.url}/v2/", network).body == b"{}"


@pytest.mark.parametrize(
    ("host", "trusted", "message"),
    [
        pytest.param("registry.test", False, "the certificate of {} is not trusted: ", id="an unknown authority"),
        pytest.param("other.test", True, "the certificate of {} is not trusted: Hostname mismatch", id="another name"),
    ],
)
def test_a_wrong_certificate(ca: Pair, certificate: Pair, host: str, trusted: bool, message: str) -> None:  # noqa: FBT001 - a column of the table
    with serve(name=host, tls=(certificate.certificate, certificate.key)) as registry:
        network = Network(ca_bundle=ca.certificate if trusted else None, look_up=lead_to_loopback)
        with pytest.raises(TlsError) as caught:
            get(f"{registry.url}/v2/", network)
        assert caught.value.message.startswith(message.format(registry.address))
        assert registry.asked == []


def test_plain_http_where_tls_is_wanted() -> None:
    with serve() as registry, pytest.raises(TlsError) as caught:
        get(registry.url.replace("http:", "https:"), seconds=5)
    assert caught.value.message == f"{registry.address} does not speak TLS as it should"
    assert "insecure-registries" in caught.value.hint


def test_secrets_of_a_session_are_not_logged(
    ca: Pair, certificate: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    network = Network(ca_bundle=ca.certificate, look_up=lead_to_loopback)
    transport = Transport(network)
    with serve(name="registry.test", tls=(certificate.certificate, certificate.key)) as registry:
        transport.send(Request(f"{registry.url}/v2/", "registry.test", LIMIT, Deadline.after(5)))
    transport.close()
    assert not log.exists()


@pytest.mark.parametrize(
    "variable", ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "OPENSSL_CONF"]
)
def test_nothing_is_trusted_because_the_environment_says_so(
    ca: Pair, certificate: Pair, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(ca.certificate.parent if variable.endswith("DIR") else ca.certificate))
    with serve(name="registry.test", tls=(certificate.certificate, certificate.key)) as registry:
        with pytest.raises(TlsError):
            get(f"{registry.url}/v2/", Network(look_up=lead_to_loopback))
        assert registry.asked == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(None, "no such file or directory", id="not there"),
        pytest.param(b"nothing like it", "it holds no PEM certificate", id="no certificate"),
    ],
)
def test_a_bundle_that_cannot_be_read(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CaBundleError) as caught:
        Transport(Network(ca_bundle=path))
    assert caught.value.message == f"the CA bundle {path} cannot be read: {reason}"
