"""Tests of policies: what a case can say, what it must not, and that it judges as the gate does."""
# ruff: noqa: E501 - a row is a case and what comes of it

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from imagegate.errors import UsageError
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.policy.cases.case import CaseResult, Expected
from imagegate.policy.cases.minimal import REFERENCE, Written, minimal_image
from imagegate.policy.cases.read import load_cases
from imagegate.policy.cases.run import outcomes, run_case
from imagegate.policy.evaluate import evaluate
from imagegate.policy.load import load
from imagegate.policy.problem import InvalidPolicyError
from imagegate.policy.trial import Matter
from imagegate.policy.verdict import Candidate, Unverified, Use
from imagegate.policy_file import read as read_policy
from imagegate.source import UsedAs
from tests.images import candidate, image
from tests.policies import NOW, policy, read

PACKS = Path(__file__).parents[2] / "policies"
POLICY = """\
imagegate: v1
params:
  limit: { type: duration, default: 30d }
rules:
  - id: not-root
    severity: error
    at: /user/root
    schema: { denyValues: [true] }
    message: it starts as root
  - id: young
    severity: warning
    when: { properties: { createdReproducible: { const: false } } }
    at: /created
    schema: { maxAge: { $param: limit } }
  - id: no-ports
    severity: notice
    match: { usedAs: [deploy], files: ["deploy/**"], platforms: [linux/arm64] }
    at: /exposedPorts
    schema: { maxItems: 0 }
  - id: asleep
    severity: off
    schema: { required: [user] }
waivers:
  - { id: W-1, rules: [not-root], images: ["registry.example.com/legacy/**"], reason: it is on its way out, owner: me, expires: 2027-03-31 }
settings:
  uncovered: warning
"""
JSON = {
    "config.json": json.dumps({"os": "linux", "architecture": "amd64", "config": {"User": "0"}}),
    "broken.json": "{",
}


def results(text: str, under: str = POLICY, now: Any = NOW) -> list[CaseResult]:
    """Run the cases of a tests file beside a policy."""
    files = {"p.yaml": under, "p.tests.yaml": text, **JSON}
    return [run_case(case) for case in load_cases("p.tests.yaml", partial(read, files=files), now=now)]


