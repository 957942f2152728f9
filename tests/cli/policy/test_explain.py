"""`imagegate policy explain`: why a rule comes to what it comes to."""
# ruff: noqa: E501 - a row is a call and what it says

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from imagegate.cli.main import main
from tests.fake_registry.server import FakeRegistry, serve

POLICY = """\
imagegate: v1
$defs:
  https: { type: string, pattern: '^https://' }
rules:
  - id: not-root
    severity: error
    description: Images do not start as root.
    help: Set USER.
    url: https://example.com/root
    at: /user/root
    schema: { denyValues: [true] }
    message: it starts as root
  - id: labels
    severity: warning
    match: { usedAs: [base] }
    when: { properties: { user: { properties: { set: { const: true } } } } }
    at: /labels
    schema:
      properties:
        source: { $ref: '#/$defs/https' }
      required: [vendor]
  - id: ports
    severity: off
    at: /exposedPorts/*
    schema: { properties: { valid: { const: true } } }
  - id: attested
    severity: error
    needs: [referrers]
    schema: { required: [digest] }
  - id: secrets
    severity: error
    at: /env/*
    missing: unknown
    schema: { denyPattern: swordfish }
waivers:
  - id: W-1
    rules: [not-root]
    images: ["**"]
    platforms: [linux/arm64]
    reason: it is on its way out
    owner: me
    expires: 2026-12-01
"""
TESTS = """\
now: 2026-11-25
tests:
  - name: root on both
    platforms: [linux/amd64, linux/arm64]
    config: { config: { User: root } }
    expect: { fail: [not-root] }
  - name: a label that is wrong
    usedAs: base
    config: { config: { User: root, Labels: { source: "http://example.com" } } }
    expect: { warn: [labels] }
  - name: nobody
    usedAs: base
    config: { config: { User: "", Env: [A=swordfish, B=x, C] } }
    expect: { notApplicable: [labels], fail: [secrets] }
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.yaml").write_text(POLICY)
    (tmp_path / "p.tests.yaml").write_text(TESTS)
    return tmp_path


@pytest.fixture(name="registry")
def _registry() -> Iterator[FakeRegistry]:
    with serve() as registry:
        entries = [
            registry.store.image("team/app", None, {"User": user}, platform=platform)
            for user, platform in (("1000", "linux/amd64"), ("root", "linux/arm64"))
        ]
        registry.store.index("team/app", "1", entries)
        yield registry


def explain(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command; give its exit code and what it writes."""
    code = main(["policy", "explain", *arguments], {})
    captured = capsys.readouterr()
    return code, captured.out, captured.err


ROOT = """\
rule       not-root (error), p.yaml:5:5
           Images do not start as root.
image      registry.example.com/example/app:1.2.3, used as named

fail on linux/amd64
  match    selects the image
  at       /user/root
           /user/root (config.User): true, rejected
             config.User (/user/root) is true
             /schema/denyValues at p.yaml:11:15
  fail     it starts as root
  expected not true
  fix      Set USER.
  see      https://example.com/root

waived on linux/arm64
  match    selects the image
  at       /user/root
           /user/root (config.User): true, rejected
             config.User (/user/root) is true
             /schema/denyValues at p.yaml:11:15
  waived   it starts as root (the waiver W-1 ends on 2026-12-01, in 6 days)
  waiver   W-1
  expected not true
  fix      Set USER.
  see      https://example.com/root
"""
LABELS = """\
rule       labels (warning), p.yaml:13:5
image      registry.example.com/example/app:1.2.3, used as base

fail on linux/amd64
  match    selects the image
  when     holds
  at       /labels
           /labels (config.Labels): {"source": "http://example.com"}, rejected
             config.Labels (/labels/source) is "http://example.com"; it must match ^https://
             /$defs/https/pattern at p.yaml:3:26
             config.Labels (/labels/vendor) is not set
             /schema/required at p.yaml:21:7
  fail     config.Labels (/labels/source) is "http://example.com"; it must match ^https://
  expected a text that matches ^https://
  fail     config.Labels (/labels/vendor) is not set
  expected a value
"""
WHEN = """\
rule       labels (warning), p.yaml:13:5
image      registry.example.com/example/app:1.2.3, used as base

not-applicable on linux/amd64
  match    selects the image
  when     does not hold at /user/set: config.User (/user/set) is false; it must be true
             /when/properties/user/properties/set/const at p.yaml:16:56
"""
MATCH = """\
rule       labels (warning), p.yaml:13:5
image      registry.example.com/example/app:1.2.3, used as named

not-applicable on linux/amd64, linux/arm64
  match    usedAs leaves the image out: [base]
"""
OFF = """\
rule       ports (off), p.yaml:22:5
image      registry.example.com/example/app:1.2.3, used as named

pass if it were not off on linux/amd64, linux/arm64
  match    selects the image
  at       /exposedPorts/*
           selects nothing, so there is nothing that could fail
"""


