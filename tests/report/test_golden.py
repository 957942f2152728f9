"""Whole renderings. `UPDATE_GOLDEN=1` rewrites them; read the difference before you keep it."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from imagegate import __version__
from imagegate.report.annotations import render_annotations
from imagegate.report.json_v1 import render_json
from imagegate.report.outputs import outputs
from imagegate.report.report import Report
from imagegate.report.sarif import render_sarif
from imagegate.report.summary import render_summary
from imagegate.report.text import render_text
from tests.report.reports import REPORTS

GOLDEN = Path(__file__).parents[1] / "golden"
UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))


def _json(report: Report) -> str:
    return render_json(report).replace(f'"version": "{__version__}"', '"version": "VERSION"')


def _sarif(report: Report) -> str:
    return render_sarif(report).replace(f'"semanticVersion": "{__version__}"', '"semanticVersion": "VERSION"')


def _outputs(report: Report) -> str:
    return json.dumps(outputs(report), indent=2) + "\n"


def _coloured(report: Report) -> str:
    return render_text(report, colour=True)


RENDERERS: dict[str, Callable[[Report], str]] = {
    "text.txt": render_text,
    "colour.txt": _coloured,
    "annotations.txt": render_annotations,
    "summary.md": render_summary,
    "report.json": _json,
    "report.sarif": _sarif,
    "outputs.json": _outputs,
}
TOO_LONG = ("text.txt", "colour.txt", "report.json", "report.sarif")


# Five hundred findings are only worth keeping where something has to be left out.
KEPT = [(name, file) for name in REPORTS for file in RENDERERS if name != "many" or file not in TOO_LONG]


@pytest.mark.parametrize(("name", "file"), KEPT)
def test_golden(name: str, file: str) -> None:
    path, rendered = GOLDEN / name / file, RENDERERS[file](REPORTS[name])
    if UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rendered, encoding="utf-8")
    assert rendered == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    expected = {GOLDEN / name / file for name, file in KEPT}
    found = {path for path in GOLDEN.rglob("*") if path.is_file() and path.parent.name != "policy-errors"}
    assert found == expected
