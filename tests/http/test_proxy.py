"""Which requests go through a proxy, what it is told, and that what it does not do is said without its password."""

import socket
from base64 import b64encode
from collections.abc import Sequence

import pytest

from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.http.errors import (
    ConnectError,
    DeadlineError,
    ForbiddenAddressError,
    ProxyError,
    TlsError,
    TransportError,
    UnknownHostError,
)
from imagegate.http.message import Request, Response
from imagegate.http.network import Network, SocketAddress
from imagegate.http.proxy import InvalidProxyError, Proxies, Proxy, parse_proxy, variables
from imagegate.http.transport import Transport
from tests import canary
from tests.fake_registry.server import serve
from tests.http.fake_proxy import FakeProxy, serve_proxy
from tests.http.raw_server import Reply, drips, says, serve_raw, silent
from tests.real.certificates import Pair, authority, server

BASIC = f"Basic {b64encode(f'{canary.USERNAME}:{canary.PASSWORD}'.encode()).decode()}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("http://proxy.example:3128", Proxy("proxy.example", 3128), id="a URL"),
        pytest.param("http://proxy.example:3128/", Proxy("proxy.example", 3128), id="with a slash"),
        pytest.param(" proxy.example:3128\n", Proxy("proxy.example", 3128), id="without a scheme"),
        pytest.param("HTTP://Proxy.example", Proxy("proxy.example", 80), id="without a port"),
        pytest.param("http://[::1]:3128", Proxy("::1", 3128), id="an address of IPv6"),
        pytest.param(f"http://alice:{canary.PASSWORD}@p:1", Proxy("p", 1, BASIC), id="a user"),
        pytest.param("http://al%40ice:p%3Aw@p:1", Proxy("p", 1, "Basic YWxAaWNlOnA6dw=="), id="a user in escapes"),
        pytest.param("http://alice@p:1", Proxy("p", 1, "Basic YWxpY2U6"), id="a user without a password"),
        pytest.param("", None, id="empty"),
        pytest.param(" ", None, id="blank"),
    ],
)
def test_parse(text: str, expected: Proxy | None) -> None:
    assert parse_proxy(text, "HTTPS_PROXY") == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("https://u:canary-password-7f3a@p:1", "HTTPS_PROXY names a proxy that is not asked by", id="TLS"),
        pytest.param("socks5://u:canary-password-7f3a@p:1", "HTTPS_PROXY names a proxy that is not asked", id="SOCKS"),
        pytest.param("http://u:canary-password-7f3a@p:x", "HTTPS_PROXY is not a proxy's address", id="no port"),
        pytest.param("http://u:canary-password-7f3a@", "HTTPS_PROXY is not a proxy's address", id="no host"),
        pytest.param("http://canary-password-7f3a:0", "HTTPS_PROXY is not a proxy's address", id="port 0"),
        pytest.param("http://p/canary-password-7f3a", "HTTPS_PROXY is not a proxy's address", id="a path"),
        pytest.param("http://[canary-password-7f3a", "HTTPS_PROXY is not a proxy's address", id="half a bracket"),
        pytest.param("p:1\tcanary-password-7f3a\0", "HTTPS_PROXY is not a proxy's address", id="a control character"),
    ],
)
def test_what_is_no_proxy_is_not_quoted(text: str, message: str) -> None:
    with pytest.raises(InvalidProxyError) as caught:
        parse_proxy(text, "HTTPS_PROXY")
    assert caught.value.message.startswith(message)
    assert not canary.found(f"{caught.value.message} {caught.value.hint}")


def test_a_proxy_s_password_is_not_shown() -> None:
    proxies = Proxies.always(f"http://{canary.USERNAME}:{canary.PASSWORD}@proxy.example:3128")
    assert not canary.found(f"{proxies!r} {proxies.https}")


