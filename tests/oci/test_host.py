"""One spelling for a registry's host."""

import pytest

from imagegate.oci.host import canonical_host, is_host


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("GHCR.IO", "ghcr.io", id="lower case"),
        pytest.param("ghcr.io:443", "ghcr.io", id="without the default port"),
        pytest.param("ghcr.io:00080", "ghcr.io:80", id="a port is a number"),
        pytest.param("docker.io", "docker.io", id="Docker Hub"),
        pytest.param("registry-1.docker.io:443", "docker.io", id="Docker Hub by its API"),
        pytest.param("registry-1.docker.io:5000", "registry-1.docker.io:5000", id="another port is another service"),
        pytest.param("localhost", "localhost", id="loopback"),
        pytest.param("localhost:443", "localhost:443", id="443 is not http's port"),
        pytest.param("notlocalhost:443", "notlocalhost", id="a name that ends like loopback"),
        pytest.param("127.0.0.1:443", "127.0.0.1:443", id="an address of loopback"),
        pytest.param("[0::0:1]:443", "[::1]:443", id="loopback in IPv6"),
        pytest.param("[::FFFF:10.0.0.1]", "[::ffff:a00:1]", id="IPv4 within IPv6"),
        pytest.param("xn--bcher-kva.example", "xn--bcher-kva.example", id="punycode"),
        pytest.param("", None, id="nothing"),
        pytest.param("ghcr.io/", None, id="a path"),
        pytest.param("ghcr.io:99999", None, id="no port has that number"),
        pytest.param("ghcr.io:-1", None, id="nor that"),
        pytest.param("-a.example", None, id="a hyphen in front"),
        pytest.param("a..example", None, id="an empty label"),
        pytest.param("bücher.example", None, id="not ASCII"),
        pytest.param("ghcr.io\n", None, id="a newline at the end"),
        pytest.param("[::1", None, id="half a bracket"),
        pytest.param("[1.2.3.4]", None, id="IPv4 in brackets"),
        pytest.param("user@ghcr.io", None, id="a user"),
    ],
)
def test_canonical_host(text: str, expected: str | None) -> None:
    assert canonical_host(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("localhost", True, id="localhost"),
        pytest.param("a.b", True, id="a dot"),
        pytest.param("a:5000", True, id="a port"),
        pytest.param("Foo", True, id="upper case"),
        pytest.param("foo", False, id="a user of Docker Hub"),
        pytest.param("localhost2", False, id="only that one word"),
    ],
)
def test_is_host(text: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_host(text) is expected
