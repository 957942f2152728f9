"""Policies on images: outcomes, verdicts, waivers, and what the same image gives every time."""
# ruff: noqa: E501 - a row is a case and its whole message

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from imagegate.errors import ImagegateError
from imagegate.oci.image import Image, Unread
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.policy.accept import waived_image, waived_text
from imagegate.policy.evaluate import evaluate
from imagegate.policy.rule import Severity
from imagegate.policy.verdict import (
    Candidate,
    Failed,
    Finding,
    Outcome,
    Passed,
    UnresolvedText,
    Unverified,
    Use,
    Verdict,
)
from imagegate.source import Location, Occurrence, UsedAs
from imagegate.strict.json import Json
from tests.images import candidate, image
from tests.policies import NOW, policy, rules

BOTH = ("linux/amd64", "linux/arm64")


def judged(text: str, given: Image | None = None, *, who: Candidate | None = None) -> Verdict:
    """Judge an image, a plain one unless given."""
    return evaluate(policy(text), who or candidate(), given or image(), now=NOW)


def shown(verdict: Verdict) -> list[str]:
    """Give a verdict's findings, each on a line."""
    assert not isinstance(verdict, Unverified)
    return [f"{finding.severity} {finding.rule} {finding.outcome}: {finding.message}" for finding in verdict.findings]


def test_a_finding_says_everything() -> None:
    rule = {
        "at": "/user/root",
        "schema": {"denyValues": [True]},
        "help": "Add USER.",
        "url": "https://example.com",
        "message": "it starts as root ({doc:/user/text})",
    }
    given = image({"User": "0:0"}, platforms=BOTH)
    text = rules(rule)
    assert judged(text, given) == Failed(
        candidate(),
        given,
        (
            Finding(
                rule="rule-0",
                severity=Severity.ERROR,
                outcome=Outcome.FAIL,
                message="it starts as root (0:0)",
                platforms=(Platform("linux", "amd64"), Platform("linux", "arm64")),
                pointer="/user/root",
                raw_field="config.User",
                value="true",
                expected="not true",
                help="Add USER.",
                url="https://example.com",
                location=Location("policy.yaml", 1, text.index('{"id"') + 1),
            ),
        ),
    )


def test_an_image_without_findings_passes() -> None:
    given = image({"User": "1000"}, platforms=BOTH)
    text = rules(
        {"at": "/user/root", "schema": {"denyValues": [True]}}, {"severity": "off", "schema": {"required": ["user"]}}
    )
    assert judged(text, given) == Passed(candidate(), given, (), applied=1)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param({"at": "/stopSignal", "schema": {"type": "string"}}, ["error rule-0 fail: config.StopSignal is not set"], id="null fails unless the rule says otherwise"),
        pytest.param({"at": "/stopSignal", "schema": {"type": "string"}, "missing": "pass"}, [], id="missing: pass"),
        pytest.param({"at": "/stopSignal", "schema": {"type": "string"}, "missing": "unknown"}, ["warning rule-0 unknown: /stopSignal cannot be told from manifest and config"], id="missing: unknown"),
        pytest.param({"at": "/base/digest", "schema": {"format": "digest"}}, ["warning rule-0 unknown: /base/digest cannot be told from manifest and config"], id="null cannot be known here"),
        pytest.param({"at": "/base/digest", "schema": {"format": "digest"}, "missing": "fail"}, ["error rule-0 fail: /base/digest is not set"], id="the rule's word counts"),
        pytest.param({"at": "/base/digest", "schema": {"format": "digest"}, "severity": "notice"}, ["notice rule-0 unknown: /base/digest cannot be told from manifest and config"], id="unknown is never more than its rule"),
        pytest.param({"at": "/history/0/empty", "schema": {"const": True}}, ["error rule-0 fail: history[0].empty_layer is false; it must be true"], id="an element by its number"),
        pytest.param({"at": "/history/1/empty", "schema": {"const": True}}, ["error rule-0 fail: history[1].empty_layer is not set"], id="an element that is not there"),
        pytest.param({"at": "/volumes/*", "schema": {"const": "x"}}, [], id="a star that selects nothing"),
        pytest.param({"at": "/entrypoint/*", "schema": {"const": "x"}}, [], id="a star below null"),
        pytest.param({"at": "/entrypoint/*", "schema": {"const": "x"}, "missing": "fail"}, ["error rule-0 fail: config.Entrypoint is not set"], id="a star below null, if the rule asks"),
        pytest.param({"at": "/change/becameRoot", "schema": {"denyValues": [True]}, "missing": "pass"}, [], id="no old image"),
        pytest.param({"at": "/labels/a.b~1c", "schema": {"const": "1"}}, ["error rule-0 fail: config.Labels (/labels/a.b~1c) is not set"], id="a label that is not there"),
        pytest.param({"at": "/raw/config/config/Labels", "schema": {"const": 1}}, ["error rule-0 fail: config.Labels is not set"], id="the raw config"),
        pytest.param({"when": {"properties": {"user": {"properties": {"root": {"const": False}}}}}, "at": "/size", "schema": False}, [], id="a condition that does not hold"),
        pytest.param({"when": {"properties": {"user": {"properties": {"root": {"const": True}}}}}, "at": "/size", "schema": False}, ["error rule-0 fail: layers is 1000, but is not allowed at all"], id="a condition that holds"),
        pytest.param({"needs": ["referrers"], "schema": {"required": ["user"]}}, ["warning rule-0 unknown: /facts/referrers could not be read"], id="a part that was not read"),
        pytest.param({"needs": ["provenance"], "schema": {"required": ["user"]}}, ["warning rule-0 unknown: /facts/provenance could not be read"], id="a part that nothing reads"),
        pytest.param({"needs": ["index"], "schema": {"required": ["user"]}}, [], id="the index is always read"),
        pytest.param({"severity": "off", "schema": False}, ["error uncovered fail: no rule of the policy is about this image"], id="a rule that is off covers nothing"),
    ],
)  # fmt: skip
def test_outcomes(rule: dict[str, Any], expected: list[str]) -> None:
    other = {"id": "other", "severity": "error", "match": {"usedAs": ["ci"]}, "schema": {"required": ["user"]}}
    assert shown(judged(rules(rule, other))) == expected


