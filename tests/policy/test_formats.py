"""Texts that have a format, and texts that nearly have it."""
# ruff: noqa: E501 - a row is a case and its whole message

import pytest

from imagegate.policy.formats import FORMATS, has_format

GOOD = {
    "absolute-path": ["/", "/usr/bin", "C:\\Windows", "c:/x"],
    "byte-size": ["1B", "500MB", "1.5GiB", "10 kB", "3KB", "1TB"],
    "date-time": [
        "2026-11-25T10:00:00Z",
        "2026-11-25t10:00:00z",
        "2026-11-25T10:00:00.123456789+02:00",
        "2016-12-31T23:59:60Z",
    ],
    "digest": ["sha256:" + "a" * 64, "sha512:" + "0" * 128],
    "duration": ["1s", "90d", "365d", "2w", "1y"],
    "email": ["a@example.com", "a.b+c@sub.example.org"],
    "git-revision": ["0123456", "a" * 40, "f" * 64],
    "image-reference": ["nginx", "ghcr.io/a/b:1", "a/b@sha256:" + "0" * 64],
    "platform": ["linux/amd64", "linux/arm/v7"],
    "port": ["80", "80/tcp", "8000-8010/udp", "65535/sctp"],
    "semver": ["1.2.3", "0.0.0", "1.0.0-alpha.1+build.5", "1.0.0-0a"],
    "signal": ["SIGTERM", "TERM", "SIGRTMIN+3", "15"],
    "spdx-expression": [
        "MIT",
        "Apache-2.0 OR MIT",
        "(GPL-2.0-only WITH Classpath-exception-2.0) AND LicenseRef-x",
        "GPL-2.0+",
        "DocumentRef-a:LicenseRef-b",
        "MIT or ISC",
    ],
    "url": ["https://example.com", "http://a:8080/b?c#d", "https://[::1]/"],
}
BAD = {
    "absolute-path": ["", "usr/bin", "./x", "C:x", "/a\0b"],
    "byte-size": ["", "500M", "500", "-1B", "1.B", "1.2345GB", "1KIB"],
    "date-time": [
        "2026-11-25",
        "2026-11-25 10:00:00Z",
        "2026-11-25T10:00:00",
        "2026-02-30T10:00:00Z",
        "2026-11-25T25:00:00Z",
        "٢٠٢٦-11-25T10:00:00Z",
    ],
    "digest": ["sha256:" + "a" * 63, "sha256:" + "A" * 64, "md5:" + "a" * 32, "a" * 64],
    "duration": ["", "90", "90 d", "1.5d", "-1d", "90D", "1h30m"],
    "email": ["a", "a@b", "@example.com", "a b@example.com", "a@example..com"],
    "git-revision": ["012345", "0123456G", "A" * 40, "f" * 65],
    "image-reference": ["", "Nginx", "https://a/b", "a:b:c"],
    "platform": ["linux", "linux/", "linux/a/b/c", "linux amd64"],
    "port": ["0", "65536", "80-", "http", "80/icmp", "80-0"],
    "semver": ["1.2", "v1.2.3", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3.4", ""],
    "signal": ["", "sigterm", "SIG", "100", "KILL -9"],
    "spdx-expression": ["", "MIT OR", "OR MIT", "MIT ISC", "(MIT", "MIT)", "()", "WITH x", "(MIT) WITH x", "MIT/ISC", "MIT, ISC"],
    "url": ["example.com", "ftp://a", "https://", "http://a b", "https://a:99999", "https://a:0", "javascript:x"],
}  # fmt: skip


def rows(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Give every text with its format."""
    return [(name, text) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), rows(GOOD))
def test_has_it(name: str, text: str) -> None:
    assert has_format(name, text)


@pytest.mark.parametrize(("name", "text"), rows(BAD))
def test_has_it_not(name: str, text: str) -> None:
    assert not has_format(name, text)


def test_every_format_is_tried() -> None:
    assert set(GOOD) == set(BAD) == set(FORMATS)


def test_long_texts_have_no_format() -> None:
    assert not has_format("absolute-path", "/" * 4097)