def deviations(case: str, top: str = "") -> list[str]:
    """Run one case, and give what it came to on a line for each rule that deviates."""
    (result,) = results(f"{top}\ntests: [{{ name: a, {case} }}]")
    assert result.holds is not bool(result.deviations)
    return [
        f"{each.rule} {each.expected or 'unseen'}/{each.actual}: "
        + "; ".join(filter(None, [*(finding.message for finding in each.findings), each.because, each.hint]))
        for each in result.deviations
    ]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            "expect: { pass: [not-root, young, unverified, uncovered] }, exact: true", id="the small image complies"
        ),
        pytest.param("config: { config: { User: root } }, expect: { fail: [not-root] }", id="a config"),
        pytest.param(
            "config: config.json, expect: { fail: [not-root], unknown: [young] }, exact: true",
            id="a whole config from a file",
        ),
        pytest.param("config: { created: null }, expect: { unknown: [young] }", id="null takes a field away"),
        pytest.param(
            "config: { created: 2020-01-01T00:00:00Z }, expect: { warn: [young] }", id="what does not stop is warned of"
        ),
        pytest.param("config: { config: { User: app } }, expect: { unknown: [not-root] }", id="a name"),
        pytest.param("doc: { user: { root: true } }, expect: { fail: [not-root] }", id="a field of the document"),
        pytest.param("doc: { createdReproducible: true }, expect: { notApplicable: [young] }", id="when does not hold"),
        pytest.param("expect: { notApplicable: [no-ports, asleep] }", id="match leaves it out, and a rule is off"),
        pytest.param(
            "usedAs: deploy, file: deploy/a.yaml, platforms: [linux/amd64, linux/arm64], config: { config: { ExposedPorts: { 80/tcp: {} } } }, expect: { warn: [no-ports] }",
            id="use, file and platforms",
        ),
        pytest.param(
            "usedAs: deploy, file: deploy/a.yaml, expect: { notApplicable: [no-ports] }", id="another platform"
        ),
        pytest.param(
            "usedAs: deploy, file: a.yaml, platforms: [linux/arm64], expect: { notApplicable: [no-ports] }",
            id="another file",
        ),
        pytest.param("params: { limit: 1h }, expect: { warn: [young] }", id="a parameter"),
        pytest.param(
            "override: { young: { severity: error, with: { limit: 1h } } }, expect: { fail: [young] }", id="an override"
        ),
        pytest.param(
            "params: { limit: 1h }, override: { young: { with: { limit: 9d } } }, expect: { pass: [young] }",
            id="an override is nearer than a parameter",
        ),
        pytest.param(
            "override: { asleep: { severity: error } }, expect: { pass: [asleep] }", id="a rule is switched on"
        ),
        pytest.param("now: 2026-03-01, expect: { warn: [young] }", id="a day"),
        pytest.param("now: 2026-01-31T00:00:00+00:00, expect: { pass: [young] }", id="a time"),
        pytest.param(
            "now: 2027-03-31, params: { limit: 9y }, reference: registry.example.com/legacy/a:1, config: { config: { User: '0' } }, expect: { waived: [not-root] }",
            id="a waiver on its last day",
        ),
        pytest.param(
            "now: 2027-04-01, params: { limit: 9y }, reference: registry.example.com/legacy/a:1, config: { config: { User: '0' } }, expect: { fail: [not-root] }",
            id="and a day later",
        ),
        pytest.param("doc: { exposedPorts: [{ port: 22 }] }, expect: { pass: [not-root] }", id="an element of a list"),
        pytest.param(
            "doc: { healthcheck: { type: none } }, expect: { pass: [not-root] }", id="an object where there was none"
        ),
    ],
)
def test_holds(case: str) -> None:
    assert deviations(case) == []


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(
            "config: { config: { User: '0' } }, expect: { pass: [not-root] }",
            ["not-root pass/fail: it starts as root"],
            id="a finding",
        ),
        pytest.param(
            "expect: { fail: [not-root] }", ["not-root fail/pass: /user/root is false"], id="the value that passed"
        ),
        pytest.param(
            "expect: { warn: [no-ports] }",
            ["no-ports warn/notApplicable: its match.files leaves the image out"],
            id="match",
        ),
        pytest.param(
            "usedAs: deploy, file: a, expect: { warn: [no-ports] }",
            ["no-ports warn/notApplicable: its match.files leaves the image out"],
            id="a file",
        ),
        pytest.param(
            "usedAs: deploy, file: deploy/a, expect: { warn: [no-ports] }",
            ["no-ports warn/notApplicable: its match.platforms leaves the image out"],
            id="a platform",
        ),
        pytest.param(
            "doc: { createdReproducible: true }, expect: { pass: [young] }",
            ["young pass/notApplicable: its when does not hold: created is true; it must be false"],
            id="when",
        ),
        pytest.param("expect: { fail: [asleep] }", ["asleep fail/notApplicable: the rule is off"], id="off"),
        pytest.param(
            "params: { limit: 1h }, expect: { fail: [young] }",
            ["young fail/warn: created dates from 24 hours ago; the maximum is 1h"],
            id="a warning is no failure",
        ),
        pytest.param(
            "params: { limit: 1h }, expect: { pass: [not-root] }, exact: true",
            ["young unseen/warn: created dates from 24 hours ago; the maximum is 1h"],
            id="exact",
        ),
        pytest.param(
            "reference: registry.example.com/legacy/a:1, config: { config: { User: '0' } }, expect: { waived: [not-root] }",
            [
                "not-root waived/fail: it starts as root (the waiver W-1 does not count: it ends more than 180 days ahead); it is 2026-01-02 in this case; say another day with now:"
            ],
            id="a waiver depends on the day",
        ),
    ],
)
def test_deviates(case: str, expected: list[str]) -> None:
    assert deviations(case) == expected


