"""When the gate runs."""

from collections.abc import Iterator

from imagegate.doctor.check import Check, Found, Repository, code
from imagegate.doctor.gate import Gate, event_name, events
from imagegate.doctor.part import Part
from imagegate.policy.rule import Severity

_ON = """\
on:
  pull_request:
    types: [opened, synchronize, reopened, edited]
  merge_group:"""
_BEGIN = """\
name: images
on:
  pull_request:
    types: [opened, synchronize, reopened, edited]
  merge_group:
permissions: {}
jobs:
  gate:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      packages: read
    steps:
      - uses: OWNER/imagegate@COMMIT"""


def no_gate(repository: Repository) -> Iterator[Found]:
    """Find that no pull request is judged."""
    if repository.judging:
        return
    if repository.gates:
        on = repository.gates[0].chain.workflow["on"]
        fix = "start it by pull requests and merge groups"
        yield Found(on.place, "imagegate runs, but no pull request starts it", fix, _ON)
    else:
        fix = "add a workflow, such as .github/workflows/images.yml"
        yield Found(None, "no workflow of this repository runs imagegate", fix, _BEGIN)


def merge_queue(repository: Repository) -> Iterator[Found]:
    """Find checks that no merge group gets."""
    served = {gate.chain.check for gate in repository.judging if "merge_group" in _names(gate)}
    for gate in repository.judging:
        if gate.chain.check not in served and "pull_request" in _names(gate):
            on = gate.chain.workflow["on"]
            message = f"the check {code(gate.chain.check)} judges nothing in a merge queue"
            yield Found(on.place, message, "add `merge_group` to `on`, even if there is no queue yet", "merge_group:")


def pull_request_target(repository: Repository) -> Iterator[Found]:
    """Find gates that run with secrets for anybody's pull request."""
    for event in _events(repository):
        if event_name(event) == "pull_request_target":
            message = "the gate runs with this repository's secrets and token for pull requests from anywhere"
            fix = "use `pull_request`; for logins that Dependabot needs, add the secrets under Dependabot too"
            yield Found(event.place, message, fix, _ON)


def workflow_run(repository: Repository) -> Iterator[Found]:
    """Find gates that run after another workflow."""
    for gate in repository.gates:
        for event in events(gate.chain.workflow):
            if event_name(event) == "workflow_run":
                message = "the gate runs after another workflow, beside the pull request"
                yield Found(event.place, message, "use `pull_request` instead", _ON)


def _names(gate: Gate) -> set[str]:
    return {event_name(event) for event in gate.events}


def _events(repository: Repository) -> Iterator[Part]:
    yield from (event for gate in repository.judging for event in gate.events)


CHECKS = (
    Check(
        "no-gate",
        Severity.ERROR,
        no_gate,
        "No workflow that a pull request or a merge group starts runs imagegate.",
        "No pull request is judged.",
        "Add the workflow of the quick start.",
    ),
    Check(
        "merge-queue",
        Severity.NOTICE,
        merge_queue,
        "The gate's workflow lacks the event `merge_group`.",
        "A queue waits for a required check that never runs, and what a group makes of several pull requests "
        "is judged by nobody.",
        "Add `merge_group:` to `on`.",
    ),
    Check(
        "pull-request-target",
        Severity.WARNING,
        pull_request_target,
        "The gate runs on `pull_request_target`.",
        "It has the repository's secrets for pull requests from anywhere, and so has whatever else runs in the job.",
        "Use `pull_request`.",
    ),
    Check(
        "workflow-run",
        Severity.ERROR,
        workflow_run,
        "The gate runs on `workflow_run`.",
        "Its check belongs to the default branch, not to the pull request, and it does not know what changes.",
        "Use `pull_request`.",
    ),
)