@pytest.mark.parametrize(
    ("match", "covered"),
    [
        pytest.param({"images": ["docker.io/library/*"]}, True, id="the image"),
        pytest.param({"images": ["ghcr.io/**"]}, False, id="another image"),
        pytest.param({"images": ["**"], "exclude": ["ruby"]}, False, id="excluded"),
        pytest.param({"usedAs": ["base", "named"]}, True, id="the use"),
        pytest.param({"usedAs": ["base"]}, False, id="another use"),
        pytest.param({"files": ["deploy/**"]}, True, id="the file"),
        pytest.param({"files": ["deploy/*"]}, False, id="a star stays in a folder"),
        pytest.param({"files": ["**/compose.yaml"]}, True, id="the file's name"),
        pytest.param({"platforms": ["linux/*"]}, True, id="the platform"),
        pytest.param({"platforms": ["windows/*"]}, False, id="another platform"),
        pytest.param({"platforms": ["linux/x86_64"]}, True, id="another spelling of the platform"),
    ],
)
def test_match(match: dict[str, Any], covered: bool) -> None:  # noqa: FBT001 - a row's value
    where = Occurrence("ruby", Location("deploy/a/compose.yaml", 1, 1), 5, "compose-image", UsedAs.DEPLOY)
    who = replace(candidate(), occurrences=(where,))
    found = shown(judged(rules({"match": match, "schema": {"required": ["user"]}}), who=who))
    assert found == ([] if covered else ["error uncovered fail: no rule of the policy is about this image"])


def test_a_rule_about_files_is_not_about_images_that_stand_in_none() -> None:
    found = shown(judged(rules({"match": {"files": ["**"]}, "schema": {"required": ["user"]}})))
    assert found == ["error uncovered fail: no rule of the policy is about this image"]


def test_the_file_of_the_use_counts_too() -> None:
    who = replace(candidate(), use=Use(UsedAs.DEPLOY, path="deploy/compose.yaml"))
    assert shown(judged(rules({"match": {"files": ["deploy/*"]}, "schema": {"required": ["user"]}}), who=who)) == []


def test_a_schema_too_deep_to_follow_is_no_crash() -> None:
    deep: Json = {"const": 1}
    for _ in range(2000):
        deep = {"not": deep}
    made = policy(rules({"schema": {"required": ["user"]}}))
    broken = replace(made, rules=(replace(made.rules[0], schema=deep),))
    verdict = evaluate(broken, candidate(), image(), now=NOW)
    assert isinstance(verdict, Unverified)
    assert verdict.error.message == "the rule rule-0 could not be judged: it nests deeper than can be followed"


