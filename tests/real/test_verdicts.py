"""What the gate says of images that others built: the verdict, the rules that fail, the exit code."""

import json
from pathlib import Path

import pytest

from tests.real.docker_registry import DockerRegistry
from tests.real.program import Terminal

pytestmark = [pytest.mark.registry, pytest.mark.engine]

POLICY = str(Path(__file__).with_name("policy.yaml"))


AMD64, ARM64 = "linux/amd64", "linux/arm64"


@pytest.mark.parametrize(
    ("image", "platforms", "rules"),
    [
        pytest.param("team/app:1.0", [AMD64], [], id="compliant"),
        pytest.param("team/app:root", [AMD64], ["non-root"], id="no-user-is-root"),
        pytest.param("team/app:1.0-oci", [AMD64], ["health-checked"], id="oci-configs-know-no-health-check"),
        pytest.param("team/service:1.0", [ARM64], ["health-checked", "licensed"], id="manifest-without-media-type"),
        pytest.param("library/ruby", [AMD64, ARM64], ["health-checked", "licensed", "non-root"], id="oci-index"),
        pytest.param(
            "library/ruby:3.0.4", [AMD64, ARM64], ["health-checked", "licensed", "non-root"], id="docker-list"
        ),
    ],
)
def test_verdict(
    terminal: Terminal, open_registry: DockerRegistry, image: str, platforms: list[str], rules: list[str]
) -> None:
    ended = terminal.imagegate("check", "--policy", POLICY, "--format", "json", f"{open_registry.name}/{image}")
    [judged] = json.loads(ended.output)["images"]
    assert {
        "code": ended.code,
        "verdict": judged["verdict"],
        "platforms": [one["platform"] for one in judged["platforms"]],
        "rules": sorted({finding["rule"] for finding in judged["findings"]}),
    } == {
        "code": 1 if rules else 0,
        "verdict": "failed" if rules else "passed",
        "platforms": platforms,
        "rules": rules,
    }


@pytest.mark.parametrize(
    ("images", "code"),
    [
        pytest.param(["team/app:1.0", "hello-world"], 1, id="one-bad-image-fails-the-run"),
        pytest.param(["team/app:1.0", "team/app:9.9"], 3, id="an-image-that-is-not-there-is-no-pass"),
        pytest.param(["team/app:root", "team/app:9.9"], 1, id="a-violation-wins"),
    ],
)
def test_several(terminal: Terminal, open_registry: DockerRegistry, images: list[str], code: int) -> None:
    references = [f"{open_registry.name}/{image}" for image in images]
    assert terminal.imagegate("check", "--policy", POLICY, *references).code == code