def test_time_of_the_whole_file() -> None:
    assert deviations("expect: { warn: [young] }", "now: 2026-12-01") == []
    assert deviations("now: 2026-01-03, expect: { pass: [young] }", "now: 2026-12-01") == []


NARROW = """\
imagegate: v1
settings: { platforms: [linux/arm64] }
rules: [{ id: os, severity: error, match: { platforms: ["linux/*"] }, at: /platform/os, schema: { enum: [windows] } }]
"""


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param("expect: { fail: [os] }, exact: true", [], id="the image is built for the policy's platform"),
        pytest.param("platforms: [linux/amd64], expect: { fail: [unverified] }, exact: true", [], id="nothing is left to judge"),
        pytest.param(
            "platforms: [linux/amd64], expect: { fail: [os] }",
            ["os fail/notApplicable: the image is unverified: it is not built for linux/arm64; it has linux/amd64"],
            id="and nothing is proved",
        ),
    ],
)  # fmt: skip
def test_platforms_that_are_not_judged(case: str, expected: list[str]) -> None:
    (result,) = results(f"tests: [{{ name: a, {case} }}]", NARROW)
    assert [f"{each.rule} {each.expected}/{each.actual}: {each.because}" for each in result.deviations] == expected


WAIVED = "waivers: [{ id: W-3, rules: [unverified], images: ['**'], reason: it is being built, owner: me, expires: 2026-01-31 }]"


@pytest.mark.parametrize(
    ("case", "came_to"),
    [
        pytest.param("", "waived", id="it counts"),
        pytest.param("now: 2026-02-01, ", "fail", id="it has expired"),
    ],
)
def test_a_waiver_for_what_cannot_be_verified(case: str, came_to: str) -> None:
    text = f"now: 2026-01-02\ntests: [{{ name: a, platforms: [linux/amd64], {case}expect: {{ {came_to}: [unverified] }}, exact: true }}]"
    assert [result.deviations for result in results(text, NARROW + WAIVED, now=None)] == [()]


def test_a_rule_that_asks_for_too_much_leaves_the_image_unverified() -> None:
    under = "imagegate: v1\nrules: [{ id: twice, severity: error, at: /volumes, schema: { uniqueItems: true } }]"
    many = json.dumps([f"/{number}" for number in range(700)])
    text = f"tests: [{{ name: a, doc: {{ volumes: {many} }}, expect: {{ fail: [unverified] }}, exact: true }}]"
    assert [result.deviations for result in results(text, under)] == [()]
    ((deviation,),) = (
        result.deviations for result in results(text.replace("[unverified]", "[twice]").replace("true", "false"), under)
    )
    assert deviation.because.startswith("the image is unverified: the rule twice could not be judged: ")


def test_a_rule_whose_condition_does_not_hold_covers_an_image() -> None:
    under = "imagegate: v1\nrules: [{ id: a, severity: error, when: { properties: { author: { const: me } } }, schema: { required: [digest] } }]"
    text = "tests: [{ name: a, expect: { notApplicable: [a], pass: [uncovered] }, exact: true }]"
    assert [result.holds for result in results(text, under)] == [True]


@pytest.mark.parametrize(
    ("which", "outcome"),
    [
        pytest.param(0, "waived", id="the index's"),
        pytest.param(1, "waived", id="that of the platform that is judged"),
        pytest.param(2, "fail", id="that of another platform"),
    ],
)
def test_a_waiver_for_a_digest(which: int, outcome: str) -> None:
    both = (Platform("linux", "amd64"), Platform("linux", "arm64"))
    made = minimal_image(Written(Reference.parse(REFERENCE), both, {"config": {"User": "0"}}))
    digest = (made.descriptor, *(one.descriptor for one in made.platforms))[which].digest
    waiver = f"{{ id: W-2, rules: [not-root], images: ['**'], digest: '{digest}', reason: it is on its way out, owner: me, expires: 2026-01-31 }}"
    under = f"{POLICY}  platforms: [linux/amd64]\n".replace("waivers:\n", f"waivers:\n  - {waiver}\n")
    text = f"tests: [{{ name: a, platforms: [linux/amd64, linux/arm64], config: {{ config: {{ User: '0' }} }}, expect: {{ {outcome}: [not-root] }} }}]"
    assert [result.holds for result in results(text, under)] == [True]