def test_every_platform_must_be_covered() -> None:
    verdict = judged(
        rules({"match": {"platforms": ["linux/amd64"]}, "schema": {"required": ["user"]}}), image(platforms=BOTH)
    )
    assert isinstance(verdict, Failed)
    assert [(finding.rule, finding.platforms) for finding in verdict.findings] == [
        ("uncovered", (Platform("linux", "arm64"),))
    ]


def test_uncovered_images_may_pass_if_the_policy_says_so() -> None:
    text = rules({"match": {"usedAs": ["ci"]}, "schema": {"required": ["user"]}}, settings={"uncovered": "off"})
    assert judged(text) == Passed(candidate(), image(), (), applied=0, is_exempt=True)


@pytest.mark.parametrize(
    ("fail_on", "severity", "fails"),
    [
        pytest.param("error", "error", True, id="as severe"),
        pytest.param("error", "warning", False, id="milder"),
        pytest.param("warning", "error", True, id="more severe"),
        pytest.param("notice", "notice", True, id="the mildest"),
    ],
)
def test_fail_on(fail_on: str, severity: str, fails: bool) -> None:  # noqa: FBT001 - a row's value
    text = rules({"severity": severity, "at": "/size", "schema": False}, settings={"failOn": fail_on})
    assert isinstance(judged(text), Failed if fails else Passed)


def test_an_unknown_outcome_may_stop_the_run() -> None:
    rule = {"at": "/base/digest", "schema": {"format": "digest"}}
    assert isinstance(judged(rules(rule)), Passed)
    assert isinstance(judged(rules(rule, settings={"unknown": "error"})), Failed)
    assert shown(judged(rules(rule, settings={"unknown": "off"}))) == []


def test_platforms_are_narrowed() -> None:
    rule = {"at": "/platform/name", "schema": {"const": "x"}, "message": "{value}"}
    asked = replace(candidate(), use=Use(UsedAs.BASE, platform=Platform("linux", "arm64")))
    text = rules(rule, settings={"platforms": ["linux/amd64"]})
    assert shown(judged(text, image(platforms=BOTH))) == ["error rule-0 fail: linux/amd64"]
    assert shown(judged(text, image(platforms=BOTH), who=asked)) == ["error rule-0 fail: linux/arm64"]


def test_an_image_without_the_platform_is_unverified() -> None:
    verdict = judged(rules({"schema": {"required": ["user"]}}, settings={"platforms": ["windows/amd64"]}), image())
    assert isinstance(verdict, Unverified)
    assert (verdict.error.code, verdict.reference) == ("no-platform", candidate().reference)


def test_an_image_without_platforms_is_unverified() -> None:
    verdict = judged(rules({"schema": {"required": ["user"]}}), replace(image(), platforms=()))
    assert isinstance(verdict, Unverified)


def test_what_could_not_be_read_is_unverified() -> None:
    error = ImagegateError("no answer", hint="try again", code="timeout")
    who = candidate()
    verdict = evaluate(policy(rules({"schema": {"required": ["user"]}})), who, Unread(who.reference, error), now=NOW)
    assert verdict == Unverified(who.reference.text, who.use, who.occurrences, error, who.reference)


def test_the_budget_names_the_rule() -> None:
    long = image(history=[{"created_by": f"RUN {step}"} for step in range(700)])
    verdict = judged(
        rules({"schema": {"required": ["user"]}}, {"at": "/history", "schema": {"uniqueItems": True}}), long
    )
    assert isinstance(verdict, Unverified)
    assert (verdict.error.message, verdict.error.hint, verdict.error.code) == (
        "the rule rule-1 could not be judged: judging it takes more than 200000 steps",
        "write the rule more simply: alternatives within alternatives multiply",
        "budget",
    )


def test_the_budget_is_for_all_platforms_together() -> None:
    steps = [{"created_by": f"RUN {step}"} for step in range(500)]
    text = rules({"at": "/history", "schema": {"uniqueItems": True}})
    assert isinstance(judged(text, image(history=steps)), Passed)
    assert isinstance(judged(text, image(history=steps, platforms=BOTH)), Unverified)


