"""Globs on references: what each means, and what never slips through."""
# ruff: noqa: E501 - a row is a case and its whole message

import pytest

from imagegate.oci.reference import UNNAMED, Reference
from imagegate.policy.glob import InvalidGlobError
from imagegate.policy.image_glob import parse, selects_text, selects_written

DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("glob", "references"),
    [
        pytest.param("**", ["nginx", "ghcr.io/a/b/c:1", "localhost:5000/x"], id="everything"),
        pytest.param("nginx", ["nginx", "nginx:1", "docker.io/library/nginx", "index.docker.io/nginx"], id="a short name"),
        pytest.param("nginx*", ["nginx", "nginx-unprivileged"], id="a beginning of a short name"),
        pytest.param("library/nginx", ["nginx"], id="Docker Hub's namespace"),
        pytest.param("docker.io/library/*", ["nginx", f"ruby@{DIGEST}"], id="official images"),
        pytest.param("docker.io/*", ["nginx"], id="a star below Docker Hub: official images"),
        pytest.param("index.docker.io/bitnami/*", ["bitnami/redis"], id="another name of Docker Hub"),
        pytest.param("bitnami/*", ["bitnami/redis:7"], id="a user of Docker Hub"),
        pytest.param("ghcr.io/team/**", ["ghcr.io/team/a", "ghcr.io/team/a/b:1"], id="everything of a team"),
        pytest.param("*.example.com/**", ["a.example.com/x", "a.b.example.com/x/y"], id="hosts of a domain"),
        pytest.param("*/team/app", ["ghcr.io/team/app", "team/app", "localhost:5000/team/app"], id="any host"),
        pytest.param("**/app", ["ghcr.io/team/app", "ghcr.io/app"], id="any path"),
        pytest.param("ghcr.io/**/app", ["ghcr.io/app", "ghcr.io/a/b/app"], id="any folder, or none"),
        pytest.param("localhost:5000/**", ["localhost:5000/a"], id="a port"),
        pytest.param("GHCR.IO/team/a", ["ghcr.io/team/a"], id="hosts in capitals"),
        pytest.param("ghcr.io:443/team/a", ["ghcr.io/team/a"], id="the usual port"),
        pytest.param("nginx:1.27*", ["nginx:1.27", "nginx:1.27.3-alpine", f"nginx:1.27@{DIGEST}"], id="a tag"),
        pytest.param("nginx:latest", ["nginx", "nginx:latest"], id="the tag that is not written"),
        pytest.param(f"nginx@{DIGEST}", [f"nginx@{DIGEST}", f"nginx:1@{DIGEST}"], id="a digest"),
        pytest.param("nginx@*", [f"nginx@{DIGEST}"], id="any digest"),
        pytest.param("**:latest", ["a/b", "nginx:latest"], id="a tag of everything"),
    ],
)  # fmt: skip
def test_selects(glob: str, references: list[str]) -> None:
    assert [text for text in references if not parse(glob).selects(Reference.parse(text))] == []


@pytest.mark.parametrize(
    ("glob", "references"),
    [
        pytest.param("docker.io/**", ["docker.io.evil.com/x", "evil.com/docker.io/x"], id="a host within another name"),
        pytest.param("*.example.com/**", ["evil.com/x.example.com/y", "example.com/x", "a.example.com.evil.com/x", "a.example.com:5000/x"], id="a domain"),
        pytest.param("ghcr.io/team/*", ["ghcr.io/team-evil/a", "ghcr.io/team/a/b", "evil.io/ghcr.io/team/a"], id="a team"),
        pytest.param("ghcr.io/team/**", ["ghcr.io/team", "ghcr.io/teams/a"], id="below a team"),
        pytest.param("docker.io/library/*", ["bitnami/redis", "ghcr.io/library/nginx"], id="official images"),
        pytest.param("docker.io/*", ["bitnami/redis"], id="a star stays in a part"),
        pytest.param("nginx", ["ghcr.io/library/nginx", "nginxinc/nginx"], id="a short name"),
        pytest.param("nginx:1.27*", ["nginx", "nginx:1.26", f"nginx@{DIGEST}"], id="a tag"),
        pytest.param(f"nginx@{DIGEST}", ["nginx", "nginx:1"], id="a digest"),
        pytest.param("registry.example.com/*", ["registryXexample.com/a", "registry.example.com:8443/a"], id="a dot is a dot"),
    ],
)  # fmt: skip
def test_does_not_select(glob: str, references: list[str]) -> None:
    assert [text for text in references if parse(glob).selects(Reference.parse(text))] == []


