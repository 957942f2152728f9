"""Every form in which an image can lie in a registry, read as curl and jq read it."""

import json

import pytest

from tests.real.docker_registry import DockerRegistry
from tests.real.program import Terminal

pytestmark = [pytest.mark.registry, pytest.mark.engine]


@pytest.mark.parametrize(
    ("repository", "tag", "architecture"),
    [
        pytest.param("team/app", "1.0", "amd64", id="docker-manifest-of-the-engine"),
        pytest.param("team/app", "1.0-oci", "amd64", id="oci-manifest-of-skopeo"),
        pytest.param("team/service", "1.0", "arm64", id="umoci-manifest-without-media-type"),
        pytest.param("library/ruby", "latest", "amd64", id="oci-index"),
        pytest.param("library/ruby", "latest", "arm64", id="oci-index-other-platform"),
        pytest.param("library/ruby", "3.0.4", "amd64", id="docker-manifest-list"),
        pytest.param("library/ruby", "3.0.4", "arm64", id="docker-manifest-list-other-platform"),
    ],
)
def test_config(
    terminal: Terminal, open_registry: DockerRegistry, repository: str, tag: str, architecture: str
) -> None:
    reference = f"{open_registry.name}/{repository}:{tag}"
    ended = terminal.imagegate("inspect", "--config", "--platform", f"linux/{architecture}", reference)
    assert ended.code == 0, ended.error
    assert json.loads(ended.output) == terminal.three_requests(open_registry.url, repository, tag, architecture)