def test_findings_are_in_order_and_numbers_count() -> None:
    volumes: dict[str, Any] = {f"/{name}": {} for name in "abcdefghijkl"}
    text = rules(
        {"id": "b", "at": "/volumes/*", "schema": {"denyPattern": "^/[abckl]"}, "message": "{pointer} {value}"},
        {"id": "a", "severity": "warning", "at": "/size", "schema": False, "message": "x"},
        {"id": "c", "at": "/size", "schema": False, "message": "y"},
    )
    expected = [
        *(
            f"error b fail: /volumes/{index} /{name}"
            for index, name in ((0, "a"), (1, "b"), (2, "c"), (10, "k"), (11, "l"))
        ),
        "error c fail: y",
        "warning a fail: x",
    ]
    given = image({"Volumes": volumes})
    assert [shown(judged(text, given)) for _ in range(3)] == [expected] * 3


def test_platforms_that_differ_have_findings_of_their_own() -> None:
    text = rules({"at": "/platform/name", "schema": {"const": "x"}}, {"at": "/size", "schema": False})
    verdict = judged(text, image(platforms=BOTH))
    assert isinstance(verdict, Failed)
    assert [(finding.message, len(finding.platforms)) for finding in verdict.findings] == [
        ('/platform/name is "linux/amd64"; it must be "x"', 1),
        ('/platform/name is "linux/arm64"; it must be "x"', 1),
        ("layers is 1000, but is not allowed at all", 2),
    ]


SECRET = "hunter2-hunter2"


@pytest.mark.parametrize(
    ("rule", "message", "value"),
    [
        pytest.param({"at": "/env/*", "schema": {"denyPattern": "hunter"}, "message": "{key}={value}"}, "TOKEN=***", None, id="a value of the environment"),
        pytest.param({"at": "/env", "schema": {"denyKeys": "TOKEN"}, "message": "{key} {value} {doc:/env} {doc:/env/TOKEN}"}, 'TOKEN *** {"TOKEN": "***"} ***', None, id="a key of the environment"),
        pytest.param({"at": "/env", "schema": {"maxProperties": 0}, "message": "{value} {value:/TOKEN} {detail}"}, '{"TOKEN": "***"} *** config.Env has 1 property; the maximum is 0', None, id="the environment"),
        pytest.param({"at": "/history/*", "schema": {"required": ["x"]}, "message": "x"}, "x", None, id="a step"),
        pytest.param({"schema": {"properties": {"env": False}}}, 'config.Env is {"TOKEN": "***"}, but is not allowed at all', None, id="a schema that is false"),
        pytest.param({"at": "/raw/config/config", "schema": {"not": {"required": ["Env"]}}}, 'config is {"Env": ["***"]}, which is not allowed', None, id="the raw config"),
        pytest.param({"at": "/env/TOKEN", "schema": {"anyOf": [{"const": "a"}, {"pattern": "^b"}]}}, 'config.Env (/env/TOKEN) is ***; it must be "a" or a text that matches ^b', None, id="alternatives"),
        pytest.param({"at": "/env/TOKEN", "schema": {"enum": ["a"]}}, "config.Env (/env/TOKEN) is ***; it must be one of a", None, id="one of several"),
    ],
)  # fmt: skip
def test_values_that_are_not_shown(rule: dict[str, Any], message: str, value: str | None) -> None:
    given = image({"Env": [f"TOKEN={SECRET}"]}, history=[{"created_by": f"ENV TOKEN={SECRET}"}])
    if rule.get("at") == "/history/*":
        rule = {**rule, "schema": {"denyValues": [{"x": 1}], "properties": {"createdBy": {"const": "x"}}}}
    verdict = judged(rules(rule), given)
    assert isinstance(verdict, Failed)
    assert [(finding.message, finding.value) for finding in verdict.findings] == [(message, value)]
    assert SECRET not in repr(verdict.findings)


def waived(**changed: Any) -> Mapping[str, Any]:
    """Give a waiver as a policy writes it."""
    return {
        "id": "W-1",
        "rules": ["rule-*"],
        "images": ["docker.io/library/ruby"],
        "reason": "moved to another image soon",
        "owner": "me",
        "expires": "2027-01-31",
        **changed,
    }


MESSAGE = "layers is 1000, but is not allowed at all"