@pytest.mark.parametrize(
    ("case", "rule", "expected"),
    [
        pytest.param("p.tests.yaml:3", "not-root", ROOT, id="a finding, and a waiver"),
        pytest.param("p.tests.yaml:6:22", "not-root", ROOT, id="the place as policy test writes it"),
        pytest.param("p.tests.yaml:7", "labels", LABELS, id="through a $ref, and both findings"),
        pytest.param("p.tests.yaml:99", "labels", WHEN, id="when"),
        pytest.param("p.tests.yaml:4", "labels", MATCH, id="match"),
        pytest.param("p.tests.yaml:4", "ports", OFF, id="a rule that is off"),
    ],
)
def test_a_case(case: str, rule: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(capsys, case, rule) == (0, expected, "")


def test_what_was_not_fetched(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = explain(capsys, "p.tests.yaml:4", "attested")
    assert (code, "\nunknown on linux/amd64, linux/arm64\n" in out) == (0, True)
    assert out.endswith("  unknown  /facts/referrers could not be read (cannot be known)\n")


@pytest.mark.parametrize("form", ["text", "json"])
def test_values_that_are_secret_stay_so(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = explain(capsys, "p.tests.yaml:99", "secrets", "--format", form)
    assert (code, "=swordfish" in out, '"swordfish"' in out, "/env/A" in out) == (0, False, False, True)
    assert ('"outcome": "fail"' if form == "json" else "\nfail on linux/amd64\n") in out  # although C is unknown


WAYS = """\
imagegate: v1
rules:
  - id: a
    severity: error
    at: /labels
    schema:
      patternProperties: { '^x': { const: "1" } }
      properties: { y: { const: "1" } }
      additionalProperties: { const: "1" }
  - { id: b, severity: error, at: /cmd, schema: { prefixItems: [{ const: a }], items: { const: b } } }
  - { id: c, severity: error, at: /user/numeric, schema: { const: true } }
  - { id: d, severity: error, when: { properties: { author: { const: me } } }, at: /user/numeric, schema: { const: true } }
"""


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param("a", ["/schema/patternProperties/^x/const", "/schema/properties/y/const", "/schema/additionalProperties/const"], id="members"),
        pytest.param("b", ["/schema/prefixItems/0/const", "/schema/items/const"], id="elements"),
        pytest.param("c", ["/schema/const"], id="a value that is false"),
        pytest.param("d", [], id="nothing is judged where the condition does not hold"),
    ],
)  # fmt: skip
def test_the_way_to_a_keyword(
    rule: str, expected: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "tests: [{ name: a, config: { config: { User: app, Cmd: [x, y], Labels: { x1: a, y: a, z: a } } }, exact: true, expect: {} }]"
    (tmp_path / "ways.yaml").write_text(WAYS)
    (tmp_path / "ways.tests.yaml").write_text(text)
    code, out, _ = explain(capsys, "--format", "json", "ways.tests.yaml:1", rule)
    (group,) = json.loads(out)["platforms"]
    assert code == 0
    assert sorted(each["schema"] for one in group["selected"] for each in one["rejections"]) == sorted(expected)


def test_many_values_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    variables = ", ".join(f"V{number}=x" for number in range(30))
    text = f"policy: p.yaml\ntests: [{{ name: a, config: {{ config: {{ Env: [{variables}] }} }}, exact: true, expect: {{}} }}]"
    (tmp_path / "many.tests.yaml").write_text(text)
    code, out, _ = explain(capsys, "many.tests.yaml:2", "secrets")
    assert (code, out.count("accepted"), "           … 30 values in all\n" in out) == (0, 20, True)


def test_an_image_of_a_registry(registry: FakeRegistry, capsys: pytest.CaptureFixture[str]) -> None:
    name = f"{registry.address}/team/app:1"
    code, out, _ = explain(capsys, "-p", "p.yaml", name, "not-root")
    assert code == 0
    assert [line for line in out.splitlines() if " on linux/" in line] == [
        "pass on linux/amd64",
        "waived on linux/arm64",
    ]
    code, out, _ = explain(capsys, "-p", "p.yaml", "--platform", "linux/amd64", "--used-as", "base", name, "labels")
    assert (code, "used as base" in out, "fail on linux/amd64" in out, "arm64" in out) == (0, True, True, False)


def test_json(registry: FakeRegistry, capsys: pytest.CaptureFixture[str]) -> None:
    name = f"{registry.address}/team/app:1"
    code, out, _ = explain(capsys, "-p", "p.yaml", "--format", "json", name, "not-root")
    shown = json.loads(out)
    assert (code, shown["schema"], shown["image"]) == (0, "imagegate/policy-explain/v1", name)
    assert shown["rule"] == {"id": "not-root", "severity": "error", "file": "p.yaml", "line": 5, "column": 5}
    assert shown["platforms"][1] == {
        "platforms": ["linux/arm64"],
        "outcome": "waived",
        "leftOutBy": None,
        "when": None,
        "lacking": [],
        "selected": [
            {
                "pointer": "/user/root",
                "value": "true",
                "rejections": [
                    {
                        "pointer": "/user/root",
                        "detail": "config.User (/user/root) is true",
                        "expected": "not true",
                        "schema": "/schema/denyValues",
                        "file": "p.yaml",
                        "line": 11,
                        "column": 15,
                    }
                ],
            }
        ],
        "findings": [
            {
                "outcome": "waived",
                "message": shown["platforms"][1]["findings"][0]["message"],
                "expected": "not true",
                "waiver": "W-1",
            }
        ],
    }


def test_a_bare_schema(registry: FakeRegistry, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = '{"$schema": "https://json-schema.org/draft/2020-12/schema",\n "properties": {"config": {"required": ["Labels"]}}}'
    (tmp_path / "schema.json").write_text(text)
    code, out, _ = explain(capsys, "-p", "schema.json", f"{registry.address}/team/app:1", "schema")
    assert (code, "/properties/config/required at schema.json:2:28" in out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(("p.tests.yaml:4", "not-rot"), 2, "no rule of the policy is called 'not-rot'; did you mean \"not-root\"?", id="no rule"),
        pytest.param(("p.tests.yaml:1", "not-root"), 2, "no case stands at line 1 of p.tests.yaml; the first begins at line 3", id="no case"),
        pytest.param(("-p", "p.yaml", "A:1", "not-root"), 2, "'A:1' is not an image reference: repository names are lower case", id="no reference"),
        pytest.param(("-p", "p.yaml", "oci:absent", "not-root"), 3, "oci:absent: ", id="nothing there"),
        pytest.param(("-p", "p.yaml", "--platform", "x", "a", "not-root"), 2, "'x' is not a platform", id="no platform"),
        pytest.param(("-p", "absent.yaml", "a", "not-root"), 2, "there is no policy 'absent.yaml' that can be read", id="no policy"),
    ],
)  # fmt: skip
def test_refused(arguments: tuple[str, ...], code: int, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    ended, out, error = explain(capsys, *arguments)
    assert (ended, out, error.count("\n")) == (code, "", 1)
    assert error.startswith(f"imagegate: {message}")


def test_a_platform_that_is_not_there(registry: FakeRegistry, capsys: pytest.CaptureFixture[str]) -> None:
    name = f"{registry.address}/team/app:1"
    code, _, error = explain(capsys, "-p", "p.yaml", "--platform", "linux/s390x", name, "not-root")
    assert (code, error) == (
        3,
        "imagegate: it is not built for linux/s390x; it has linux/amd64, linux/arm64; name a platform that the image has\n",
    )