@pytest.mark.parametrize(
    ("environ", "url", "expected"),
    [
        pytest.param({}, "https://r.example/", None, id="none"),
        pytest.param({"HTTPS_PROXY": "p:1"}, "https://r.example/", "p:1", id="https"),
        pytest.param({"https_proxy": "p:1"}, "https://r.example/", "p:1", id="in lower case"),
        pytest.param({"HTTPS_PROXY": "p:1", "https_proxy": "q:1"}, "https://r.example/", "q:1", id="which comes first"),
        pytest.param({"HTTPS_PROXY": "p:1", "https_proxy": ""}, "https://r.example/", "p:1", id="unless it is empty"),
        pytest.param({"HTTPS_PROXY": "p:1"}, "http://r.example/", None, id="https alone"),
        pytest.param({"HTTP_PROXY": "p:1"}, "http://r.example/", "p:1", id="http"),
        pytest.param({"HTTP_PROXY": "p:1"}, "https://r.example/", None, id="http alone"),
        pytest.param({"ALL_PROXY": "p:1"}, "https://r.example/", None, id="no other variable"),
        *(
            pytest.param({"HTTPS_PROXY": "p:1", "NO_PROXY": text}, f"https://{host}/", expected, id=f"{text}, {host}")
            for text, host, expected in (
                ("r.example", "r.example", None),
                ("r.example", "a.r.example", None),
                ("r.example", "evil-r.example", "p:1"),
                (".r.example", "a.r.example", None),
                ("*.r.example", "a.r.example", None),
                ("R.Example", "r.example", None),
                ("a, r.example", "r.example", None),
                ("a r.example", "r.example", None),
                ("r.example:443", "r.example", None),
                ("r.example:443", "r.example:8443", "p:1"),
                ("*", "r.example", None),
                (".", "r.example", "p:1"),
                ("10.0.0.0/8", "10.1.2.3", None),
                ("10.0.0.0/8", "11.1.2.3", "p:1"),
                ("10.1.2.0/8", "10.9.9.9", None),
                ("10.0.0.1", "10.0.0.1", None),
                ("10.0.0.0/8", "r.example", "p:1"),
                ("[fd00::1]:443", "[fd00::1]", None),
                ("fd00::/8", "[fd00::1]", None),
                ("other", "localhost:5000", None),
                ("other", "r.localhost", None),
                ("other", "127.0.0.9", None),
                ("other", "[::1]", None),
                ("other", "localhost.example", "p:1"),
            )
        ),
        pytest.param({"HTTPS_PROXY": "p:1", "no_proxy": "r.example"}, "https://r.example/", None, id="no, lower case"),
    ],
)
def test_which_requests(environ: dict[str, str], url: str, expected: str | None) -> None:
    proxy = Proxies.from_environ(environ).of(url)
    assert (str(proxy) if proxy else None) == expected


def test_only_what_names_proxies_is_taken_from_an_environment() -> None:
    environ = {"HTTPS_PROXY": "p:1", "no_proxy": "*", "ALL_PROXY": "q:1", "PASSWORD": canary.PASSWORD}
    assert variables(environ) == {"HTTPS_PROXY": "p:1", "no_proxy": "*"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("p:1", (), id="nobody"),
        pytest.param(f"alice:{canary.PASSWORD}@p:1", (canary.PASSWORD, BASIC.removeprefix("Basic ")), id="a user"),
    ],
)
def test_secrets(text: str, expected: tuple[str, ...]) -> None:
    proxy = parse_proxy(text, "HTTPS_PROXY")
    assert proxy
    assert proxy.secrets == expected


def test_the_proxy_that_is_given_is_for_all_but_loopback() -> None:
    proxies = Proxies.always("p:1")
    assert [str(proxies.of(f"{scheme}://r.example/")) for scheme in ("http", "https")] == ["p:1", "p:1"]
    assert proxies.of("http://localhost:5000/") is None


def nowhere(host: str, port: int) -> Sequence[SocketAddress]:
    """Resolve nothing but the proxy's own address: what goes through it is for it to resolve."""
    assert host == "127.0.0.1", host
    return socket.getaddrinfo("127.0.0.1", port, type=socket.SOCK_STREAM)