def test_uncovered() -> None:
    under = (
        POLICY.replace("rules:\n", "rules:\n", 1)
        .replace("severity: error\n", "severity: error\n    match: { usedAs: [base] }\n")
        .replace("severity: warning\n    when", "severity: warning\n    match: { usedAs: [base] }\n    when")
    )
    assert all(
        result.holds for result in results("tests: [{ name: a, expect: { warn: [uncovered] }, exact: true }]", under)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("- a", ["1:1: a tests file must be a mapping, not a list (write tests: and a list of cases)"], id="a list"),
        pytest.param("{}", ["1:1: there are no tests in this file (write tests: and a list of cases)"], id="empty"),
        pytest.param("tests: [", ["1:9: not YAML: expected the node content, but found 'stream end' (quote a text that starts with [)"], id="no YAML"),
        pytest.param("test: []", ['1:1: unknown key "test" (did you mean "tests"?)'], id="a typo"),
        pytest.param("tests: [a]", ['1:9: a case must be a mapping, not the text "a"'], id="no case"),
        pytest.param("tests: [{}]", ['1:9: a case has no "name" (say what the case shows)', '1:9: a case has no "expect" (such as expect: { fail: [user-non-root] })'], id="nothing said"),
        pytest.param("tests: [{ name: a, expect: {} }]", ["1:20: the case expects nothing (name a rule, or write exact: true)"], id="nothing expected"),
        pytest.param("tests: [{ name: a, expects: {}, expect: { pass: [young] } }]", ['1:20: unknown key "expects" in tests (did you mean "expect"?)'], id="a typo in a case"),
        pytest.param("tests: [{ name: a, expect: { fails: [young] } }]", ['1:30: unknown key "fails" in expect (did you mean "fail"?)'], id="a typo in an outcome"),
        pytest.param("tests: [{ name: a, expect: { fail: [yung] } }]", ['1:37: no rule is called "yung" (did you mean "young"?)'], id="a typo in a rule"),
        pytest.param("tests: [{ name: a, expect: { fail: [young], pass: [young] } }]", ['1:52: "young" is expected twice (first at p.tests.yaml:1:37)'], id="two at once"),
        pytest.param("tests: [{ name: a, exact: true, expect: {} }, { name: a, exact: true, expect: {} }]", ['1:49: two cases are called "a" (the other one is at p.tests.yaml:1:9)'], id="a name twice"),
        pytest.param("tests: [{ name: a, reference: 'A:1', expect: { pass: [young] } }]", ["1:20: 'A:1' is not an image reference: repository names are lower case"], id="no reference"),
        pytest.param("tests: [{ name: a, usedAs: basis, expect: { pass: [young] } }]", ['1:20: usedAs must be one of base, build, copy, syntax, deploy, ci, named, not "basis"'], id="no use"),
        pytest.param("tests: [{ name: a, platforms: [linux], expect: { pass: [young] } }]", ["1:32: 'linux' is not a platform (write os/architecture[/variant], such as linux/arm64)"], id="no platform"),
        pytest.param("tests: [{ name: a, platforms: [], expect: { pass: [young] } }]", ["1:20: an image has at least one platform (such as [linux/amd64])"], id="no platform at all"),
        pytest.param("tests: [{ name: a, config: { User: root }, expect: { pass: [young] } }]", ['1:30: "User" stands one level too high (write config: { config: { User: … } })'], id="one level too high"),
        pytest.param("tests: [{ name: a, config: { config: { Usr: root } }, expect: { pass: [young] } }]", ['1:40: no image config has the field "config.Usr" (did you mean "User"?)'], id="no field of a config"),
        pytest.param("tests: [{ name: a, config: { histry: [] }, expect: { pass: [young] } }]", ['1:30: no image config has the field "histry" (did you mean "history"?)'], id="no field"),
        pytest.param("tests: [{ name: a, config: { config: { User: 5 } }, expect: { pass: [young] } }]", ["1:9: the image config is not usable: User must be a string, not a number"], id="a config that is refused"),
        pytest.param("tests: [{ name: a, config: none.json, expect: { pass: [young] } }]", ["1:20: none.json: none.json is not there (name one that is)"], id="no file"),
        pytest.param("tests: [{ name: a, config: broken.json, expect: { pass: [young] } }]", ["1:20: broken.json: not JSON: Expecting property name enclosed in double quotes at line 1, column 2"], id="no JSON"),
        pytest.param("tests: [{ name: a, config: [], expect: { pass: [young] } }]", ["1:20: config must be a mapping, not an empty list"], id="a config that is a list"),
        pytest.param("tests: [{ name: a, manifest: { manifests: [] }, expect: { pass: [young] } }]", ["1:9: it is a manifest and an index at once"], id="an index as manifest"),
        pytest.param("tests: [{ name: a, previous: { refrence: b }, expect: { pass: [young] } }]", ['1:32: unknown key "refrence" in previous (did you mean "reference"?)'], id="a typo in the old image"),
        pytest.param("tests: [{ name: a, doc: { usr: {} }, expect: { pass: [young] } }]", ['1:27: the image document has no "/usr" (did you mean "/user"?)'.replace("/user", "user")], id="no field of the document"),
        pytest.param("tests: [{ name: a, doc: { user: { rot: true } }, expect: { pass: [young] } }]", ['1:35: the image document has no "/user/rot" (did you mean "root"?)'], id="nor below"),
        pytest.param("tests: [{ name: a, doc: { exposedPorts: [{ prt: 1 }] }, expect: { pass: [young] } }]", ['1:44: the image document has no "/exposedPorts/0/prt" (did you mean "port"?)'], id="nor in a list"),
        pytest.param("tests: [{ name: a, doc: { user: { root: maybe } }, expect: { pass: [young] } }]", ['1:35: config.User (/user/root) is "maybe", not of the type boolean or null'], id="another type"),
        pytest.param("tests: [{ name: a, now: tomorrow, expect: { pass: [young] } }]", ['1:20: "tomorrow" is neither a day nor a time (such as 2027-03-31 or 2027-03-31T12:00:00Z)'], id="no time"),
        pytest.param("tests: [{ name: a, params: { limt: 1h }, expect: { pass: [young] } }]", ['1:30: the policy has no parameter "limt" (did you mean "limit"?)'], id="no parameter"),
        pytest.param("tests: [{ name: a, params: { limit: soon }, expect: { pass: [young] } }]", ['1:20: the parameter "limit" must be of the type duration (such as 90d)'], id="no value for it"),
        pytest.param("tests: [{ name: a, override: { yung: { severity: off, reason: no } }, expect: { pass: [young] } }]", ['1:20: no rule is called "yung" (did you mean "young"?)'], id="no rule to override"),
        pytest.param("tests: [{ name: a, params: { limit: 1h }, override: { young: 5 }, expect: { pass: [young] } }]", ["1:43: young must be a mapping, not the number 5", '1:43: the override of "young" changes nothing (give severity or with)'], id="an override that is none"),
        pytest.param("tests: [{ name: a, params: { limit: 1h }, override: { young: { with: 5 } }, expect: { pass: [young] } }]", ["1:43: with must be a mapping, not the number 5"], id="values that are none"),
        pytest.param("tests: [{ name: a, exact: yes, expect: { pass: [young] } }]", ['1:20: exact must be true or false, not the text "yes" (yes, no, on, off are texts in YAML 1.2)'], id="no boolean"),
        pytest.param("tests: [{ name: 1, expect: { fail: [yung] } }, { name: b, now: x, expect: { pass: [young] } }]", ["1:11: name must be a text, not the number 1 (quote it)", '1:37: no rule is called "yung" (did you mean "young"?)', '1:59: "x" is neither a day nor a time (such as 2027-03-31 or 2027-03-31T12:00:00Z)'], id="everything at once"),
    ],
)  # fmt: skip
def test_refused(text: str, expected: list[str]) -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        results(text)
    assert [str(problem).removeprefix("p.tests.yaml:") for problem in caught.value.problems] == expected


