"""`imagegate doctor` as a user runs it."""

import json
from pathlib import Path

import pytest

from imagegate.cli.main import main
from imagegate.doctor.examine import examine
from imagegate.worktree import read_worktree

ROOT = Path(__file__).parents[2]
PLACE = Path(".github", "workflows", "images.yml")
GOOD = """\
on:
  pull_request:
    types: [opened, synchronize, reopened, edited]
  merge_group:
permissions:
  contents: read
jobs:
  gate:
    runs-on: ubuntu-24.04
    steps:
      - uses: example/imagegate@0123456789abcdef0123456789abcdef01234567
"""
RETARGET = GOOD.replace(", edited", "")
BAD = GOOD.replace("@0123456789abcdef0123456789abcdef01234567", "@v1")


@pytest.fixture(name="root")
def _root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / PLACE).parent.mkdir(parents=True)
    (tmp_path / "CODEOWNERS").write_text("* @me\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def doctor(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    """Run the command; give its exit code, the lines of its output, and what it says besides."""
    code = main(["doctor", *arguments], {})
    captured = capsys.readouterr()
    return code, captured.out.splitlines(), captured.err


@pytest.mark.parametrize(
    ("workflow", "arguments", "code"),
    [
        pytest.param(GOOD, (), 0, id="nothing"),
        pytest.param(RETARGET, (), 0, id="a warning"),
        pytest.param(RETARGET, ("--fail-on", "warning"), 1, id="a warning that stops"),
        pytest.param(RETARGET, ("--fail-on", "notice"), 1, id="less would stop too"),
        pytest.param(BAD, (), 1, id="an error"),
        pytest.param(BAD, ("--fail-on", "error", "--format", "json"), 1, id="in another format"),
    ],
)
def test_exit_codes(
    workflow: str, arguments: tuple[str, ...], code: int, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / PLACE).write_text(workflow)
    assert doctor(capsys, *arguments)[0] == code


def test_text(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / PLACE).write_text(GOOD)
    assert doctor(capsys) == (
        0,
        [
            "gate    .github/workflows/images.yml:11:9 (gate)",
            "not visible from here:",
            "  Is `gate` a required check? Settings → Rules → Rulesets → Require status checks to pass.",
            "  Is the review of code owners required? Settings → Rules → Rulesets → Require review from Code Owners.",
            "1 gate, nothing to mend",
        ],
        "",
    )


def test_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / PLACE).write_text(BAD)
    code, lines, _ = doctor(capsys, "--format", "json")
    shown = json.loads("\n".join(lines))
    assert (code, len(shown.pop("unseen"))) == (1, 2)
    assert shown == {
        "schema": "imagegate/doctor/v1",
        "gates": [
            {"check": "gate", "workflow": PLACE.as_posix(), "file": PLACE.as_posix(), "line": 11, "column": 9},
        ],
        "findings": [
            {
                "id": "unpinned",
                "severity": "error",
                "file": PLACE.as_posix(),
                "line": 11,
                "column": 9,
                "message": "`example/imagegate@v1` can be moved, and with it what runs as imagegate",
                "why": "Whoever can move it decides what judges your pull requests, "
                "and gets the job's token and secrets.",
                "fix": "write the full id of the commit, which "
                "`git ls-remote https://github.com/example/imagegate v1` tells",
                "write": "uses: example/imagegate@COMMIT # v1",
            }
        ],
    }


def test_github(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / PLACE).write_text(RETARGET)
    (root / "CODEOWNERS").unlink()
    lines = doctor(capsys, "--format", "github")[1]
    assert [line.split("%0A") for line in lines] == [
        [
            "::warning title=imagegate%3A no-codeowners::there is no CODEOWNERS",
            (
                "why: A pull request may change the workflow that it runs in, and the policy of later ones, "
                "by anybody's approval."
            ),
            "fix: add .github/CODEOWNERS with those who may change the gate, and require their review",
            "/.github/ @OWNER",
        ],
        [
            (
                "::warning file=.github/workflows/images.yml,line=3,col=5,title=imagegate%3A retarget::"
                "the gate does not run again when a pull request gets another base branch"
            ),
            (
                "why: A pull request that one branch's policy let pass can be turned to another branch, "
                "its check still green."
            ),
            "fix: write the types out",
            "pull_request:",
            "  types: [opened, synchronize, reopened, edited]",
        ],
    ]
    (root / PLACE).write_text(GOOD)
    (root / "CODEOWNERS").write_text("* @me\n")
    assert doctor(capsys, "--format", "github") == (0, [], "")


def test_a_folder_below_is_the_repository(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / PLACE).write_text(BAD)
    monkeypatch.chdir(root / ".github")
    assert doctor(capsys)[0] == 1
    assert doctor(capsys, "workflows")[0] == 1
    assert doctor(capsys, str(root))[0] == 1


def test_a_folder_that_is_not_there(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = "imagegate: there is no folder '{}'; name a folder of the repository, or nothing for this one\n"
    assert doctor(capsys, "nowhere") == (2, [], message.format("nowhere"))
    assert doctor(capsys, str(root / "CODEOWNERS"))[0] == 2
    assert doctor(capsys, "a\0b") == (2, [], message.format(r"a\x00b"))


def test_hostile_names_stay_on_their_lines(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "a\n::error::b\x1b##[error]c"
    workflow = {"on": "pull_request", "jobs": {name: {"steps": [{"uses": "x/imagegate@v1\x1b##[error]"}]}}}
    (root / PLACE.parent / f"{name}.yml").write_text(json.dumps(workflow))
    code, lines, _ = doctor(capsys)
    assert (code, [line for line in lines if line.startswith("::") or "\x1b" in line or "##[" in line]) == (1, [])
    code, lines, _ = doctor(capsys, "--format", "github")
    assert (code, [line for line in lines if line.count("::error") > 1 or "\x1b" in line or "##[" in line]) == (1, [])


def test_links_are_not_followed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "elsewhere.yml").write_text(GOOD)
    (root / PLACE).symlink_to(root / "elsewhere.yml")
    code, lines, _ = doctor(capsys)
    assert code == 1
    assert any("is a symbolic link" in line for line in lines)


def test_this_repository_keeps_its_own_gate() -> None:
    # Who owns a copy of the repository is for its owner to say.
    examination = examine(read_worktree(ROOT))
    assert [gate.chain.workflow.path for gate in examination.gates] == [".github/workflows/imagegate.yml"]
    assert {finding.check.id for finding in examination.findings} <= {"no-codeowners"}
