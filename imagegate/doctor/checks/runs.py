"""How the gate's steps run, and what runs beside them."""

import re
from collections.abc import Iterator

from imagegate.doctor.check import Check, Found, Repository, code
from imagegate.doctor.gate import Gate, Kind, event_name, events
from imagegate.doctor.given import given
from imagegate.doctor.shell import lost
from imagegate.policy.rule import Severity
from imagegate.settings import TIMEOUT_SECONDS

_HEAD = re.compile(r"github\.(?:head_ref|event\.(?:pull_request|workflow_run)\.head|event\.number)|refs/pull/")
_CHECKOUT = re.compile(r"[^/@\s]+/checkout@", re.IGNORECASE)
_GIVEN_SECRETS = ("pull_request_target", "workflow_run")


def exit_code_lost(repository: Repository) -> Iterator[Found]:
    """Find commands whose exit code the shell drops."""
    for gate in repository.judging:
        if gate.kind is Kind.COMMAND and (how := lost(gate.step["run"].script, has_pipefail=_has_pipefail(gate))):
            message = f"the step succeeds though imagegate fails: {how}"
            fix = "let the command stand alone on its line; a report goes to a file by `--output FORMAT=FILE`"
            yield Found(gate.step["run"].place, message, fix)


def head_checkout(repository: Repository) -> Iterator[Found]:
    """Find checkouts of a pull request's files where there are secrets."""
    for gate in repository.gates:
        if any(event_name(event) in _GIVEN_SECRETS for event in events(gate.chain.workflow)):
            for step in gate.chain.jobs[-1]["steps"]:
                ref = step["with"]["ref"]
                if _CHECKOUT.match(step["uses"].text) and _HEAD.search(ref.text):
                    message = f"the files of the pull request ({code(ref.text)}) come beside this repository's secrets"
                    yield Found(ref.place, message, "remove the checkout: imagegate needs none")


def self_hosted(repository: Repository) -> Iterator[Found]:
    """Find gates on machines that live longer than a job."""
    for gate in repository.judging:
        labels = gate.chain.jobs[-1]["runs-on"]
        if "self-hosted" in (*labels.texts, *labels["labels"].texts):
            message = "the gate runs on a machine of your own, which other jobs may have changed"
            yield Found(labels.place, message, "use a runner that is made anew for each job")


def short_timeout(repository: Repository) -> Iterator[Found]:
    """Find limits of time that end the job before imagegate can say why."""
    for gate in repository.judging:
        seconds = _seconds(given(gate, "timeout").value or TIMEOUT_SECONDS)
        for part in (gate.chain.jobs[-1], *gate.steps):
            limit = part["timeout-minutes"]
            minutes = _seconds(limit.value)
            if seconds and minutes and minutes * 60 < seconds:
                message = f"{limit.text} minutes are less than the {seconds:g} seconds that imagegate may take"
                fix = "give the job more minutes, or imagegate fewer seconds"
                yield Found(limit.place, message, fix, f"timeout: {max(int(minutes * 60) - 30, 30)}")


def _has_pipefail(gate: Gate) -> bool:
    """Tell whether a pipe fails where a part of it does: so GitHub runs `bash` where it is asked for by name."""
    job = gate.chain.jobs[-1]
    shells = (part["shell"].text for part in (gate.step, *(one["defaults"]["run"] for one in (job, job.root))))
    return next((shell for shell in shells if shell), "") == "bash"


def _seconds(value: object) -> float:
    text = str(value)
    return float(text) if re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,6})?", text) else 0


CHECKS = (
    Check(
        "head-checkout",
        Severity.ERROR,
        head_checkout,
        "A workflow with secrets checks out what a pull request brings.",
        "What runs of these files has the repository's secrets, and can change what the gate sees.",
        "Remove the checkout.",
    ),
    Check(
        "exit-code-lost",
        Severity.ERROR,
        exit_code_lost,
        "A script runs the command and drops its exit code: `|| true`, a pipe, `set +e`, `&`.",
        "The step succeeds whatever the command says.",
        "Let the command stand alone on its line.",
    ),
    Check(
        "self-hosted",
        Severity.NOTICE,
        self_hosted,
        "The gate runs on a self-hosted runner.",
        "A machine that lives longer than a job keeps what an earlier job left there: programs, images, settings.",
        "Use runners that are made anew for each job.",
    ),
    Check(
        "short-timeout",
        Severity.NOTICE,
        short_timeout,
        "`timeout-minutes` is less than the seconds that imagegate may take.",
        "GitHub ends the job before imagegate can say what it waits for.",
        "Raise it, or lower the input `timeout`.",
    ),
)
