"""`imagegate policy test`: which cases fail, and why."""
# ruff: noqa: E501 - a row is a call and what it says

import json
from pathlib import Path

import pytest

from imagegate.cli.main import main

POLICY = """\
imagegate: v1
rules:
  - { id: not-root, severity: error, at: /user/root, schema: { denyValues: [true] }, message: it starts as root }
  - { id: no-secrets, severity: error, at: /env, schema: { denyKeys: SECRET }, message: "{key} looks like a secret" }
"""
TESTS = """\
tests:
  - name: as it should be
    expect: { pass: [not-root] }
  - name: root passes
    config: { config: { User: root, Env: [SECRET=swordfish] } }
    expect: { pass: [not-root, no-secrets] }
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".imagegate.yaml").write_text(POLICY)
    (tmp_path / ".imagegate.tests.yaml").write_text(TESTS)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command; give its exit code and what it writes."""
    code = main(["policy", "test", *arguments], {})
    captured = capsys.readouterr()
    return code, captured.out, captured.err


FAILED = """\
ok      as it should be
FAILED  root passes
    .imagegate.tests.yaml:6:22: not-root: expected pass, got fail
      it starts as root: true at /user/root (config.User)
    .imagegate.tests.yaml:6:32: no-secrets: expected pass, got fail
      SECRET looks like a secret: not shown at /env/SECRET (config.Env)
2 cases, 1 failed
"""


@pytest.mark.parametrize("arguments", [(), (".imagegate.yaml",), (".imagegate.tests.yaml", ".imagegate.yaml")])
def test_text(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, *arguments) == (1, FAILED, "")


def test_why_nothing_was_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "tests: [{ name: a, expect: { waived: [not-root] } }, { name: b, usedAs: base, exact: true, config: { config: { User: '0' } }, expect: {} }]"
    (tmp_path / ".imagegate.tests.yaml").write_text(text)
    assert run(capsys) == (
        1,
        """\
FAILED  a
    .imagegate.tests.yaml:1:39: not-root: expected waived, got pass
      /user/root is false
      it is 2026-01-02 in this case; say another day with now:
FAILED  b
    .imagegate.tests.yaml:1:54: not-root: got fail, which the case does not expect
      it starts as root: true at /user/root (config.User)
2 cases, 2 failed
""",
        "",
    )


def test_all_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".imagegate.tests.yaml").write_text("".join(TESTS.splitlines(keepends=True)[:3]))
    assert run(capsys) == (0, "ok      as it should be\n1 case, all hold\n", "")
    assert run(capsys, "--format", "github") == (0, "", "")


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--format", "json")
    shown = json.loads(out)
    assert (code, shown["schema"]) == (1, "imagegate/policy-test/v1")
    assert shown["cases"][0] == {
        "name": "as it should be",
        "file": ".imagegate.tests.yaml",
        "line": 2,
        "column": 5,
        "holds": True,
        "deviations": [],
    }
    assert shown["cases"][1]["deviations"][1] == {
        "rule": "no-secrets",
        "expected": "pass",
        "actual": "fail",
        "file": ".imagegate.tests.yaml",
        "line": 6,
        "column": 32,
        "findings": [{"message": "SECRET looks like a secret", "pointer": "/env/SECRET", "value": None}],
        "because": None,
    }
    assert "swordfish" not in out


def test_github(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--format", "github")
    assert (code, out.count("\n")) == (1, 2)
    assert out.startswith(
        "::error file=.imagegate.tests.yaml,line=6,col=22,title=imagegate%3A test failed%3A root passes::"
        "not-root: expected pass, got fail%0Ait starts as root"
    )


@pytest.mark.parametrize(
    ("arguments", "removed", "message"),
    [
        pytest.param((), (".imagegate.tests.yaml",), ".imagegate.yaml has no tests: there is no .imagegate.tests.yaml; imagegate policy init writes a policy with tests to begin with", id="no tests"),
        pytest.param((), (".imagegate.yaml", ".imagegate.tests.yaml"), "pack:baseline-security comes without its tests; imagegate policy init writes a policy of your own, with tests", id="no policy"),
        pytest.param((".imagegate.tests.yaml",), (".imagegate.yaml",), "there is no policy '.imagegate.yml' that can be read; write a path from the repository's root, or pack:NAME", id="tests of nothing"),
        pytest.param(("absent.tests.yaml",), (), "there is no policy 'absent.tests.yaml' that can be read; write a path from the repository's root, or pack:NAME", id="no such file"),
    ],
)  # fmt: skip
def test_nothing_to_test(
    arguments: tuple[str, ...],
    removed: tuple[str, ...],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in removed:
        (tmp_path / name).unlink()
    assert run(capsys, *arguments) == (2, "", f"imagegate: {message}\n")


def test_a_case_that_names_an_unknown_rule_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".imagegate.tests.yaml").write_text(TESTS.replace("pass: [not-root]", "pass: [not-rot]"))
    message = 'imagegate: .imagegate.tests.yaml:3:22: no rule is called "not-rot" (did you mean "not-root"?)\n'
    assert run(capsys) == (2, "", message)


def test_colour_on_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from imagegate.cli.policy.output import painter

    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert painter({})("ok", "32;1") == "\x1b[32;1mok\x1b[0m"
    assert painter({"NO_COLOR": "1"})("ok", "32;1") == "ok"
    assert "\x1b[31;1mFAILED\x1b[0m" in run(capsys)[1]