def through(proxy: FakeProxy, *, user: str = "", rule: AddressRule | None = None, ca: Pair | None = None) -> Network:
    text = f"http://{user}{'@' if user else ''}{proxy.address}"
    bundle = ca.certificate if ca else None
    return Network(rule or AddressRule(), bundle, look_up=nowhere, proxies=Proxies.always(text))


def get(url: str, network: Network, *, seconds: float = 5) -> Response:
    transport = Transport(network)
    try:
        headers = {"Authorization": "Bearer t"}
        return transport.send(Request(url, "r.example", 1000, Deadline.after(seconds), headers))
    finally:
        transport.close()


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return authority(tmp_path_factory.mktemp("tls") / "ca")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory, ca: Pair) -> Pair:
    return server(tmp_path_factory.mktemp("tls") / "server", ca, "registry.test")


@pytest.mark.parametrize("user", ["", f"{canary.USERNAME}:{canary.PASSWORD}"])
def test_tls_goes_through_a_tunnel(ca: Pair, certificate: Pair, user: str) -> None:
    tls = (certificate.certificate, certificate.key)
    with serve_proxy() as proxy, serve(name="registry.test", tls=tls) as registry:
        transport = Transport(through(proxy, user=user, ca=ca))
        for _ in range(2):
            request = Request(f"{registry.url}/v2/", registry.address, 1000, Deadline.after(5), {"Authorization": "t"})
            assert transport.send(request).body == b"{}"
        transport.close()
        assert registry.asked[0].headers["authorization"] == "t"
        assert "proxy-authorization" not in registry.asked[0].headers
        told = f"Proxy-Authorization: {BASIC}\r\n" if user else ""
    head = f"CONNECT {registry.address} HTTP/1.1\r\nHost: {registry.address}\r\nUser-Agent: imagegate\r\n{told}\r\n"
    assert proxy.heads == [head]  # one tunnel for both


def test_a_certificate_is_checked_through_a_tunnel(certificate: Pair) -> None:
    with (
        serve_proxy() as proxy,
        serve(name="registry.test", tls=(certificate.certificate, certificate.key)) as registry,
        pytest.raises(TlsError, match=r"the certificate of registry\.test:"),
    ):
        get(f"{registry.url}/v2/", through(proxy))
    assert registry.asked == []


@pytest.mark.parametrize("user", ["", f"{canary.USERNAME}:{canary.PASSWORD}"])
def test_plain_http_is_passed_on(user: str) -> None:
    with serve_proxy() as proxy, serve(name="registry.test") as registry:
        rule = AddressRule(plain=frozenset({registry.address}))
        assert get(f"{registry.url}/v2/?a=b", through(proxy, user=user, rule=rule)).body == b"{}"
        assert registry.asked[0].path == "/v2/?a=b"
    assert proxy.heads[0].startswith(f"GET {registry.url}/v2/?a=b HTTP/1.1\r\n")
    assert (f"Proxy-Authorization: {BASIC}\r\n" in proxy.heads[0]) is bool(user)


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        pytest.param(
            b"HTTP/1.1 407 Who\r\nContent-Length: 2\r\n\r\nxx", ProxyError,
            "the proxy {} wants another user and password than it was given", id="407",
        ),
        pytest.param(
            b"HTTP/1.1 403 No\r\n\r\n", ProxyError,
            "the proxy {} does not lead to r.example: it answered with status 403", id="403",
        ),
        pytest.param(
            b"HTTP/1.0 502 No\r\n\r\n", ConnectError,
            "the proxy {} does not reach r.example: it answered with status 502", id="502",
        ),
        pytest.param(
            b"HTTP/1.1 302 Go\r\nLocation: http://x/\r\n\r\n", ProxyError,
            "the proxy {} does not lead to r.example: it answered with status 302", id="a login page",
        ),
        pytest.param(b"SSH-2.0-x\r\n\r\n", ProxyError, "the proxy {} sent something that is not HTTP", id="no HTTP"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", ProxyError,
            "the proxy {} sent something that is not HTTP", id="more than it was asked for",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 9000, ProxyError, "the proxy {} sent something that is not HTTP",
            id="a head without an end",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nA:", ConnectError, "the proxy {} closed the connection before it had answered",
            id="hangs up",
        ),
    ],
)  # fmt: skip
def test_a_proxy_that_leads_nowhere(answer: bytes, error: type[TransportError], message: str) -> None:
    with serve_proxy() as proxy:
        proxy.answer = answer
        with pytest.raises(error) as caught:
            get("https://r.example/", through(proxy, user=f"{canary.USERNAME}:{canary.PASSWORD}"))
    assert caught.value.message == message.format(proxy.address)
    assert not canary.found(f"{caught.value.hint} {caught.value.__cause__!r}")