@pytest.mark.parametrize(
    ("glob", "reason", "advice"),
    [
        pytest.param("*", '"*" could mean every image or every official one', 'write "**" or "docker.io/library/*"', id="a star"),
        pytest.param("team*/app", '"team*" in "team*/app" could be a registry or a part of Docker Hub', 'write "docker.io/team*/app", or a host with a dot', id="a host without a dot"),
        pytest.param("ghcr.io/team**", '"**" in "ghcr.io/team**" does not stand alone between slashes', 'write "*" within a part, "**" for any number', id="two stars in a part"),
        pytest.param("https://ghcr.io/a", '"https://ghcr.io/a" has a scheme', "leave it out", id="a scheme"),
        pytest.param("ghcr.io/Team/*", '"ghcr.io/Team/*" is no glob on image references', "repository names are lower case", id="capitals"),
        pytest.param("ghcr.io//a", 'a part of "ghcr.io//a" is empty', "", id="an empty part"),
        pytest.param("ghcr.io/", 'a part of "ghcr.io/" is empty', "", id="a slash at the end"),
        pytest.param("", 'a part of "" is empty', "", id="nothing"),
        pytest.param("-x.com/a", '"-x.com" in "-x.com/a" is not a registry\'s host[:port]', "", id="no host"),
        pytest.param("nginx:", '"nginx:" is no glob on image references: "" is no tag or digest', "", id="no tag"),
        pytest.param("nginx@x@y", '"nginx@x@y" is no glob on image references: "x@y" is no tag or digest', "", id="two digests"),
        pytest.param("a" * 513, "a glob of 513 characters; at most 512 are read", "", id="too long"),
    ],
)  # fmt: skip
def test_refused(glob: str, reason: str, advice: str) -> None:
    with pytest.raises(InvalidGlobError) as caught:
        parse(glob)
    assert (str(caught.value), caught.value.advice) == (reason, advice)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("https://docker.io/x", id="a scheme"),
        pytest.param("", id="nothing"),
        pytest.param("docker-archive:app.tar", id="an archive, although it reads like an image of Docker Hub"),
        pytest.param("oci:1.0", id="a layout"),
    ],
)
def test_a_text_that_is_no_reference_is_never_meant(text: str) -> None:
    assert not selects_text(("**", "docker.io/library/*"), text)


@pytest.mark.parametrize(
    ("glob", "text", "selected"),
    [
        pytest.param("**", "${ANY}", True, id="all"),
        pytest.param("alpine", "alpine:${V}", True, id="no tag in the glob: any"),
        pytest.param("alpine", "alpine:${V}@${DIGEST}", True, id="and any digest"),
        pytest.param("alpine:*", "alpine:${V}", True, id="the tag"),
        pytest.param("alpine:3*", "alpine:3.${V}", True, id="the beginning of the tag"),
        pytest.param("alpine:3*", "alpine:${V}", False, id="which a variable does not show"),
        pytest.param("alpine@sha256:*", "alpine:${V}", False, id="a digest that is not there"),
        pytest.param("alpine@sha256:*", "alpine@sha256:${V}", True, id="a digest"),
        pytest.param("ghcr.io/team/*", "ghcr.io/team/${NAME}", True, id="a part of the name"),
        pytest.param("ghcr.io/team/*", "ghcr.io/team/${A}/${B}", False, id="but not two"),
        pytest.param("ghcr.io/team/**", "ghcr.io/team/${A}/${B}:1", True, id="any number of parts"),
        pytest.param("ghcr.io/team/**", "${REGISTRY}/team/app", False, id="a registry that nobody knows"),
        pytest.param("ghcr.io/**", "ghcr.io${REST}/app", False, id="a registry's name that goes on"),
        pytest.param("ghcr.io", "ghcr.io:5000/app:${V}", False, id="a port is no tag"),
        pytest.param("**/app", "${REGISTRY}/app:${V}", True, id="a name in any registry"),
        pytest.param("docker.io/library/alpine", "alpine:${V}", False, id="nothing is filled in"),
        pytest.param("**", "a\n${V}", False, id="a text of several lines"),
    ],
)
def test_a_text_with_variables_is_compared_as_it_is_written(glob: str, text: str, selected: bool) -> None:  # noqa: FBT001 - a row
    assert selects_written(("quay.io/other/**", glob), text) is selected


@pytest.mark.parametrize(
    ("glob", "selected"),
    [
        pytest.param("**", True, id="every image"),
        pytest.param("docker.io/**", False, id="of a registry"),
        pytest.param("**:latest", False, id="of a tag: there is none"),
        pytest.param("**/app", False, id="of a name: there is none"),
    ],
)
def test_an_image_without_a_name_is_selected_only_with_every_other(glob: str, selected: bool) -> None:  # noqa: FBT001 - a row
    unnamed = Reference(UNNAMED, None, None, "docker-archive:app/app", is_local=True)
    assert parse(glob).selects(unnamed) is selected
