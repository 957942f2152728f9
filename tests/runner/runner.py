"""The runner, for one step that is a container action: a stand-in that keeps to what GitHub's runner does.

It builds the host's folders, runs the container with the runner's own command line, and reads what a step can leave.
"""

import secrets
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.machine.command import environment
from tests.runner import model
from tests.runner.action import Action
from tests.runner.host import Host
from tests.runner.model import Command, MalformedFileError

_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Job:
    """What a step finds around it: the workflow's variables, the token, the event, the job's network."""

    variables: Mapping[str, str] = field(default_factory=dict)
    token: str = "ghs_canary0123456789"
    event_name: str = "workflow_dispatch"
    event: Mapping[str, Any] = field(default_factory=dict)
    network: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What is left of a step: what the runner shows, and what later steps can read.

    `commands` are all that the runner obeyed. `summary` is None where the runner would not upload it.
    """

    exit_code: int
    failed: bool
    commands: tuple[Command, ...]
    annotations: tuple[Command, ...]
    outputs: Mapping[str, str]
    summary: str | None
    stdout: str
    stderr: str


def run_step(image: str, action: Action, host: Host, given: Mapping[str, str], job: Job) -> Step:
    """Run the step whose container is `image`; `given` is what stands below `with:`."""
    host.prepare(job.event)
    laid = {**job.variables, **action.environment(given, job.token), **host.environment(job.event_name)}
    variables = {name: host.translate(value) for name, value in laid.items()}
    done = subprocess.run(
        _command(image, action, host, variables, job),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**environment(), **variables},
        timeout=_SECONDS,
        check=False,
    )
    return _step(host, done)


def _step(host: Host, done: "subprocess.CompletedProcess[bytes]") -> Step:
    found = model.commands(done.stderr) + model.commands(done.stdout)
    forged = {one.properties.get("name", ""): one.data for one in found if one.name == "set-output"}
    try:
        outputs, malformed = dict(model.outputs(host.file("output").read_bytes())), False
    except MalformedFileError:
        outputs, malformed = {}, True
    summary = host.file("step_summary").read_bytes()
    return Step(
        exit_code=done.returncode,
        failed=malformed or done.returncode != 0,
        commands=tuple(found),
        annotations=tuple(_relative(one, host) for one in model.annotations(found)),
        outputs=forged | outputs,
        summary=summary.decode() if len(summary) <= model.SUMMARY_BYTES_MAX else None,
        stdout=done.stdout.decode("utf-8", "replace"),
        stderr=done.stderr.decode("utf-8", "replace"),
    )


def _relative(one: Command, host: Host) -> Command:
    if "file" not in one.properties:
        return one
    return Command(one.name, one.data, {**one.properties, "file": host.translate_back(one.properties["file"])})


def _command(image: str, action: Action, host: Host, variables: Mapping[str, str], job: Job) -> list[str]:
    unique = secrets.token_hex(3)
    ours = {"GITHUB_ACTIONS": "true"} | ({} if "CI" in variables else {"CI": "true"})
    volumes = {"/var/run/docker.sock": "/var/run/docker.sock"}
    volumes |= {str(folder): inside for folder, inside in reversed(tuple(host.mounts.items()))}
    return [
        *("docker", "run", "--name", f"{image.replace(':', '')}_{unique}", "--label", unique),
        *("--workdir", "/github/workspace", "--rm"),
        *(word for name in variables for word in ("-e", name)),
        *(word for name, value in ours.items() for word in ("-e", f"{name}={value}")),
        *("--entrypoint", action.entrypoint),
        *(("--network", job.network) if job.network else ()),
        *(word for folder, inside in volumes.items() for word in ("-v", f"{folder}:{inside}")),
        image,
    ]