def test_a_proxy_that_wants_a_user_for_plain_http() -> None:
    with serve_proxy() as proxy:
        proxy.answer = b"HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n"
        with pytest.raises(ProxyError, match="wants another user and password"):
            get("http://r.example/", through(proxy, rule=AddressRule(plain=frozenset({"r.example"}))))


@pytest.mark.parametrize(
    "reply",
    [pytest.param(silent(1), id="says nothing"), pytest.param(drips("HTTP/1.1 200 OK\nA: ", 0.02), id="drips")],
)
def test_a_slow_proxy_is_left(reply: Reply) -> None:
    with serve_raw(reply) as url:
        proxies = Proxies.always(url.removesuffix("/v2/"))
        with pytest.raises(DeadlineError):
            get("https://r.example/", Network(proxies=proxies), seconds=0.25)


@pytest.mark.parametrize(
    ("proxy", "error", "message"),
    [
        pytest.param("127.0.0.1:1", ConnectError, "cannot connect to the proxy 127.0.0.1:1: connection", id="refused"),
        pytest.param("p.invalid:1", UnknownHostError, "the host name p.invalid cannot be resolved", id="unknown"),
    ],
)
def test_a_proxy_that_is_not_there(proxy: str, error: type[TransportError], message: str) -> None:
    with pytest.raises(error) as caught:
        get("https://r.example/", Network(proxies=Proxies.always(f"http://u:{canary.PASSWORD}@{proxy}")))
    assert caught.value.message.startswith(message)
    assert caught.value.hint == "check `proxy`, or HTTPS_PROXY and HTTP_PROXY"


@pytest.mark.parametrize(
    ("host", "everywhere"),
    [
        pytest.param("169.254.169.254", True, id="metadata"),
        pytest.param("[::ffff:169.254.169.254]", True, id="metadata, within IPv6"),
        pytest.param("0xa9.254.169.254", True, id="metadata, as of old"),
        pytest.param("10.0.0.1", False, id="private"),
        pytest.param("10.1", False, id="private, as of old"),
    ],
)
def test_an_address_that_is_spelt_out_is_checked(host: str, everywhere: bool) -> None:  # noqa: FBT001 - a column of the table
    with serve_proxy() as proxy, pytest.raises(ForbiddenAddressError):
        get(f"https://{host}/", through(proxy, rule=AddressRule(private_everywhere=everywhere)))
    assert proxy.heads == []


def test_a_name_is_for_the_proxy_to_resolve(ca: Pair, certificate: Pair) -> None:
    with (
        serve_proxy() as proxy,
        serve(name="registry.test", tls=(certificate.certificate, certificate.key)) as registry,
    ):
        assert get(f"{registry.url}/v2/", through(proxy, ca=ca, rule=AddressRule(private_everywhere=False))).body


def test_a_proxy_may_answer_itself() -> None:
    with serve_raw(says("HTTP/1.1 200 OK\nContent-Length: 2\n\nok")) as url:
        proxies = Proxies.always(url.removesuffix("/v2/"))
        network = Network(AddressRule(plain=frozenset({"r.example"})), proxies=proxies)
        assert get("http://r.example/", network).body == b"ok"
