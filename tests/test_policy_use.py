"""What a run says instead of its policy."""

from pathlib import Path

import pytest

from imagegate.policy_use import tuned
from imagegate.settings import EventSettings, FilesSettings, Settings
from tests.policies import policy

RULES = """\
rules:
  - id: a
    severity: error
    description: x
    help: x
    at: /user/set
    schema: { const: true }
"""
EVENT = EventSettings("push", None, "", "team/app", "")
NAMES = {"github.repository": "team/app", "github.repository_owner": "team"}


@pytest.mark.parametrize(
    ("search", "settings", "variables"),
    [
        pytest.param(EVENT, "", NAMES, id="an event tells the repository"),
        pytest.param(
            EVENT,
            "settings: { discovery: { variables: { github.repository: other/app, A: b } } }\n",
            {**NAMES, "github.repository": "other/app", "A": "b"},
            id="the policy counts more",
        ),
        pytest.param(EventSettings("push", None, "", "", ""), "", {}, id="an event that does not"),
        pytest.param(FilesSettings(), "", {}, id="files on disk"),
        pytest.param(None, "", {}, id="no search"),
    ],
)
def test_what_workflows_call_the_repository(
    search: EventSettings | FilesSettings | None, settings: str, variables: dict[str, str]
) -> None:
    given = tuned(policy(f"imagegate: v1\n{settings}{RULES}"), Settings((), Path(), search=search))
    assert given.settings.discovery.variables == variables
