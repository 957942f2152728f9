"""`imagegate policy check`: every problem at its place, in three forms."""
# ruff: noqa: E501 - a row is a call and what it says

import json
from pathlib import Path

import pytest

from imagegate.cli.main import main
from imagegate.policy.load import load
from imagegate.policy_file import read

DEFAULT_RULES = len(load(["pack:baseline-security"], lambda name: read(name, Path())).rules)
GOOD = "imagegate: v1\nrules: [{ id: a, severity: error, at: /user/root, schema: { denyValues: [true] } }]\n"
BAD = GOOD.replace("severity", "severty").replace("denyValues", "denyValue")
PROBLEMS = [
    'bad.yaml:2:9: a rule has no "severity" (one of error, warning, notice, off)',
    'bad.yaml:2:18: unknown key "severty" in rules (did you mean "severity"?)',
    'bad.yaml:2:60: unknown keyword "denyValue" (did you mean "denyValues"?)',
]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "good.tests.yaml").write_text("tests: [{ name: n, expect: { pass: [a] } }]")
    (tmp_path / "bad.tests.yaml").write_text("tests: [{ name: n, expect: { pass: [a] } }]")
    return tmp_path


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    """Run the command; give its exit code, the lines of its output, and what it says besides."""
    code = main(["policy", "check", *arguments], {})
    captured = capsys.readouterr()
    return code, captured.out.splitlines(), captured.err


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        pytest.param(("good.yaml",), 0, ["good.yaml: 1 rule, no problems"], id="a good policy"),
        pytest.param(("good.tests.yaml",), 0, ["good.tests.yaml: 1 case, no problems"], id="good tests"),
        pytest.param(("bad.yaml",), 2, [*PROBLEMS, "3 problems"], id="every problem"),
        pytest.param(("bad.yaml", "bad.tests.yaml"), 2, [*PROBLEMS, "3 problems"], id="each problem once"),
        pytest.param(
            ("good.yaml", "bad.yaml"), 2, [*PROBLEMS, "good.yaml: 1 rule, no problems", "3 problems"], id="one of two"
        ),
        pytest.param(
            (), 0, [f"pack:baseline-security: {DEFAULT_RULES} rules, no problems"], id="nothing named, nothing there"
        ),
        pytest.param(
            ("absent.yaml",),
            2,
            [
                "there is no policy 'absent.yaml' that can be read (write a path from the repository's root, or pack:NAME)",
                "1 problem",
            ],
            id="no such file",
        ),
    ],
)
def test_text(arguments: tuple[str, ...], code: int, expected: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, *arguments) == (code, expected, "")


def test_the_policy_that_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".imagegate.yaml").write_text(BAD)
    assert check(capsys)[0] == 2
    (tmp_path / ".imagegate.yaml").write_text(GOOD)
    assert check(capsys) == (0, [".imagegate.yaml: 1 rule, no problems"], "")
    (tmp_path / ".imagegate.yml").write_text(GOOD)
    assert check(capsys) == (
        2,
        [],
        "imagegate: there are two policies, .imagegate.yaml and .imagegate.yml; remove one of them, or name the one that counts\n",
    )


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines, _ = check(capsys, "--format", "json", "bad.yaml", "absent.yaml")
    shown = json.loads("\n".join(lines))
    assert (code, shown["schema"], shown["files"]) == (2, "imagegate/policy-check/v1", ["bad.yaml", "absent.yaml"])
    assert shown["problems"][1] == {
        "file": "bad.yaml",
        "line": 2,
        "column": 18,
        "message": 'unknown key "severty" in rules',
        "hint": 'did you mean "severity"?',
    }
    assert [problem["file"] for problem in shown["problems"]] == ["bad.yaml"] * 3 + [None]
    assert check(capsys, "--format", "json", "good.yaml")[1][-2:] == ['  "problems": []', "}"]


def test_github(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines, _ = check(capsys, "--format", "github", "bad.yaml", "absent.yaml")
    assert (code, len(lines)) == (2, 4)
    assert lines[1] == (
        '::error file=bad.yaml,line=2,col=18,title=imagegate%3A invalid policy::unknown key "severty" in rules%0A'
        'did you mean "severity"?'
    )
    assert lines[3].startswith("::error title=imagegate%3A invalid policy::there is no policy 'absent.yaml'")
    assert check(capsys, "--format", "github", "good.yaml") == (0, [], "")


def test_hostile_text_stays_on_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.yaml").write_text('imagegate: v1\n"a\\n::error::b\\e": 1\n', "utf-8")
    code, lines, _ = check(capsys, "bad.yaml")
    assert (code, [line for line in lines if line.startswith("::") or "\x1b" in line]) == (2, [])
    code, lines, _ = check(capsys, "--format", "github", "bad.yaml")
    assert (code, [line[:14] for line in lines]) == (2, ["::error file=b"] * len(lines))


def test_from_a_folder_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    (tmp_path / "sub" / "own.yaml").write_text(GOOD)
    assert check(capsys, "own.yaml") == (0, ["sub/own.yaml: 1 rule, no problems"], "")
