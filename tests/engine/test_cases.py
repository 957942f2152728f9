"""Whole pull requests as the runner runs them: what a step leaves, within the runner's limits, whatever happens."""

from dataclasses import replace

import pytest

from tests.engine.expected import EXPECTED
from tests.engine.pull_request import CASES, TOKEN, PullRequest
from tests.fake_github.server import OWNER_AND_NAME
from tests.git.origin import check_out
from tests.runner.action import Action
from tests.runner.host import Host
from tests.runner.model import MESSAGE_UNITS_MAX, Command
from tests.runner.runner import Job, run_step

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("case", CASES)
def test_a_pull_request(container: str, action: Action, host: Host, pull_request: PullRequest, case: str) -> None:
    host = replace(host, commit=pull_request.merged, repository=OWNER_AND_NAME, api_url=pull_request.github.url)
    host.workspace.rmdir()
    check_out(pull_request.origin, host.workspace, pull_request.merged)
    job = Job(token=TOKEN, event_name="pull_request", event=pull_request.event, network="host")
    step = run_step(container, action, host, pull_request.inputs(case), job)
    expected = EXPECTED[case]
    shown = tuple(_shown(one).replace(pull_request.registry, "REGISTRY") for one in step.annotations)
    assert shown == expected.annotations
    assert (step.exit_code, step.failed, step.stderr) == (expected.exit_code, expected.exit_code != 0, "")
    assert step.outputs == expected.outputs(pull_request)
    assert step.summary is not None
    summary = step.summary.replace(pull_request.registry, "REGISTRY")
    assert [text for text in expected.summary if text not in summary] == []
    assert [one for one in step.commands if one.name not in {"error", "warning", "notice"}] == [
        Command("add-mask", TOKEN)
    ]
    assert len(step.commands) == len(step.annotations) + 1
    assert max(len(one.data.encode("utf-16-le")) for one in step.commands) <= 2 * MESSAGE_UNITS_MAX


def _shown(one: Command) -> str:
    place = ":".join(one.properties[key] for key in ("file", "line", "col") if key in one.properties)
    title = f"{one.properties['title']}:" if "title" in one.properties else ""
    return " ".join(part for part in (one.name, place, title, one.data.partition("\n")[0]) if part)
