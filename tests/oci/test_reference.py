"""What's in a name: the grammar, what it means, and what a mistake is told."""

import string
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imagegate.oci.digest import Digest
from imagegate.oci.reference import UNNAMED, InvalidReferenceError, Reference, Repository
from tests.corpus import cases

SHA256 = "sha256:" + "0123456789abcdef" * 4
SHA512 = "sha512:" + "0123456789abcdef" * 8


def hub(path: str) -> Repository:
    return Repository("docker.io", path)


@pytest.mark.parametrize(
    ("text", "repository", "tag", "digest"),
    [
        pytest.param("ruby", hub("library/ruby"), None, None, id="an official image"),
        pytest.param("ruby:3.0.4", hub("library/ruby"), "3.0.4", None, id="a tag"),
        pytest.param("library/ruby", hub("library/ruby"), None, None, id="the namespace written out"),
        pytest.param("grafana/grafana", hub("grafana/grafana"), None, None, id="a user of Docker Hub"),
        pytest.param("docker.io/ruby", hub("library/ruby"), None, None, id="Docker Hub by name"),
        pytest.param("index.docker.io/a/b", hub("a/b"), None, None, id="Docker Hub's index"),
        pytest.param("registry-1.docker.io/ruby", hub("library/ruby"), None, None, id="Docker Hub's API"),
        pytest.param("registry.hub.docker.com/ruby", hub("library/ruby"), None, None, id="Docker Hub's old name"),
        pytest.param("DOCKER.io/ruby", hub("library/ruby"), None, None, id="hosts know no case"),
        pytest.param("docker.io:443/ruby", hub("library/ruby"), None, None, id="the default port"),
        pytest.param("ghcr.io/o/app:1", Repository("ghcr.io", "o/app"), "1", None, id="another registry"),
        pytest.param("GHCR.io:0443/o/app", Repository("ghcr.io", "o/app"), None, None, id="one spelling of a host"),
        pytest.param("localhost/app", Repository("localhost", "app"), None, None, id="localhost is a host"),
        pytest.param("localhost:5000/app", Repository("localhost:5000", "app"), None, None, id="a port is no tag"),
        pytest.param("localhost:443/app", Repository("localhost:443", "app"), None, None, id="not the port of http"),
        pytest.param("127.0.0.1:443/app", Repository("127.0.0.1:443", "app"), None, None, id="nor of 127.0.0.1"),
        pytest.param("r.localhost:443/a", Repository("r.localhost:443", "a"), None, None, id="nor of *.localhost"),
        pytest.param("[::1]:5000/app", Repository("[::1]:5000", "app"), None, None, id="IPv6"),
        pytest.param("[0:0:0::1]:443/a:1", Repository("[::1]:443", "a"), "1", None, id="IPv6 in one spelling"),
        pytest.param("[2001:DB8::1]/app", Repository("[2001:db8::1]", "app"), None, None, id="IPv6 without a port"),
        pytest.param("192.168.0.1", hub("library/192.168.0.1"), None, None, id="no slash, no host"),
        pytest.param("localhost", hub("library/localhost"), None, None, id="not even localhost"),
        pytest.param("localhost:5000", hub("library/localhost"), "5000", None, id="then a port is a tag"),
        pytest.param("Foo/bar", Repository("Foo", "bar"), None, None, id="upper case makes a host"),
        pytest.param("foo:443/bar", Repository("foo:443", "bar"), None, None, id="a host by its port stays one"),
        pytest.param("a/b/c/d", hub("a/b/c/d"), None, None, id="a deep path"),
        pytest.param("a.b/c__d/e-_f".replace("-_", "---"), Repository("a.b", "c__d/e---f"), None, None, id="joints"),
        pytest.param(f"app@{SHA256}", hub("library/app"), None, Digest.parse(SHA256), id="a digest"),
        pytest.param(f"app:1@{SHA256}", hub("library/app"), "1", Digest.parse(SHA256), id="a tag and a digest"),
        pytest.param(f"g.io/a@{SHA512}", Repository("g.io", "a"), None, Digest.parse(SHA512), id="sha512"),
        pytest.param("a:" + "T" * 128, hub("library/a"), "T" * 128, None, id="the longest tag"),
        pytest.param("u/" + "a" * 253, hub("u/" + "a" * 253), None, None, id="the longest path"),
        pytest.param("sha256:abc", hub("library/sha256"), "abc", None, id="a repository of that name"),
    ],
)
def test_parse(text: str, repository: Repository, tag: str | None, digest: Digest | None) -> None:
    reference = Reference.parse(text)
    assert (reference.repository, reference.tag, reference.digest, reference.text) == (repository, tag, digest, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "it is empty", id="nothing"),
        pytest.param("app\n", r"it holds the character '\n'", id="a newline"),
        pytest.param("app:1\r\nX-Evil: 1", r"it holds the character '\r'", id="a header"),
        pytest.param(" app", "it holds a space", id="a space in front"),
        pytest.param("my app", "it holds a space", id="a space within"),
        pytest.param("app\x00", r"it holds the character '\x00'", id="NUL"),
        pytest.param("app\x7f", r"it holds the character '\x7f'", id="DEL"),
        pytest.param("\u0430pp", "it holds the character '\u0430'", id="a Cyrillic a"),
        pytest.param("app:\u0661", "it holds the character '\u0661'", id="a digit of another script"),
        pytest.param("ap\u200bp", r"it holds the character '\u200b'", id="a zero-width space"),
        pytest.param("Ruby", "repository names are lower case", id="upper case"),
        pytest.param("docker.io/Library/ruby", "repository names are lower case", id="upper case below a host"),
        pytest.param("https://ghcr.io/o/app", "leave out the scheme 'https://'", id="a URL"),
        pytest.param("docker://ruby", "leave out the scheme 'docker://'", id="skopeo's way to write"),
        pytest.param(SHA256, "a digest alone names no repository; write NAME@sha256:...", id="a bare digest"),
        pytest.param(SHA512, "a digest alone names no repository; write NAME@sha256:...", id="a bare sha512"),
        pytest.param("f" * 64, "a digest alone names no repository; write NAME@sha256:...", id="its digits only"),
        pytest.param(f"@{SHA256}", "a digest alone names no repository; write NAME@sha256:...", id="no name"),
        pytest.param(f"a@{SHA256}@{SHA256}", "it has two '@'; only one digest can stand at its end", id="two digests"),
        pytest.param(
            "app@1.2", "'1.2' is not a digest; write sha256: and 64 lower-case hexadecimal digits", id="not a digest"
        ),
        pytest.param(
            "app@sha256:" + "A" * 64,
            f"'sha256:{'A' * 64}' is not a digest; write sha256: and 64 lower-case hexadecimal digits",
            id="a digest in upper case",
        ),
        pytest.param(
            "app@md5:" + "a" * 32, "the digest algorithm 'md5' is not supported; use sha256 or sha512", id="md5"
        ),
        pytest.param(
            f"app@{SHA256}:tag",
            f"'{SHA256}:tag' is not a digest; write sha256: and 64 lower-case hexadecimal digits",
            id="a tag behind the digest",
        ),
        pytest.param("app:", "'' is not a tag", id="an empty tag"),
        pytest.param("app:-1", "'-1' is not a tag", id="a tag that starts like an option"),
        pytest.param("app:.x", "'.x' is not a tag", id="a tag that starts with a dot"),
        pytest.param("app:" + "t" * 129, f"'{'t' * 129}' is not a tag", id="a long tag"),
        pytest.param("a//b", "a part of the repository's path is empty", id="two slashes"),
        pytest.param("/a", "a part of the repository's path is empty", id="a slash in front"),
        pytest.param("ghcr.io/", "a part of the repository's path is empty", id="a host alone"),
        pytest.param("ghcr.io/o/../x", "'..' cannot stand in a repository's path", id="the way up"),
        pytest.param("ghcr.io/o/%2e%2e", "'%2e%2e' cannot stand in a repository's path", id="the way up in disguise"),
        pytest.param("a_-b", "'a_-b' cannot stand in a repository's path", id="two separators"),
        pytest.param("$IMAGE", "'$IMAGE' cannot stand in a repository's path", id="a variable"),
        pytest.param("ghcr.io:0/a", "'ghcr.io:0' is not a registry's host[:port]", id="port 0"),
        pytest.param("ghcr.io:65536/a", "'ghcr.io:65536' is not a registry's host[:port]", id="beyond the last port"),
        pytest.param("ghcr.io:/a", "'ghcr.io:' is not a registry's host[:port]", id="no port"),
        pytest.param("a_b.com/x", "'a_b.com' is not a registry's host[:port]", id="no host has an underscore"),
        pytest.param("ghcr.io./x", "'ghcr.io.' is not a registry's host[:port]", id="a dot at the end of a host"),
        pytest.param("[::g]/x", "'[::g]' is not a registry's host[:port]", id="no IPv6"),
        pytest.param("[:::::]:5000/x", "'[:::::]:5000' is not a registry's host[:port]", id="IPv6 by its looks"),
        pytest.param("[fe80::1%25eth0]/x", "'[fe80::1%25eth0]' is not a registry's host[:port]", id="an IPv6 zone"),
        pytest.param("::1/x", "'::1' is not a registry's host[:port]", id="IPv6 without brackets"),
    ],
)
def test_what_is_no_reference_is_quoted_and_told_why(text: str, reason: str) -> None:
    with pytest.raises(InvalidReferenceError) as raised:
        Reference.parse(text)
    assert raised.value.message.partition(" is not an image reference: ")[2] == reason
    assert repr(text)[:110] in raised.value.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "a" * 513,
            f"'{'a' * 117}...' is not an image reference: it has 513 characters; at most 512 are allowed",
            id="too long, and quoted in part",
        ),
        pytest.param(
            "a" * 248,
            f"'{'a' * 117}...' is not an image reference: the repository's path is longer than 255 characters",
            id="too long with library/ before it",
        ),
        pytest.param(
            f"{'a' * 240}:{'b' * 128}@{SHA512}",
            f"'{'a' * 117}...' is not an image reference: spelt out, it has more than 512 characters",
            id="too long with Docker Hub before it",
        ),
        pytest.param(
            "https://bob:hunter2@r.example/app",
            "'https://***@r.example/app' is not an image reference: leave out the scheme 'https://'",
            id="a password in a URL",
        ),
        pytest.param(
            "bob:hun@ter2@r.example/app:1",
            "'***@r.example/app:1' is not an image reference: leave out the user; credentials are given elsewhere",
            id="a password without a scheme",
        ),
    ],
)
def test_what_is_not_quoted_whole(text: str, message: str) -> None:
    with pytest.raises(InvalidReferenceError) as raised:
        Reference.parse(text)
    assert raised.value.message == message


