"""Files that name a dozen images in a registry that others wrote get the digests that skopeo computes."""

from pathlib import Path

import pytest

from imagegate.oci.digest import Digest
from tests.machine.command import run
from tests.real.docker_registry import DockerRegistry
from tests.real.program import Terminal

pytestmark = [pytest.mark.registry, pytest.mark.engine]

FILES = {
    "Dockerfile": """\
ARG RUBY=3.0.4{library/ruby:3.0.4}
FROM R/library/debian:amd64{library/debian:amd64} AS build
FROM R/library/ruby:$RUBY
FROM R/library/rub\\
y:3.3.9{library/ruby:3.3.9}
COPY --from=R/hello-world[hello-world:latest] / /
""",
    "compose.yaml": """\
x-app: &app "R/team/app:1.0{team/app:1.0}"
services:
  app: { image: *app }
  oci: { image: 'R/team/app:${TAG:-1.0-oci{team/app:1.0-oci}}' }
  service:\r
    image: R/team/service:$SERVICE # from .env
""",
    ".env": "SERVICE=1.0{team/service:1.0}",
    "chart/Chart.yaml": "name: chart\nversion: '1'\n",
    "chart/values.yaml": """\
image:
  repository: R/library/ruby
  tag: "latest{library/ruby:latest}"
""",
    ".github/workflows/ci.yml": """\
jobs:
  test:
    strategy: { matrix: { arch: [amd64{library/debian:amd64}, arm64{library/debian:arm64}] } }
    container: R/library/debian:${{ matrix.arch }}
""",
    "kustomization.yaml": """\
images:
  - { name: app, newName: R/alice/private, newTag: "1.0{alice/private:1.0}" }
""",
}
IMAGES = (
    *("library/debian:amd64", "library/debian:arm64", "library/ruby:3.0.4", "library/ruby:3.3.9"),
    *("library/ruby:latest", "hello-world:latest", "team/app:1.0", "team/app:1.0-oci", "team/service:1.0"),
    "alice/private:1.0",
)


def test_a_repository(
    terminal: Terminal, open_registry: DockerRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    digests = {image: _digest(open_registry, image) for image in IMAGES}
    before, after = {}, {}
    for path, template in FILES.items():
        text = template.replace("R/", f"{open_registry.name}/")
        before[path], after[path] = _without(text), _with(text, digests)
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(before[path].encode())
    assert terminal.imagegate("pin", "--check", ".").code == 1
    assert {path: (tmp_path / path).read_bytes().decode() for path in FILES} == before
    ended = terminal.imagegate("pin", ".")
    assert (ended.code, ended.error) == (0, "11 pinned, 0 had a digest, 0 left\n"), ended.output
    assert {path: (tmp_path / path).read_bytes().decode() for path in FILES} == after
    assert terminal.imagegate("pin", "--check", ".").output == ""


def _digest(registry: DockerRegistry, image: str) -> str:
    raw = run("skopeo", "inspect", "--raw", "--tls-verify=false", f"docker://{registry.name}/{image}")
    return str(Digest.of(raw.encode()))


def _without(template: str) -> str:
    for image in IMAGES:
        template = template.replace(f"{{{image}}}", "").replace(f"[{image}]", "")
    return template


def _with(template: str, digests: dict[str, str]) -> str:
    for image, digest in digests.items():
        template = template.replace(f"{{{image}}}", f"@{digest}").replace(f"[{image}]", f":latest@{digest}")
    return template
