"""`imagegate policy show`: the text as it is written, to the byte."""
# ruff: noqa: E501 - a row is a call and what it says

import os
import subprocess
import sys
from pathlib import Path

import pytest

from imagegate.cli.main import main
from imagegate.policy.load import load
from imagegate.policy_file import packs, read

POLICY = """\
imagegate: v1
rules:
  # about a
  - id: a # the first
    severity: error
    schema: { required: [digest] } # really

    # still about a: …
    message: x

  # about b
  - id: b
    severity: error
    schema:
      required: [user]
# the end of rules

name: x
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.yaml").write_text(POLICY, "utf-8")
    return tmp_path


def shown(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, str, str]:
    """Run the command; give its exit code and what it writes."""
    code = main(["policy", "show", *arguments], {})
    captured = capsysbinary.readouterr()
    return code, captured.out.decode(), captured.err.decode()


@pytest.mark.parametrize("name", packs())
def test_a_pack_to_the_byte(name: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["policy", "show", f"pack:{name}"], {}) == 0
    assert capsysbinary.readouterr().out == read(f"pack:{name}", Path())


@pytest.mark.parametrize("name", packs())
def test_a_frozen_pack_demands_the_same(name: str, tmp_path: Path) -> None:
    # As a process, in a locale whose encoding cannot hold all that is in it.
    command = [sys.executable, "-m", "imagegate", "policy", "show", f"pack:{name}"]
    environ = {**os.environ, "PYTHONIOENCODING": "ascii"}
    (tmp_path / "frozen.yaml").write_bytes(subprocess.run(command, capture_output=True, check=True, env=environ).stdout)
    pack, frozen = (load([each], lambda asked: read(asked, tmp_path)) for each in (f"pack:{name}", "frozen.yaml"))
    assert [(rule.id, rule.schema, rule.message) for rule in frozen.rules] == [
        (rule.id, rule.schema, rule.message) for rule in pack.rules
    ]
    assert {source.digest for source in frozen.sources} == {source.digest for source in pack.sources}


def test_a_file(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert shown(capsysbinary, "p.yaml") == (0, POLICY, "")


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [
        pytest.param("a", 4, 9, id="up to the next rule's comment"),
        pytest.param("b", 12, 15, id="up to what follows the rules"),
    ],
)
def test_a_rule(rule: str, first: int, last: int, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    expected = "".join(POLICY.splitlines(keepends=True)[first - 1 : last])
    assert shown(capsysbinary, "p.yaml", rule) == (0, expected, "")


def test_rules_on_one_line(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    text = "imagegate: v1\nrules: [{ id: a, severity: off, schema: false }, { id: b, severity: off, schema: false }]\n"
    (tmp_path / "p.yaml").write_text(text)
    assert shown(capsysbinary, "p.yaml", "b") == (0, text.partition("\n")[2], "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("p.yaml", "c"), "p.yaml has no rule 'c'; known: a, b", id="no rule"),
        pytest.param(("pack:baseline-security", "tag-movin"), "pack:baseline-security has no rule 'tag-movin'; did you mean \"tag-moving\"?", id="a typo"),
        pytest.param(("bad.yaml", "a"), "bad.yaml:1:5: not YAML: ", id="no YAML"),
        pytest.param(("list.yaml", "a"), "list.yaml has no rule 'a'", id="no policy"),
        pytest.param(("absent.yaml",), "there is no policy 'absent.yaml' that can be read", id="no file"),
    ],
)  # fmt: skip
def test_refused(
    arguments: tuple[str, ...], message: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "bad.yaml").write_text("a: [")
    (tmp_path / "list.yaml").write_text("- a")
    code, out, error = shown(capsysbinary, *arguments)
    assert (code, out) == (2, "")
    assert error.startswith(f"imagegate: {message}")


def test_a_rule_that_nobody_can_read() -> None:
    command = f"{sys.executable} -m imagegate policy show pack:baseline-security >&-"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (4, "imagegate: standard output cannot be written\n")