@pytest.mark.parametrize(
    ("text", "canonical", "locator"),
    [
        pytest.param("ruby", "docker.io/library/ruby:latest", "latest", id="no tag means latest"),
        pytest.param("ruby:3", "docker.io/library/ruby:3", "3", id="a tag"),
        pytest.param(f"ruby@{SHA256}", f"docker.io/library/ruby@{SHA256}", SHA256, id="a digest needs no tag"),
        pytest.param(f"ruby:3@{SHA256}", f"docker.io/library/ruby:3@{SHA256}", SHA256, id="the digest is asked for"),
        pytest.param("[::1]:5000/a", "[::1]:5000/a:latest", "latest", id="IPv6"),
    ],
)
def test_the_canonical_form(text: str, canonical: str, locator: str) -> None:
    reference = Reference.parse(text)
    assert (str(reference), reference.locator) == (canonical, locator)
    assert reference.is_pinned is (locator == SHA256)


def test_an_image_in_a_file_is_told_apart_by_where_it_lies() -> None:
    named = Reference.parse("ghcr.io/team/app:1")
    texts = ("docker-archive:a.tar:ghcr.io/team/app:1", "docker-archive:b.tar:ghcr.io/team/app:1")
    first, second = (Reference(named.repository, "1", None, text, is_local=True) for text in texts)
    unnamed = Reference(UNNAMED, None, None, "docker-archive:a.tar", is_local=True)
    assert len({named, first, second, unnamed}) == 4
    assert [str(each) for each in (first, second, unnamed)] == [*texts, "docker-archive:a.tar"]
    assert [each.implied_tag for each in (first, unnamed)] == ["1", None]


