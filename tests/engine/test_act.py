"""A workflow that uses the action from its own repository, run by act: is everything wired up?

act is not the runner (other paths, no limits, its own reading of commands), so nothing here asks for more than that.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.engine.conftest import REPOSITORY
from tests.engine.python_image import python_image
from tests.machine.command import environment, run
from tests.real.docker_registry import DockerRegistry

pytestmark = [pytest.mark.engine, pytest.mark.act]

WORKFLOW = """\
on: workflow_dispatch
permissions: {}
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: gate
        uses: ./
        with:
          image: ${{ github.event.inputs.image }}
          insecure-registries: ${{ github.event.inputs.registry }}
      - if: always()
        shell: sh
        run: echo "the gate said $RESULT"
        env:
          RESULT: ${{ steps.gate.outputs.result }}
"""
COPIED = ("Dockerfile", ".dockerignore", "action.yml", "entrypoint.py", "requirements.txt")
COPIED_FOLDERS = ("imagegate", "policies", "container")
OFFLINE = ("--pull=false", "--action-offline-mode", "--no-cache-server", "--network", "host", "--rm", "--json")


@dataclass(frozen=True, slots=True)
class Workflow:
    """A repository with the action and a workflow that uses it."""

    folder: Path
    image: str

    def run(self, inputs: Mapping[str, str]) -> list[dict[str, Any]]:
        """Run the workflow; give act's lines, the last of which is the job's result."""
        (self.folder / "event.json").write_text(json.dumps({"inputs": inputs}))
        event = ("workflow_dispatch", "-e", str(self.folder / "event.json"))
        act = shutil.which("act", path=str(Path(sys.executable).parent)) or "act"
        command = (act, *event, *OFFLINE, "--directory", str(self.folder), "-P", f"ubuntu-latest={self.image}")
        environ = environment(HOME=str(self.folder / "home"), GITHUB_REPOSITORY="octo/app")
        done = subprocess.run(command, capture_output=True, text=True, env=environ, timeout=300, check=False)
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        return [line for line in lines if line.get("job")]


@pytest.fixture
def workflow(tmp_path: Path, container: str) -> Iterator[Workflow]:
    """The action as it stands, except that its base image is the stand-in: act passes no build arguments."""
    assert container  # built before, so that act finds every step of the build in the engine's cache
    image = python_image()
    for name in COPIED_FOLDERS:
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in COPIED:
        shutil.copy(REPOSITORY / name, tmp_path)
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text(dockerfile.read_text().replace("PYTHON_IMAGE=python:3.13-slim", f"PYTHON_IMAGE={image}"))
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/gate.yml").write_text(WORKFLOW)
    identity = ("-c", "user.name=Octo", "-c", "user.email=octo@example.org")
    for words in (("init", "--quiet"), ("add", "--all"), (*identity, "commit", "--quiet", "--message", "Add a gate")):
        run("git", "-C", tmp_path, *words)
    volumes = run("docker", "volume", "ls", "--quiet").split()
    yield Workflow(tmp_path, image)
    run("docker", "image", "rm", "--force", "act-dockeraction:latest")
    for volume in set(run("docker", "volume", "ls", "--quiet").split()) - set(volumes):
        if volume.startswith("act-"):
            run("docker", "volume", "rm", volume)


@pytest.mark.parametrize(
    ("tag", "result", "said"), [pytest.param("1.0", "success", "pass"), pytest.param("root", "failure", "fail")]
)
def test_a_workflow_uses_the_gate(
    workflow: Workflow, registry: DockerRegistry, tag: str, result: str, said: str
) -> None:
    lines = workflow.run({"image": f"{registry.name}/app:{tag}", "registry": registry.name})
    assert [line["jobResult"] for line in lines if "jobResult" in line] == [result]
    assert f"the gate said {said}\n" in [line["msg"] for line in lines]
    assert {line["name"]: line["arg"] for line in lines if line.get("command") == "set-output"}["result"] == said