def test_a_policy_that_does_not_load() -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        results("tests: []", POLICY.replace("severity: error", "severty: error"))
    assert "p.yaml:6:5: " in str(caught.value)


@pytest.mark.parametrize(
    ("files", "named"),
    [
        pytest.param({"d/p.yaml": POLICY, "d/p.tests.yaml": ""}, "d/p.tests.yaml", id="beside it"),
        pytest.param({"d/p.yml": POLICY, "d/p.tests.yaml": ""}, "d/p.tests.yaml", id="with the other ending"),
        pytest.param({"p.yaml": POLICY, "d/x.tests.yaml": "policy: ../p.yaml\n"}, "d/x.tests.yaml", id="elsewhere"),
        pytest.param({"pack:p": POLICY.partition("waivers:")[0], "d/x.tests.yaml": "policy: pack:p\n"}, "d/x.tests.yaml", id="a pack"),
    ],
)  # fmt: skip
def test_where_the_policy_lies(files: dict[str, str], named: str) -> None:
    text = "tests: [{ name: a, params: { limit: 1h }, expect: { warn: [young] } }]"
    (case,) = load_cases(named, partial(read, files={**files, named: files[named] + text}), now=NOW)
    assert run_case(case).holds


def test_no_policy_at_all() -> None:
    with pytest.raises(UsageError, match=r"p\.yml is not there"):
        load_cases("p.tests.yaml", partial(read, files={"p.tests.yaml": "tests: []"}), now=NOW)


