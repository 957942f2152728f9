"""What the documentation shows is no hole itself."""

import re
from pathlib import Path

import pytest

from imagegate.doctor.examine import examine
from tests.trees import tree

ROOT = Path(__file__).parents[2]
WORKFLOWS = [
    pytest.param(text.replace("@COMMIT", f"@{'0' * 40}"), id=f"{page}-{number}")
    for page in ("README.md", "docs/recipes.md")
    for number, text in enumerate(
        re.findall(r"^```yaml\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    )
    if "\njobs:\n" in text
]


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_workflow_of_the_pages_is_left_alone(workflow: str) -> None:
    findings = examine(tree({".github/workflows/a.yml": workflow, "CODEOWNERS": "* @me\n"})).findings
    # Some pages are not about pull requests, and some leave the queue to a page of its own.
    assert {finding.check.id for finding in findings} <= {"merge-queue", "no-gate"}


def test_there_are_such_pages() -> None:
    assert len(WORKFLOWS) > 5
