"""The action's metadata says what the code does, and the other way round."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import entrypoint
from imagegate.errors import UsageError
from imagegate.github.inputs import NAMES, NOT_GIVEN
from imagegate.report.outputs import outputs
from imagegate.report.report import ExitCode, Fault, Report

REPOSITORY = Path(entrypoint.__file__).parent


@pytest.fixture(scope="module")
def action() -> Any:
    return yaml.safe_load((REPOSITORY / "action.yml").read_text())


def test_every_input_is_read_and_every_input_read_is_declared(action: Any) -> None:
    assert set(action["inputs"]) == set(NAMES)


def test_only_what_says_nothing_about_the_policy_has_a_default(action: Any) -> None:
    defaults = {name: one["default"] for name, one in action["inputs"].items() if "default" in one}
    assert defaults == {"image": NOT_GIVEN, "files": NOT_GIVEN, "token": "${{ github.token }}"}


def test_every_output_is_declared_and_set_where_the_gate_cannot(action: Any) -> None:
    report = Report(fault=Fault(ExitCode.INTERNAL, UsageError("it ended without a report")))
    ended = dict(line.split("=", 1) for line in entrypoint.OUTPUTS.split())
    assert ended == {**outputs(report), "report-file": "", "sarif-file": ""}
    assert set(action["outputs"]) == set(ended)


def test_inputs_and_outputs_are_described(action: Any) -> None:
    described = [*action["inputs"].values(), *action["outputs"].values()]
    assert [one for one in described if not one["description"].endswith(".")] == []


def test_the_container_starts_one_executable_and_is_given_nothing_else(action: Any) -> None:
    executable = "/usr/local/bin/imagegate-action"
    assert action["runs"] == {"using": "docker", "image": "Dockerfile", "entrypoint": executable}
    assert f'\nENTRYPOINT ["{executable}"]\n' in (REPOSITORY / "Dockerfile").read_text()


def test_the_description_fits_where_actions_are_listed(action: Any) -> None:
    assert len(action["description"]) <= 125


def test_every_builder_can_build_the_container() -> None:
    dockerfile = (REPOSITORY / "Dockerfile").read_text()
    assert not re.search(r"^# *syntax|<<|--(?:mount|link|chmod|parents|exclude)\b", dockerfile, re.MULTILINE)


def test_what_the_program_depends_on_is_locked() -> None:
    pyproject = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    names = {re.split("[<>=]", text)[0].lower() for text in pyproject["project"]["dependencies"]}
    locked = (REPOSITORY / "requirements.txt").read_text()
    assert names <= set(re.findall(r"^([a-z0-9-]+)==\S+ .*\\\n    --hash=sha256:", locked, re.MULTILINE))
