"""URLs that servers name."""

import pytest

from imagegate.http.origin import absolute, host_names, host_of, same_origin

BASE = "https://r.example/v2/a/blobs/x"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("https://cdn.example/y?s=%2f", "https://cdn.example/y?s=%2f", id="absolute, untouched"),
        pytest.param("/other", "https://r.example/other", id="a path"),
        pytest.param("?q=1", "https://r.example/v2/a/blobs/x?q=1", id="a query"),
        pytest.param("//cdn.example/y", "https://cdn.example/y", id="without a scheme"),
        pytest.param("https://cdn.example/y#part", "https://cdn.example/y", id="a fragment is not sent"),
        pytest.param("https://[::1]:5000/y", "https://[::1]:5000/y", id="IPv6"),
        pytest.param("file:///etc/passwd", None, id="a file"),
        pytest.param("ldap://r.example/x", None, id="another protocol"),
        pytest.param("javascript:alert(1)", None, id="no address at all"),
        pytest.param("https://user:pw@cdn.example/y", None, id="a user and a password"),
        pytest.param("https://@cdn.example/y", None, id="an empty user"),
        pytest.param("https:///y", "https://r.example/y", id="no host is the same host"),
        pytest.param("https://cdn.example:0/y", None, id="no port has that number"),
        pytest.param("https://cdn.example:99999/y", None, id="nor that"),
        pytest.param("https://[::1/y", None, id="half a bracket"),
        pytest.param("https://cdn.example\\@evil.example/y", None, id="a backslash, where parsers disagree"),
        pytest.param("https://cdn.example/a b", None, id="a space"),
        pytest.param("https://cdn.example/\r\nX: y", None, id="a line break"),
        pytest.param("https://cdn.éxample/", None, id="beyond ASCII"),
    ],
)
def test_absolute(text: str, expected: str | None) -> None:
    assert absolute(BASE, text) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("https://r.example/a", "https://R.EXAMPLE:443/b", True, id="default port, other case"),
        pytest.param("https://r.example/a", "https://r.example:8443/a", False, id="another port"),
        pytest.param("https://r.example/a", "http://r.example/a", False, id="another scheme"),
        pytest.param("https://r.example/a", "https://cdn.r.example/a", False, id="a subdomain"),
        pytest.param("https://r.example/a", "https://r.example.evil.example/a", False, id="a longer name"),
        pytest.param("http://localhost:5000/a", "http://localhost:5001/a", False, id="loopback, another port"),
    ],
)
def test_same_origin(one: str, other: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert same_origin(one, other) is expected


@pytest.mark.parametrize(
    ("url", "host", "names"),
    [
        pytest.param("https://u:p@R.example/x?q=1", "r.example", {"r.example", "r.example:443"}, id="user and query"),
        pytest.param("http://r.example:80/", "r.example", {"r.example", "r.example:80"}, id="the scheme's port"),
        pytest.param("http://r.example:443/", "r.example:443", {"r.example:443"}, id="the other scheme's port"),
        pytest.param("http://[::1]:5000/", "[::1]:5000", {"[::1]:5000"}, id="IPv6"),
    ],
)
def test_hosts(url: str, host: str, names: set[str]) -> None:
    assert host_of(url) == host
    assert set(host_names(url)) == names
