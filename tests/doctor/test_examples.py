"""Whole repositories: three that are well written, and many that are not, with all that is said of each."""

import os
from pathlib import Path

import pytest

from imagegate.doctor.catalogue import CHECKS
from imagegate.doctor.examine import Examination, examine
from imagegate.doctor.render import render_text
from tests.trees import tree

EXAMPLES = Path(__file__).parent / "examples"
CASES = sorted(path.name for path in EXAMPLES.iterdir())


def _examined(case: str) -> Examination:
    root = EXAMPLES / case / "files"
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return examine(tree(files))


@pytest.mark.parametrize("case", CASES)
def test_what_is_said(case: str) -> None:
    expected = EXAMPLES / case / "expected.txt"
    text = render_text(_examined(case))
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(text, "utf-8")
    assert text == expected.read_text("utf-8")


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("good-")])
def test_a_workflow_that_is_well_written_is_left_alone(case: str) -> None:
    examination = _examined(case)
    assert examination.gates
    assert examination.findings == ()


def test_every_check_has_an_example() -> None:
    found = {finding.check.id for case in CASES for finding in _examined(case).findings}
    assert {check.id for check in CHECKS} - found == set()
