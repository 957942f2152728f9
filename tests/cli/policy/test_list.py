"""`imagegate policy list`: what policies hold."""
# ruff: noqa: E501 - a row is a call and what it says

import json
from pathlib import Path

import pytest

from imagegate.cli.main import main
from imagegate.policy_file import packs

POLICY = """\
imagegate: v1
description: >-
  What we
  ask for.
extends: [base.yaml]
params: { most: { type: byte-size, default: 1GB, description: how large it may be } }
$defs: { large: { maxBytes: { $param: most } } }
override: { old: { severity: error, with: { limit: 9d } } }
rules:
  - id: large
    severity: notice
    description: Images are small.
    maps: { trivy: X-1, dockle: Y-2 }
    match: { usedAs: [named] }
    at: /size
    schema: { $ref: '#/$defs/large' }
"""
BASE = """\
imagegate: v1
params:
  limit: { type: duration, default: 90d }
  other: { type: string, default: x }
rules:
  - id: old
    severity: warning
    at: /created
    schema: { allOf: [{ maxAge: { $param: limit } }] }
    message: "older than {param:limit}, {param:other}"
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.yaml").write_text(POLICY)
    (tmp_path / "base.yaml").write_text(BASE)
    return tmp_path


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command; give its exit code and what it writes."""
    code = main(["policy", "list", *arguments], {})
    captured = capsys.readouterr()
    return code, captured.out, captured.err


TEXT = """\
p.yaml (2 rules)
  What we ask for.

  error    old
           limit = "9d" (duration)
           other = "x" (string)

  notice   large
           Images are small.
           most = "1GB" (byte-size): how large it may be
           maps to trivy X-1, dockle Y-2
"""


def test_a_policy_as_it_is_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(capsys, "p.yaml") == (0, TEXT, "")


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = listed(capsys, "--format", "json", "p.yaml")
    shown = json.loads(out)
    assert (code, shown["schema"]) == (0, "imagegate/policy-list/v1")
    ((old, large),) = (one["rules"] for one in shown["policies"])
    assert old["parameters"][0] == {
        "name": "limit",
        "type": "duration",
        "description": "",
        "default": "90d",
        "value": "9d",
    }
    assert large == {
        "id": "large",
        "severity": "notice",
        "description": "Images are small.",
        "help": "",
        "url": None,
        "at": "/size",
        "usedAs": ["named"],
        "maps": {"trivy": "X-1", "dockle": "Y-2"},
        "parameters": [
            {
                "name": "most",
                "type": "byte-size",
                "description": "how large it may be",
                "default": "1GB",
                "value": "1GB",
            }
        ],
        "file": "p.yaml",
        "line": 10,
        "column": 5,
    }


def test_all_packs_unless_told(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = listed(capsys, "--format", "json")
    shown = json.loads(out)["policies"]
    assert (code, [one["source"] for one in shown]) == (0, [f"pack:{name}" for name in packs()])
    assert all(rule["description"] and rule["help"] for one in shown for rule in one["rules"])
    text = listed(capsys)[1]
    assert all(f"pack:{name} (" in text for name in packs())


def test_a_bare_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        '{"$schema": "https://json-schema.org/draft/2020-12/schema", "required": ["config"], "title": "Has a config"}'
    )
    (tmp_path / "s.json").write_text(text)
    assert listed(capsys, "s.json") == (0, "s.json (1 rule)\n\n  error    schema\n           Has a config\n", "")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("pack:baseline", "there is no pack 'baseline' (did you mean 'baseline-security'?); the packs are ", id="no pack"),
        pytest.param("absent.yaml", "there is no policy 'absent.yaml' that can be read", id="no file"),
        pytest.param("bad.yaml", 'bad.yaml:2:1: unknown key "rule"', id="no policy"),
    ],
)  # fmt: skip
def test_refused(name: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.yaml").write_text("imagegate: v1\nrule: []\n")
    code, out, error = listed(capsys, name)
    assert (code, out) == (2, "")
    assert error.startswith(f"imagegate: {message}")
