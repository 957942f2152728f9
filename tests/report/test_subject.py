import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.oci.digest import Digest
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.report.subject import brief

PINNED = str(Digest.of(b"x"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("nginx:1.27", "nginx:1.27", id="an official image"),
        pytest.param("index.docker.io/library/nginx", "nginx:latest", id="the tag that counts"),
        pytest.param("nginxinc/nginx:1", "nginxinc/nginx:1", id="another repository of Docker Hub"),
        pytest.param("docker.io/library/a/b:1", "library/a/b:1", id="a/b would be another one"),
        pytest.param("docker.io/ghcr.io/app:1", "docker.io/ghcr.io/app:1", id="a path that looks like a registry"),
        pytest.param("docker.io/localhost/app:1", "docker.io/localhost/app:1", id="and one that is one"),
        pytest.param("ghcr.io/library/app:1", "ghcr.io/library/app:1", id="another registry keeps its parts"),
        pytest.param(f"a:1@{PINNED}", f"a:1@{PINNED[:19]}", id="a digest is cut"),
        pytest.param(f"a@{PINNED}", f"a@{PINNED[:19]}", id="no tag is added to a digest"),
    ],
)
def test_brief(text: str, shown: str) -> None:
    assert brief(Reference.parse(text)) == shown


@given(st.from_regex(r"(docker\.io/)?([a-z]{1,2}[.:/]?){1,4}", fullmatch=True))
def test_brief_means_the_same(text: str) -> None:
    try:
        reference = Reference.parse(text)
    except InvalidReferenceError:
        return
    assert Reference.parse(brief(reference)) == reference