@pytest.mark.parametrize(
    ("changed", "outcome", "message"),
    [
        pytest.param({}, "waived", MESSAGE, id="accepted"),
        pytest.param({"expires": "2026-11-24"}, "fail", f"{MESSAGE} (the waiver W-1 expired on 2026-11-24)", id="expired yesterday"),
        pytest.param({"expires": "2026-11-25"}, "waived", f"{MESSAGE} (the waiver W-1 ends today)", id="the last day counts"),
        pytest.param({"expires": "2026-12-01"}, "waived", f"{MESSAGE} (the waiver W-1 ends on 2026-12-01, in 6 days)", id="ends soon"),
        pytest.param({"expires": "2026-12-09"}, "waived", f"{MESSAGE} (the waiver W-1 ends on 2026-12-09, in 14 days)", id="two weeks are soon"),
        pytest.param({"expires": "2026-12-10"}, "waived", MESSAGE, id="more are not"),
        pytest.param({"expires": "2028-01-01"}, "fail", f"{MESSAGE} (the waiver W-1 does not count: it ends more than 180 days ahead)", id="too long"),
        pytest.param({"rules": ["rule-0"]}, "waived", MESSAGE, id="the rule"),
        pytest.param({"rules": ["rule-1"]}, "fail", MESSAGE, id="another rule"),
        pytest.param({"images": ["docker.io/bitnami/*"]}, "fail", MESSAGE, id="another image"),
        pytest.param({"images": ["ruby:3.4"]}, "waived", MESSAGE, id="the tag"),
        pytest.param({"images": ["ruby:3.5"]}, "fail", MESSAGE, id="another tag"),
        pytest.param({"platforms": ["linux/amd64"]}, "waived", MESSAGE, id="the platform"),
        pytest.param({"platforms": ["linux/arm64"]}, "fail", MESSAGE, id="another platform"),
        pytest.param({"digest": str(image().descriptor.digest)}, "waived", MESSAGE, id="the digest"),
        pytest.param({"digest": "sha256:" + "0" * 64}, "fail", MESSAGE, id="another digest"),
    ],
)  # fmt: skip
def test_waivers(changed: dict[str, Any], outcome: str, message: str) -> None:
    text = rules({"at": "/size", "schema": False}, {"schema": {"required": ["user"]}}, waivers=[waived(**changed)])
    verdict = judged(text)
    assert isinstance(verdict, Passed if outcome == "waived" else Failed)
    assert [(str(finding.outcome), finding.message, finding.waiver) for finding in verdict.findings] == [
        (outcome, message, "W-1" if outcome == "waived" else "")
    ]


DENIED = ImagegateError("it is denied", hint="log in", code="denied")
CHANGED = ImagegateError("it is another one", code="digest-mismatch")
PINNED = "sha256:" + "1" * 64
ARM = Use(UsedAs.BASE, platform=Platform("linux", "arm64"))


