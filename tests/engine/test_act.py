"""A workflow that uses the action from its own repository, run by act: is everything wired up?

act is not the runner (other paths, no limits, its own reading of commands), so nothing here asks for more than that.
One run of a workflow has a job for each case, for most of the time goes into beginning.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.engine.action_image import dockerfile
from tests.engine.expected import EXPECTED
from tests.engine.pull_request import CASES, TOKEN, PullRequest
from tests.engine.python_image import python_image
from tests.fake_github.server import OWNER_AND_NAME
from tests.git.origin import check_out
from tests.machine.command import environment, run

pytestmark = [pytest.mark.engine, pytest.mark.act]

OFFLINE = ("--pull=false", "--action-offline-mode", "--no-cache-server", "--network", "host", "--rm", "--json")


def _job(inputs: Mapping[str, str]) -> dict[str, Any]:
    said = {"RESULT": "${{ steps.gate.outputs.result }}"}
    return {
        "runs-on": "ubuntu-latest",
        "steps": [
            {"uses": "actions/checkout@v4"},
            {"id": "gate", "uses": "./", "with": dict(inputs)},
            {"if": "always()", "shell": "sh", "run": 'echo "the gate said $RESULT"', "env": said},
        ],
    }


@pytest.fixture(scope="module")
def lines(
    container: str, pull_request: PullRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """What act says of each job: the action as it stands, but on the stand-in for its base."""
    assert container  # built before, so that act finds every step of the build in the engine's cache
    folder, image = tmp_path_factory.mktemp("act"), python_image()
    workspace = check_out(pull_request.origin, folder / "app", pull_request.merged)
    (workspace / "Dockerfile").write_text(dockerfile())
    jobs = {case: _job(pull_request.inputs(case)) for case in CASES}
    (folder / "gate.yml").write_text(json.dumps({"on": "pull_request", "permissions": {}, "jobs": jobs}))
    (folder / "event.json").write_text(json.dumps(pull_request.event))
    volumes = run("docker", "volume", "ls", "--quiet").split()
    try:
        yield _by_job(_act(folder, image, pull_request.github.url))
    finally:
        run("docker", "image", "rm", "--force", "act-dockeraction:latest")
        for volume in set(run("docker", "volume", "ls", "--quiet").split()) - set(volumes):
            if volume.startswith("act-"):
                run("docker", "volume", "rm", volume)


def _act(folder: Path, image: str, api_url: str) -> str:
    act = shutil.which("act", path=str(Path(sys.executable).parent)) or "act"
    places = ("--eventpath", folder / "event.json", "--workflows", folder / "gate.yml", "--directory", folder / "app")
    values = {"GITHUB_REPOSITORY": OWNER_AND_NAME, "GITHUB_API_URL": api_url}
    given = [word for name, value in values.items() for word in ("--env", f"{name}={value}")]
    command = [act, "pull_request", *OFFLINE, *map(str, places), *given, "-P", f"ubuntu-latest={image}"]
    environ = environment(HOME=str(folder / "home"), GITHUB_TOKEN=TOKEN, **values)
    command += ["--secret", "GITHUB_TOKEN"]
    return subprocess.run(command, capture_output=True, text=True, env=environ, timeout=300, check=False).stdout


def _by_job(output: str) -> dict[str, list[dict[str, Any]]]:
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return {case: [line for line in lines if line.get("jobID") == case] for case in CASES}


@pytest.mark.parametrize("case", CASES)
def test_a_workflow_uses_the_gate(lines: dict[str, list[dict[str, Any]]], pull_request: PullRequest, case: str) -> None:
    said, expected = lines[case], EXPECTED[case]
    result = "failure" if expected.exit_code else "success"
    outputs = {line["name"]: line["arg"] for line in said if line.get("command") == "set-output"}
    assert outputs == expected.outputs(pull_request)
    assert [line["jobResult"] for line in said if "jobResult" in line] == [result]
    assert f"the gate said {expected.result}\n" in [line["msg"] for line in said]
    [summary] = [line["content"].replace(pull_request.registry, "REGISTRY") for line in said if "content" in line]
    assert [text for text in expected.summary if text not in summary] == []
