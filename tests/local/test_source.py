"""What a user may write for an image that lies in a file, and what it is called then."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imagegate.errors import UsageError
from imagegate.local.source import parse_source

DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "kind", "path", "name", "digest"),
    [
        pytest.param("oci:layout", "oci", "layout", None, None, id="a layout"),
        pytest.param("oci:/a/b c.tar", "oci", "/a/b c.tar", None, None, id="a space"),
        pytest.param("oci:..", "oci", "..", None, None, id="a folder by dots"),
        pytest.param("oci:layout:1.0", "oci", "layout", "1.0", None, id="a tag"),
        pytest.param("oci:layout:app:1.0", "oci", "layout", "app:1.0", None, id="a tag with a colon"),
        pytest.param("oci:layout:a+b", "oci", "layout", "a+b", None, id="a tag that no registry has"),
        pytest.param(f"oci:layout@{DIGEST}", "oci", "layout", None, DIGEST, id="a digest"),
        pytest.param(f"oci:layout:1.0@{DIGEST}", "oci", "layout", "1.0", DIGEST, id="a tag and a digest"),
        pytest.param("oci:user@host", "oci", "user@host", None, None, id="an at sign in a path"),
        pytest.param("oci:a@b:1", "oci", "a@b", "1", None, id="an at sign, and a tag"),
        pytest.param("docker-archive:a.tar", "docker-archive", "a.tar", None, None, id="an archive"),
        pytest.param("docker-archive:-", "docker-archive", "-", None, None, id="standard input"),
        pytest.param("docker-archive:-:app:1", "docker-archive", "-", "app:1", None, id="a name on standard input"),
        pytest.param("docker-archive:é.tar:ghcr.io/a/b", "docker-archive", "é.tar", "ghcr.io/a/b", None, id="a host"),
        pytest.param(f"docker-archive:a.tar@{DIGEST}", "docker-archive", "a.tar", None, DIGEST, id="an image id"),
    ],
)
def test_a_source(text: str, kind: str, path: str, name: str | None, digest: str | None) -> None:
    source = parse_source(text)
    assert source is not None
    pinned = str(source.digest) if source.digest else None
    assert (source.kind, source.path, source.name, pinned) == (kind, path, name, digest)
    assert str(source) == str(source.reference) == source.reference.text == text
    assert source.reference.is_local
    assert source.reference.digest == source.digest


@pytest.mark.parametrize(
    ("text", "repository", "tag"),
    [
        pytest.param("oci:layout", "/", None, id="no name"),
        pytest.param("docker-archive:ghcr.io/team/app", "/", None, id="a path is no name"),
        pytest.param("oci:layout:1.0", "/", "1.0", id="a tag alone"),
        pytest.param("oci:layout:a+b", "/", None, id="what is no tag"),
        pytest.param("oci:layout:app:1.0", "docker.io/library/app", "1.0", id="a name in the place of a tag"),
        pytest.param("oci:layout:ghcr.io/a/b", "ghcr.io/a/b", None, id="a name without a tag there"),
        pytest.param("oci:layout:a/B:1", "/", None, id="no name, although it has a slash"),
        pytest.param("docker-archive:a.tar:app", "docker.io/library/app", None, id="a short name"),
        pytest.param("docker-archive:-:localhost:5000/a:1", "localhost:5000/a", "1", id="a port"),
    ],
)
def test_only_the_user_says_what_it_is_called(text: str, repository: str, tag: str | None) -> None:
    source = parse_source(text)
    assert source is not None
    assert (str(source.reference.repository), source.reference.tag) == (repository, tag)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ruby:3.4", id="an image"),
        pytest.param("oci", id="an image that is called so"),
        pytest.param("docker.io/library/oci:1", id="the same, spelt out"),
        pytest.param("docker-archive@sha256:0", id="no colon behind it"),
        pytest.param("oci://ghcr.io/a/b", id="a scheme, which the parser of references knows"),
        pytest.param("OCI:layout", id="capitals"),
        pytest.param("", id="nothing"),
    ],
)
def test_no_source(text: str) -> None:
    assert parse_source(text) is None


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        pytest.param("oci:", "'oci:' names no file", "write oci:PATH, or oci:PATH:NAME where", id="no path"),
        pytest.param("oci::1", "'oci::1' names no file", "write oci:PATH", id="a tag and no path"),
        pytest.param("oci:a:", "'oci:a:' names no image", "write oci:PATH", id="no tag behind the colon"),
        pytest.param(f"oci:@{DIGEST}", "names no file", "write oci:PATH", id="a digest and no path"),
        pytest.param(
            "docker-archive:a.tar:Ab", "repository names are lower case", "ends at its first colon", id="no name"
        ),
        pytest.param("oci:a@sha256:12", "'sha256:12' is not a digest", "64 lower-case", id="a short digest"),
        pytest.param("oci:a\nb", "characters that cannot be shown", "another name", id="a line feed"),
        pytest.param("oci:a\udcff", "characters that cannot be shown", "another name", id="no UTF-8"),
        pytest.param("oci:" + "a" * 4096, "is too long", "another name", id="too long"),
        pytest.param("oci-archive:a.tar", "oci-archive: is not a place", "is written oci:PATH", id="skopeo's word"),
        pytest.param("docker-daemon:app:1", "is not a place", "docker save NAME |", id="an engine"),
        pytest.param("containers-storage:app", "is not a place", "podman save NAME |", id="a storage"),
    ],
)
def test_refused(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_source(text)
    assert caught.value.code == "invalid-source"
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.message.isprintable()


@given(st.sampled_from(["", "oci:", "docker-archive:"]), st.text())
@example("oci:", "@sha256:")
@example("docker-archive:", "a:@")
def test_anything_else_is_one_kind_of_error(scheme: str, rest: str) -> None:
    assert _read_back(scheme + rest).isprintable()


def _read_back(text: str) -> str:
    try:
        source = parse_source(text)
    except UsageError as error:
        return error.message
    assert source is None or str(source) == text
    return ""