@pytest.mark.parametrize(
    ("changed", "use", "error", "waiver", "message"),
    [
        pytest.param({}, None, DENIED, "W-1", "it is denied", id="accepted"),
        pytest.param({"rules": ["rule-0", "unverified"]}, None, DENIED, "W-1", "it is denied", id="beside a rule"),
        pytest.param({"images": ["**"]}, None, DENIED, "W-1", "it is denied", id="every image, until a day"),
        pytest.param({"rules": ["*"]}, None, DENIED, "", "it is denied", id="all rules are not what nobody has seen"),
        pytest.param({"rules": ["unresolved"]}, None, DENIED, "", "it is denied", id="another finding of the gate's"),
        pytest.param({"images": ["ruby:3.5"]}, None, DENIED, "", "it is denied", id="another tag"),
        pytest.param({"expires": "2026-11-24"}, None, DENIED, "", "it is denied (the waiver W-1 expired on 2026-11-24)", id="expired"),
        pytest.param({"expires": "2026-11-26"}, None, DENIED, "W-1", "it is denied (the waiver W-1 ends on 2026-11-26, in 1 day)", id="ends soon"),
        pytest.param({"expires": "2028-01-01"}, None, DENIED, "", "it is denied (the waiver W-1 does not count: it ends more than 180 days ahead)", id="too long"),
        pytest.param({"digest": PINNED}, None, DENIED, "W-1", "it is denied", id="the digest that is asked for"),
        pytest.param({"digest": "sha256:" + "2" * 64}, None, DENIED, "", "it is denied", id="another digest"),
        pytest.param({"platforms": ["linux/*"]}, None, DENIED, "", "it is denied", id="platforms, and none is known"),
        pytest.param({"platforms": ["linux/arm64"]}, ARM, DENIED, "W-1", "it is denied", id="the platform that is asked for"),
        pytest.param({"platforms": ["linux/amd64"]}, ARM, DENIED, "", "it is denied", id="another platform"),
        pytest.param({}, None, CHANGED, "", "it is another one (the waiver W-1 does not count: no waiver accepts a digest that disagrees)", id="never a digest that disagrees"),
        pytest.param({"images": ["ruby:3.5"]}, None, CHANGED, "", "it is another one", id="nor is that said of others"),
    ],
)  # fmt: skip
def test_waivers_for_what_could_not_be_verified(
    changed: dict[str, Any], use: Use | None, error: ImagegateError, waiver: str, message: str
) -> None:
    text = rules({"schema": {"required": ["user"]}}, waivers=[waived(**{"rules": ["unverified"], **changed})])
    reference = Reference.parse(f"ruby:3.4@{PINNED}")
    verdict = evaluate(policy(text), Candidate(reference, use or Use(UsedAs.NAMED)), Unread(reference, error), now=NOW)
    assert isinstance(verdict, Unverified)
    assert (verdict.waiver, verdict.error.message) == (waiver, message)
    assert (verdict.error.code, verdict.error.hint) == (error.code, error.hint)


@pytest.mark.parametrize(
    ("text", "waiver"),
    [
        pytest.param("registry.example.com/App:1", "W-1", id="as it is written"),
        pytest.param("registry.example.com.evil.example/App:1", "", id="and from its beginning"),
    ],
)
def test_waivers_for_texts_that_are_no_reference(text: str, waiver: str) -> None:
    given = policy(
        rules(
            {"schema": {"required": ["user"]}},
            waivers=[waived(rules=["unverified"], images=["registry.example.com/**"])],
        )
    )
    verdict = waived_image(given, Unverified(text, Use(UsedAs.BASE), (), DENIED), NOW)
    assert verdict == Unverified(text, Use(UsedAs.BASE), (), DENIED, waiver=waiver)


@pytest.mark.parametrize(
    ("changed", "waiver", "reason"),
    [
        pytest.param({}, "W-1", "V has no value", id="accepted"),
        pytest.param({"rules": ["unverified"]}, "", "V has no value", id="another finding of the gate's"),
        pytest.param({"rules": ["**"]}, "", "V has no value", id="all rules"),
        pytest.param({"images": ["registry.example.com/**"]}, "", "V has no value", id="another image"),
        pytest.param({"platforms": ["linux/*"]}, "", "V has no value", id="platforms, and none is known"),
        pytest.param({"digest": PINNED}, "", "V has no value", id="a digest, and none is known"),
        pytest.param({"expires": "2026-11-24"}, "", "V has no value (the waiver W-1 expired on 2026-11-24)", id="expired"),
        pytest.param({"expires": "2026-11-25"}, "W-1", "V has no value (the waiver W-1 ends today)", id="its last day"),
    ],
)  # fmt: skip
def test_waivers_for_texts_without_a_value(changed: dict[str, Any], waiver: str, reason: str) -> None:
    written = waived(**{"rules": ["unresolved"], "images": ["ruby:*"], **changed})
    given = policy(rules({"schema": {"required": ["user"]}}, waivers=[written]))
    place = Occurrence("ruby:${V}", Location("Dockerfile", 1, 6), 15, "dockerfile-from", UsedAs.BASE)
    text = waived_text(given, UnresolvedText(place, "V has no value", Severity.ERROR), NOW)
    assert text == UnresolvedText(place, reason, Severity.ERROR, waiver)


def test_one_waiver_that_counts_is_enough() -> None:
    both = [waived(id="old", expires="2026-01-01"), waived(id="new")]
    verdict = judged(rules({"at": "/size", "schema": False}, waivers=both))
    assert isinstance(verdict, Passed)
    assert [(finding.waiver, finding.message) for finding in verdict.findings] == [("new", MESSAGE)]