def test_equality_is_by_meaning() -> None:
    spellings = ("ruby", "library/ruby", "docker.io/ruby:latest", "INDEX.docker.io/library/ruby")
    assert len({Reference.parse(text) for text in spellings}) == 1
    assert {Reference.parse(text).tag for text in spellings} == {None, "latest"}
    assert Reference.parse("ruby") != Reference.parse("ruby:3")
    assert Reference.parse(f"ruby:1@{SHA256}") != Reference.parse(f"ruby:2@{SHA256}")


_PART = st.from_regex(r"[a-z0-9]{1,6}(?:[._-][a-z0-9]{1,6}){0,2}", fullmatch=True)
_HOSTS = ("ghcr.io", "localhost", "LOCALHOST:5000", "r.example:8443", "[::1]:80", "docker.io", "Foo", "user")
_REFERENCE = st.builds(
    lambda host, path, tag, digest: "/".join([host, *path] if host else path[:1]) + tag + digest,
    st.none() | st.sampled_from(_HOSTS),
    st.lists(_PART, min_size=1, max_size=4),
    st.just("") | st.from_regex(r":[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True),
    st.sampled_from(["", f"@{SHA256}", f"@{SHA512}"]),
)


@given(_REFERENCE)
def test_the_canonical_form_means_the_same(text: str) -> None:
    reference = Reference.parse(text)
    again = Reference.parse(str(reference))
    assert again == reference
    assert str(again) == str(reference)


_ANYTHING = (
    st.text() | st.text(alphabet=string.ascii_letters + string.digits + "/:@.-_[]% \n", max_size=600) | _REFERENCE
)


@given(_ANYTHING)
@example("/@")
@example("a@" * 300)
@example("[" * 600 + "/")
@example("-" * 511 + "/")
@example("a" + "-" * 500 + "/b")
def test_anything_else_is_one_kind_of_error(text: str) -> None:
    message = _refusal(text)
    assert "\n" not in message
    assert len(message) < 700


def _refusal(text: str) -> str:
    try:
        Reference.parse(text)
    except InvalidReferenceError as error:
        return error.message
    return ""


# Rows of the corpus where this program knows better than the grammar, each with its reason.
_DECIDED: dict[str, tuple[str, str] | None] = {
    "Asdf.com/foo/bar": ("asdf.com", "foo/bar"),  # hosts know no case
    "A.B/c": ("a.b", "c"),
    "registry-1.docker.io/library/alpine": ("docker.io", "library/alpine"),  # one host for Docker Hub's aliases
    "registry-1.docker.io/ubuntu": ("docker.io", "library/ubuntu"),
    "[0:0:0:0:0:0:0:1]:5000/x": ("[::1]:5000", "x"),  # one spelling of an address
    "ghcr.io:0/owner/img": None,  # nothing listens there
}


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['input'][:60]!r}") for row in cases("reference")])
def test_corpus(row: dict[str, Any]) -> None:
    text = row["input"]
    named = (row["registry"], row["repository"]) if row["valid"] else None
    expected = _DECIDED.get(text, named)
    if expected is None:
        with pytest.raises(InvalidReferenceError):
            Reference.parse(text)
        return
    reference = Reference.parse(text)
    assert (reference.repository.registry, reference.repository.path) == expected
    assert (reference.tag or (None if reference.digest else "latest")) == row["tag"]
    assert (str(reference.digest) if reference.digest else None) == row["digest"]
