"""Which addresses may be asked, and by which scheme."""

import pytest

from imagegate.http.address import AddressRule
from imagegate.http.errors import ForbiddenAddressError, PlainHttpError

CLOSED = AddressRule(
    private_everywhere=False, private=frozenset({"r.corp.example", "10.0.0.5:5000"}), plain=frozenset({"p.test:5000"})
)
OPEN = AddressRule()


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("169.254.169.254", id="metadata"),
        pytest.param("169.254.0.1", id="link-local"),
        pytest.param("::ffff:169.254.169.254", id="metadata within IPv6"),
        pytest.param("64:ff9b::a9fe:a9fe", id="metadata by NAT64"),
        pytest.param("2002:a9fe:a9fe::1", id="metadata by 6to4"),
        pytest.param("fe80::1%eth0", id="link-local IPv6 with a zone"),
        pytest.param("fd00:ec2::254", id="metadata, IPv6"),
        pytest.param("168.63.129.16", id="a cloud's own service"),
        pytest.param("100.100.100.200", id="another cloud's"),
        pytest.param("224.0.0.1", id="multicast"),
        pytest.param("255.255.255.255", id="broadcast"),
        pytest.param("0.0.0.0", id="unspecified"),  # noqa: S104 - refused, not listened on
        pytest.param("::", id="unspecified IPv6"),
        pytest.param("::a9fe:a9fe", id="metadata as an IPv4-compatible address"),
    ],
)
@pytest.mark.parametrize("rule", [OPEN, AddressRule(private=frozenset({"h.example"}))], ids=["open", "named"])
def test_never(address: str, rule: AddressRule) -> None:
    with pytest.raises(ForbiddenAddressError, match=r"h\.example has the address"):
        rule.check(address, "https://h.example/v2/", "h.example")


@pytest.mark.parametrize(
    ("address", "url", "registry", "allowed"),
    [
        pytest.param("8.8.8.8", "https://h.example/", "h.example", True, id="a public address"),
        pytest.param("2001:4860:4860::8888", "https://h.example/", "h.example", True, id="a public one in IPv6"),
        pytest.param("::ffff:8.8.8.8", "https://h.example/", "h.example", True, id="a public one within IPv6"),
        pytest.param("64:ff9b::808:808", "https://h.example/", "h.example", True, id="a public one by NAT64"),
        pytest.param("64:ff9b::a01:203", "https://h.example/", "h.example", False, id="a private one by NAT64"),
        pytest.param("10.1.2.3", "https://h.example/", "h.example", False, id="nobody named it"),
        pytest.param("127.0.0.1", "https://h.example/", "h.example", False, id="loopback neither"),
        pytest.param("100.64.0.1", "https://h.example/", "h.example", False, id="nor a provider's own network"),
        pytest.param("fd00::1", "https://h.example/", "h.example", False, id="nor IPv6's private one"),
        pytest.param("::ffff:10.0.0.1", "https://h.example/", "h.example", False, id="nor private within IPv6"),
        pytest.param("10.1.2.3", "https://r.corp.example/", "r.corp.example", True, id="named"),
        pytest.param("10.1.2.3", "https://r.corp.example:444/", "r.corp.example:444", False, id="on another port"),
        pytest.param("10.0.0.5", "https://10.0.0.5:5000/", "10.0.0.5:5000", True, id="an address that is named"),
        pytest.param("10.1.2.3", "https://auth.corp.example/", "r.corp.example", True, id="its domain, on its behalf"),
        pytest.param("10.1.2.3", "https://corp.example.evil.test/", "r.corp.example", False, id="not its domain"),
        pytest.param("10.1.2.3", "https://auth.corp.example/", "h.example", False, id="on behalf of somebody else"),
        pytest.param("10.0.0.6", "https://10.0.0.6:5000/", "10.0.0.5:5000", False, id="another address is no domain"),
        pytest.param("10.1.2.3", "http://p.test:5000/", "p.test:5000", True, id="named as plain"),
    ],
)
def test_private(address: str, url: str, registry: str, allowed: bool) -> None:  # noqa: FBT001 - a column of the table
    OPEN.check(address, url, registry)
    if allowed:
        CLOSED.check(address, url, registry)
        return
    with pytest.raises(ForbiddenAddressError, match="has the private address") as caught:
        CLOSED.check(address, url, registry)
    assert "private-registries" in caught.value.hint


@pytest.mark.parametrize(
    ("registry", "scheme"),
    [
        pytest.param("ghcr.io", "https", id="a public registry"),
        pytest.param("localhost", "http", id="localhost"),
        pytest.param("localhost:5000", "http", id="with a port"),
        pytest.param("registry.localhost:5000", "http", id="below localhost"),
        pytest.param("notlocalhost:5000", "https", id="only looks so"),
        pytest.param("localhost.example", "https", id="nor that"),
        pytest.param("127.0.0.1:5000", "http", id="loopback"),
        pytest.param("127.8.9.1", "http", id="all of it"),
        pytest.param("127.0.0.1.example", "https", id="a name of digits"),
        pytest.param("[::1]:5000", "http", id="loopback in IPv6"),
        pytest.param("10.0.0.1:5000", "https", id="private is not loopback"),
        pytest.param("p.test:5000", "http", id="named as plain"),
        pytest.param("p.test", "https", id="on another port"),
    ],
)
def test_scheme(registry: str, scheme: str) -> None:
    assert CLOSED.scheme(registry) == scheme


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        pytest.param("https://anything.example/", True, id="TLS"),
        pytest.param("http://localhost:1/", True, id="loopback"),
        pytest.param("http://p.test:5000/x", True, id="named"),
        pytest.param("http://p.test/x", False, id="on another port"),
        pytest.param("http://cdn.example/x", False, id="nobody named it"),
    ],
)
def test_plain_http(url: str, allowed: bool) -> None:  # noqa: FBT001 - a column of the table
    if allowed:
        CLOSED.check_scheme(url)
        return
    with pytest.raises(PlainHttpError, match="would have to be asked by plain http"):
        CLOSED.check_scheme(url)


def test_a_port_that_is_the_scheme_s_own_may_be_written() -> None:
    rule = AddressRule(plain=frozenset({"p.test:80", "q.test"}))
    rule.check_scheme("http://p.test/")
    rule.check_scheme("http://q.test:80/")
