"""The action as the runner runs it, on images in a registry that others wrote."""

import json
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from tests.engine.names import TITLE
from tests.git.origin import git
from tests.machine.command import run
from tests.real.docker_registry import DockerRegistry
from tests.runner.action import Action
from tests.runner.host import USER, Host
from tests.runner.runner import Job, Step, run_step

pytestmark = pytest.mark.engine

ON_LOOPBACK = Job(network="host")
POLICY = """\
imagegate: v1
rules:
  - id: not-root
    severity: error
    description: An image must not start as root.
    at: /user/root
    missing: pass
    schema: { const: false }
    message: "the default user is root"
  - id: no-title
    severity: notice
    description: An image needs no title.
    at: /labels
    schema: { denyKeys: "title$" }
    message: "the title is {value}"
"""


@dataclass(frozen=True, slots=True)
class Gate:
    """The action's container, and the folders of one step."""

    container: str
    action: Action
    host: Host
    registry: str

    def judge(self, tag: str, given: Mapping[str, str] | None = None, job: Job = ON_LOOPBACK) -> Step:
        host = replace(self.host, commit=self._checkout())
        inputs = {"image": f"{self.registry}/app:{tag}", "policy": "policy.yaml", "insecure-registries": self.registry}
        return run_step(self.container, self.action, host, inputs | dict(given or {}), job)

    def _checkout(self) -> str:
        """Make the workspace a repository with the policy in it, and give its commit."""
        workspace = self.host.workspace
        workspace.joinpath("policy.yaml").write_text(POLICY)
        if not workspace.joinpath(".git").exists():
            git(workspace, "init", "--quiet")
        git(workspace, "add", "policy.yaml")
        git(workspace, "commit", "--quiet", "--allow-empty", "-m", "x")
        return git(workspace, "rev-parse", "HEAD")


@pytest.fixture
def gate(container: str, action: Action, host: Host, registry: DockerRegistry) -> Gate:
    return Gate(container, action, host, registry.name)


def test_an_image_that_complies(gate: Gate) -> None:
    step = gate.judge("1.0", {"report-file": "report.json"})
    digest = json.loads(step.outputs["images"])
    assert (step.exit_code, step.stderr, [one.name for one in step.annotations]) == (0, "", ["notice"])
    assert set(step.outputs) == gate.action.outputs
    counts = {name: step.outputs[name] for name in ("image-count", "reference-count", "violation-count")}
    assert (step.outputs["result"], counts) == (
        "pass",
        {"image-count": "1", "reference-count": "1", "violation-count": "0"},
    )
    assert list(digest.values()) == [step.outputs["digest"]]
    assert step.summary
    assert gate.registry in step.summary


def test_an_image_that_does_not(gate: Gate) -> None:
    step = gate.judge("root")
    assert (step.exit_code, step.failed, step.stderr) == (1, True, "")
    assert (step.outputs["result"], step.outputs["violation-count"]) == ("fail", "1")
    [error] = [one for one in step.annotations if one.name == "error"]
    assert "the default user is root" in error.data
    assert f"{gate.registry}/app:root" in error.data + error.properties.get("title", "")


def test_the_default_policy_judges_too(gate: Gate) -> None:
    assert gate.judge("root", {"policy": ""}).exit_code == 1


def test_commands_in_a_label_are_not_obeyed(gate: Gate) -> None:
    step = gate.judge("root", {"report-file": "report.json"})
    assert {one.name for one in step.commands} <= {
        "add-mask",
        "error",
        "warning",
        "notice",
        "group",
        "endgroup",
        "debug",
    }
    report = json.loads((gate.host.workspace / "report.json").read_text())
    assert f"the title is {TITLE}" in [one["message"] for one in report["images"][0]["findings"]]


def test_the_report_is_the_runner_s_user_s(gate: Gate) -> None:
    step = gate.judge("1.0", {"report-file": "gate.json"})
    assert step.outputs["report-file"]
    assert (gate.host.workspace / "gate.json").stat().st_uid == USER