@pytest.mark.parametrize("used_as", list(UsedAs))
@pytest.mark.parametrize(
    ("execution", "top"),
    [
        pytest.param({"User": "0", "ExposedPorts": {"22/tcp": {}}, "Env": ["DB_PASSWORD=x"]}, {}, id="much is wrong"),
        pytest.param(
            {"User": "app", "OnBuild": ["RUN x"], "Volumes": {"/proc": {}}}, {"created": None}, id="and unknown"
        ),
        pytest.param({"User": "1"}, {}, id="nothing is wrong"),
    ],
)
def test_cases_judge_as_the_gate_does(execution: dict[str, Any], top: dict[str, Any], used_as: UsedAs) -> None:
    given = image(execution, platforms=("linux/amd64", "linux/arm64"), **top)
    old = image({"User": "1"}, platforms=("linux/amd64", "linux/s390x"))
    baseline = load(["pack:baseline-security"], partial(read_policy, root=PACKS))
    for demanded in (baseline, policy(POLICY)):
        verdict = evaluate(demanded, candidate(used_as=used_as), given, now=NOW, old=old)
        assert not isinstance(verdict, Unverified)
        found = outcomes(demanded, Matter(candidate(used_as=used_as), given, NOW, old))
        shown = {(each.rule, each.outcome, each.severity, each.message, each.pointer) for each in verdict.findings}
        assert shown == {
            (each.rule, each.outcome, each.severity, each.message, each.pointer)
            for result in found.values()
            for each in result.findings
        }


def test_the_gravest_outcome_counts() -> None:
    assert [*Expected] == ["fail", "warn", "waived", "unknown", "pass", "notApplicable"]


def test_the_small_image_is_one() -> None:
    made = minimal_image(Written(candidate().reference))
    facts = Matter(Candidate(made.reference, Use(UsedAs.NAMED)), made, NOW).setting(made.platforms[0]).document
    assert (facts["user"], facts["layerCount"], facts["size"]) == (
        {"text": "10001:10001", "set": True, "name": None, "uid": 10001, "group": None, "gid": 10001, "numeric": True, "root": False},
        1,
        10_000_000,
    )  # fmt: skip


def test_packs_hold_what_their_own_tests_say() -> None:
    for path in sorted(PACKS.glob("tests/*.tests.yaml")):
        cases = load_cases(f"tests/{path.name}", partial(read_policy, root=PACKS), now=NOW)
        failed = [(result.case.name, result.deviations) for result in map(run_case, cases) if not result.holds]
        assert (path.name, failed) == (path.name, [])
