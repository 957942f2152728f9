"""The page of inputs, outputs and exit codes is written from what the action declares and the code takes."""

import json
import os
import re
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from imagegate.errors import ImagegateError
from imagegate.github.inputs import read_inputs
from imagegate.report.report import ExitCode, Fault, Report
from tests.docs.inputs_page import KINDS, MEANINGS, SECTIONS, render_page, variable
from tests.report.reports import REPORTS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "inputs.md"
EXAMPLES = {name: example for section in SECTIONS.values() for name, example in section.items()}


@pytest.fixture(name="action")
def _action() -> Any:
    return yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


def test_the_page_is_what_the_code_says(action: Any) -> None:
    outputs = json.loads((ROOT / "tests" / "docs" / "failing" / "outputs.json").read_text("utf-8"))
    rendered = render_page(action, outputs)
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(rendered, "utf-8")
    assert rendered == PAGE.read_text("utf-8")


def test_every_input_and_exit_code_has_a_row(action: Any) -> None:
    assert sorted(EXAMPLES) == sorted(action["inputs"])
    assert [*MEANINGS] == [*ExitCode]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_taken(name: str) -> None:
    whole = {"username": "user", "password": "secret"} if name in ("registry", "username", "password") else {}
    given = {
        variable(other): text for other, text in {**whole, name: re.sub(r"\$\{\{.*?\}\}", "x", EXAMPLES[name])}.items()
    }
    assert read_inputs(given) != read_inputs({})


@pytest.mark.parametrize("code", list(ExitCode)[1:])
def test_what_warn_only_makes_of_a_code(code: ExitCode) -> None:
    judged = code is ExitCode.VIOLATION
    report = REPORTS["fail"] if judged else Report(fault=Fault(code, ImagegateError("x")))
    assert (report.exit_code, (report.result,)) == (code, MEANINGS[code][1])
    assert replace(report, warn_only=True).exit_code is MEANINGS[code][2]


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind == "a list"])
def test_a_list_is_one(name: str) -> None:
    assert ("a", "b", "c") in astuple(read_inputs({variable(name): "a, b\nc"}))