def test_an_image_that_is_not_there(gate: Gate) -> None:
    step = gate.judge("absent")
    assert (step.exit_code, step.outputs["result"], step.outputs["unverified-count"]) == (3, "error", "1")
    assert f"{gate.registry}/app:absent" in step.stdout


def test_an_image_input_that_is_empty(gate: Gate) -> None:
    assert gate.judge("", {"image": ""}).exit_code == 2


def test_an_input_that_does_not_exist(gate: Gate) -> None:
    step = gate.judge("1.0", {"polcy": "policy.yaml"})
    assert (step.exit_code, step.outputs["result"]) == (2, "error")
    assert "did you mean `policy`?" in step.stdout


def test_debug_logging_shows_versions_and_requests(gate: Gate) -> None:
    step = gate.judge("1.0", job=replace(ON_LOOPBACK, variables={"RUNNER_DEBUG": "1"}))
    names = [one.name for one in step.commands]
    assert (names.count("group"), names.count("endgroup")) == (1, 1)
    assert "of unknown version" not in step.stdout
    said = [one.data.partition(": ")[0] for one in step.commands if one.name == "debug"]
    assert said.count(f"GET {gate.registry}/v2/app/manifests/1.0") == 1
    assert {"policy", "fails on"} < set(said)


def test_an_input_with_a_hyphen_arrives(gate: Gate) -> None:
    assert gate.judge("1.0", {"fail-on": "notice"}).exit_code == 1


def test_nothing_in_the_checkout_becomes_part_of_the_gate(gate: Gate) -> None:
    trap = "open('/github/workspace/PWNED', 'w')\n"
    for name in (
        "requests",
        "yaml",
        "json",
        "sitecustomize",
        "usercustomize",
        "imagegate/__init__",
        "imagegate/action",
    ):
        path = gate.host.workspace / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(trap)
    names = ("PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE")
    planted = dict.fromkeys(names, str(gate.host.workspace)) | {"PYTHONSTARTUP": str(gate.host.workspace / "json.py")}
    step = gate.judge("root", job=replace(ON_LOOPBACK, variables=planted))
    assert (step.exit_code, step.outputs["result"]) == (1, "fail")
    assert not (gate.host.workspace / "PWNED").exists()
    assert not list(gate.host.workspace.rglob("__pycache__"))


PROBE = """\
#!/usr/local/bin/python -IB
import os, runpy, socket
runpy.run_path("/usr/local/bin/imagegate-action")["give_up_privileges"](os.environ["GITHUB_OUTPUT"])
print(*os.getresuid(), *os.getgroups(), [line for line in open("/proc/self/status") if "NoNewPrivs" in line])
print(socket.socket(socket.AF_UNIX).connect_ex("/var/run/docker.sock"))
"""


def test_the_gate_is_the_runner_s_user_and_cannot_reach_the_engine(gate: Gate) -> None:
    gate.host.workspace.joinpath("probe").write_text(PROBE)
    gate.host.workspace.joinpath("probe").chmod(0o755)
    probe = replace(gate.action, entrypoint="/github/workspace/probe")
    step = replace(gate, action=probe).judge("1.0")
    assert step.stdout == f"{USER} {USER} {USER} ['NoNewPrivs:\\t1\\n']\n13\n"


def test_a_cancelled_run_ends_at_once_and_says_so(gate: Gate) -> None:
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        name = f"127.0.0.1:{silent.getsockname()[1]}"
        threading.Thread(target=_cancel, args=(silent, gate.container, ended), daemon=True).start()
        step = gate.judge("", {"image": f"{name}/app:1.0", "insecure-registries": name, "timeout": "60"})
        ended.set()
    assert (step.exit_code, step.outputs["result"]) == (4, "error")
    assert set(step.outputs) == gate.action.outputs
    assert [one.data for one in step.annotations] == ["imagegate was ended by SIGTERM; nothing was proved"]


def _cancel(silent: socket.socket, container: str, ended: threading.Event) -> None:
    connection, _ = silent.accept()
    with connection:
        [running] = run("docker", "ps", "--quiet", "--filter", f"name={container.replace(':', '')}").split()
        run("docker", "kill", "--signal", "TERM", running)
        ended.wait(60)
