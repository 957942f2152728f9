"""What `imagegate policy check` says of a policy that is wrong, whole; `UPDATE_GOLDEN=1` rewrites it.

Beside each broken policy lies what a user sees. Read the difference before you keep it.
"""

import os
from pathlib import Path

import pytest

from imagegate.cli.main import main

BROKEN = Path(__file__).parents[2] / "golden" / "policy-errors"
NAMES = sorted(path.stem for path in BROKEN.glob("*.yaml"))
ABSENT = "absent"  # a policy that is named and is not there


@pytest.mark.parametrize("name", [*NAMES, ABSENT])
def test_message(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(BROKEN)
    code = main(["policy", "check", f"{name}.yaml"], {})
    said = capsys.readouterr()
    path = BROKEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(said.out, "utf-8")
    assert (code, said.out, said.err) == (2, path.read_text("utf-8"), "")


def test_no_message_is_left_over() -> None:
    assert sorted(path.stem for path in BROKEN.glob("*.txt")) == sorted([*NAMES, ABSENT])
