"""The run that the README shows a picture of, whole."""

import json
import os
from pathlib import Path

import pytest

from tests.docs.failing_run import failing_run

KEPT = Path(__file__).with_name("failing")


def test_the_run_that_the_picture_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = failing_run(tmp_path)
    assert capsys.readouterr().out.startswith(
        "::error title=imagegate%3A user-stays-non-root,file=web/Dockerfile,line=1,"
    )
    outputs = json.dumps(ended.outputs, indent=2) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        (KEPT / "summary.md").write_text(ended.summary, "utf-8")
        (KEPT / "outputs.json").write_text(outputs, "utf-8")
    assert ended.code == 1
    assert ended.summary == (KEPT / "summary.md").read_text("utf-8")
    assert outputs == (KEPT / "outputs.json").read_text("utf-8")