def test_a_waiver_for_one_platform_leaves_the_other() -> None:
    text = rules({"at": "/size", "schema": False}, waivers=[waived(platforms=["linux/arm64"])])
    verdict = judged(text, image(platforms=BOTH))
    assert isinstance(verdict, Failed)
    assert [(finding.outcome, finding.platforms) for finding in verdict.findings] == [
        (Outcome.FAIL, (Platform("linux", "amd64"),)),
        (Outcome.WAIVED, (Platform("linux", "arm64"),)),
    ]


def test_an_image_that_no_rule_is_about_may_be_accepted() -> None:
    other = {"match": {"usedAs": ["ci"]}, "schema": {"required": ["user"]}}
    verdict = judged(rules(other, waivers=[waived(rules=["uncovered"])]))
    assert isinstance(verdict, Passed)
    assert [(finding.rule, finding.outcome) for finding in verdict.findings] == [("uncovered", Outcome.WAIVED)]


def test_the_old_image_is_compared_with() -> None:
    rule = {"at": "/change/becameRoot", "missing": "pass", "schema": {"denyValues": [True]}}
    old = image({"User": "1000"}, reference="docker.io/library/ruby:3.3")
    new = image({"User": "root"})
    text = policy(rules(rule))
    assert isinstance(evaluate(text, candidate(), new, now=NOW), Passed)
    assert isinstance(evaluate(text, candidate(), new, now=NOW, old=old), Failed)


def test_a_bare_schema_judges_the_raw_config() -> None:
    text = (
        '{"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"config": {"required": ["User"], '
        '"properties": {"User": {"not": {"enum": ["", "root"]}}}}}, "required": ["config"]}'
    )
    assert shown(judged(text, image({"User": "app"}))) == []
    assert shown(judged(text, image({}))) == ["error schema fail: config.User is not set"]
    assert shown(judged(text, image({"User": "root"}))) == [
        'error schema fail: config.User is "root", which is not allowed'
    ]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        pytest.param("{value}", "ruby", id="a text without quotes"),
        pytest.param("{pointer} {key}", "/labels/app name", id="where it is") ,
        pytest.param("{image}", "docker.io/library/ruby:3.4", id="the image"),
        pytest.param("{expected}", '"x"', id="what was expected"),
        pytest.param("{detail}", 'config.Labels (/labels/app) is "ruby"; it must be "x"', id="what the keyword says"),
        pytest.param("{doc:/labels} {doc:/user/root} {doc:/size}", '{"app": "ruby", "long": "' + "l" * 94 + "… true 1000", id="from the document, in JSON's words"),
        pytest.param("{doc:/labels/long}", "l" * 119 + "…", id="shortened"),
        pytest.param("{doc:/stopSignal} {doc:/labels/none}", "not set not set", id="what is not there"),
        pytest.param("{param:limit} {param:list}", '90d ["a", "b"]', id="parameters"),
        pytest.param("{value.__class__} {0} {} {{value}}", "{value.__class__} {0} {} {ruby}", id="nothing but placeholders is replaced"),
    ],
)  # fmt: skip
def test_messages(template: str, message: str) -> None:
    parameters = {"limit": {"type": "duration", "default": "90d"}, "list": {"type": "array", "default": ["a", "b"]}}
    text = rules({"at": "/labels/app", "schema": {"const": "x"}, "message": template}, params=parameters)
    given = image({"Labels": {"app": "ruby", "long": "l" * 300}})
    message = message.replace("/labels/app name", "/labels/app app")
    assert shown(judged(text, given)) == [f"error rule-0 fail: {message}"]


def test_a_value_cannot_become_a_placeholder() -> None:
    text = rules({"at": "/labels/a", "schema": {"const": "x"}, "message": "{value} {detail}"})
    found = shown(judged(text, image({"Labels": {"a": "{doc:/env}"}, "Env": [f"A={SECRET}"]})))
    assert found == ['error rule-0 fail: {doc:/env} config.Labels (/labels/a) is "{doc:/env}"; it must be "x"']


def test_a_reference_is_judged_as_it_was_asked_for() -> None:
    rule = {"at": "/reference/tag", "schema": {"denyPattern": "^latest$"}, "message": "{image}: {value}"}
    who = Candidate(Reference.parse("ruby"), Use(UsedAs.NAMED))
    assert shown(judged(rules(rule), who=who)) == ["error rule-0 fail: docker.io/library/ruby:latest: latest"]
