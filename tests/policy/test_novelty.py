"""What a new version of an image makes worse, and what it mends."""
# ruff: noqa: E501 - a row is a case

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from imagegate.oci.reference import Reference
from imagegate.policy.evaluate import evaluate
from imagegate.policy.fingerprint import fingerprint
from imagegate.policy.verdict import Candidate, Failed, Finding, Novelty, Outcome, Passed, Unverified, Use, Verdict
from imagegate.source import UsedAs
from imagegate.strict.json import JsonObject
from tests.images import image
from tests.policies import NOW, policy, rules

OLD, NEW = "docker.io/library/nginx:1.26", "docker.io/library/nginx:1.27"
BUMP = Candidate(Reference.parse(NEW), Use(UsedAs.BASE, "Dockerfile", previous=Reference.parse(OLD)))
PORTS = {"at": "/exposedPorts/*/port", "schema": {"denyValues": [22, 23]}, "message": "{value}"}
ROOT = {"at": "/user/root", "schema": {"denyValues": [True]}, "message": "root"}
Config = Mapping[str, Any]


def _bumped(text: str, old: Config | None, new: Config, platforms: Sequence[str] = ("linux/amd64",)) -> Verdict:
    before = None if old is None else image(old, reference=OLD)
    return evaluate(policy(text), BUMP, image(new, reference=NEW, platforms=platforms), now=NOW, old=before)


def _told(verdict: Verdict) -> tuple[list[tuple[str, str | None]], list[str]]:
    assert not isinstance(verdict, Unverified)
    return [(one.message, one.novelty) for one in verdict.findings], [one.message for one in verdict.fixed]


@pytest.mark.parametrize(
    ("rule", "old", "new", "found", "fixed"),
    [
        pytest.param(ROOT, {"User": "1"}, {"User": "0"}, [("root", "new")], [], id="worse"),
        pytest.param(ROOT, {"User": "0"}, {"User": "0"}, [("root", "unchanged")], [], id="as before"),
        pytest.param(ROOT, {"User": "0"}, {"User": "1"}, [], ["root"], id="mended"),
        pytest.param(ROOT, None, {"User": "0"}, [("root", None)], [], id="no old image"),
        pytest.param(
            PORTS,
            {"ExposedPorts": {"22/tcp": {}}},
            {"ExposedPorts": {"1/tcp": {}, "22/tcp": {}, "23/tcp": {}}},
            [("22", "unchanged"), ("23", "new")],
            [],
            id="an element is known by its key, not by its number",
        ),
        pytest.param(
            {"at": "/env/TOKEN", "missing": "pass", "schema": {"denyPattern": "^s"}, "message": "secret"},
            {"Env": ["TOKEN=s1"]},
            {"Env": ["TOKEN=s2"]},
            [("secret", "new")],
            [],
            id="another value is another finding, and does not mend the old one",
        ),
        pytest.param(
            {"at": "/volumes/*", "schema": {"denyValues": ["/etc"]}, "message": "{value}"},
            {"Volumes": {"/etc": {}}},
            {"Volumes": {"/a": {}, "/etc": {}}},
            [("/etc", "unchanged")],
            [],
            id="a text is its own key",
        ),
        pytest.param(
            {"at": "/reference/tag", "schema": {"denyPattern": "^1"}, "message": "{value}"},
            {},
            {},
            [("1.27", "new")],
            [],
            id="the old image is judged by its own name",
        ),
        pytest.param(
            {"match": {"images": ["**:1.27"]}, **ROOT},
            {"User": "0"},
            {"User": "0"},
            [("root", "new")],
            [],
            id="a rule that is not about the old image",
        ),
        pytest.param(
            {"at": "/change/becameRoot", "missing": "pass", "schema": {"denyValues": [True]}, "message": "became root"},
            {"User": "1"},
            {"User": "0"},
            [("became root", "new")],
            [],
            id="what a rule says of the change is new",
        ),
        pytest.param(
            {"match": {"images": ["x"]}, **ROOT},
            {"User": "0"},
            {"User": "0"},
            [("no rule of the policy is about this image", None)],
            [],
            id="no rule is never an old story",
        ),
        pytest.param(
            {"at": "/user/root", "schema": {"denyValues": [True]}},
            {"User": "app"},
            {"User": "0"},
            [("config.User (/user/root) is true", "new")],
            [],
            id="what was not known before is new",
        ),
    ],
)
def test_novelty(
    rule: Mapping[str, Any], old: Config | None, new: Config, found: list[tuple[str, str | None]], fixed: list[str]
) -> None:
    assert _told(_bumped(rules(rule), old, new)) == (found, fixed)


@pytest.mark.parametrize(
    ("rule", "old", "verdict"),
    [
        pytest.param(ROOT, {"User": "0"}, Passed, id="as before"),
        pytest.param(ROOT, {"User": "1"}, Failed, id="worse"),
        pytest.param(ROOT, None, Failed, id="nothing to compare with"),
        pytest.param({"match": {"images": ["x"]}, **ROOT}, {"User": "0"}, Failed, id="no rule is about it"),
    ],
)
def test_only_what_is_new_stops_where_the_policy_says_so(
    rule: Mapping[str, Any], old: Config | None, verdict: type[Verdict]
) -> None:
    assert type(_bumped(rules(rule), old, {"User": "0"})) is Failed or verdict is Passed
    judged = _bumped(rules(rule, settings={"onlyNew": True}), old, {"User": "0"})
    assert type(judged) is verdict
    assert not isinstance(judged, Unverified)
    assert [one.is_excused for one in judged.findings] == [verdict is Passed]


def test_without_the_setting_what_is_unchanged_stops() -> None:
    judged = _bumped(rules(ROOT), {"User": "0"}, {"User": "0"})
    assert isinstance(judged, Failed)
    assert [(one.novelty, one.is_excused) for one in judged.findings] == [(Novelty.UNCHANGED, False)]


def test_platform_plays_no_part() -> None:
    judged = _bumped(rules(ROOT), {"User": "0"}, {"User": "0"}, ("linux/arm64", "linux/amd64"))
    assert not isinstance(judged, Unverified)
    assert [(one.novelty, len(one.platforms)) for one in judged.findings] == [(Novelty.UNCHANGED, 2)]


def test_the_verdict_carries_the_old_image() -> None:
    judged = _bumped(rules(ROOT), {"User": "0"}, {"User": "1"})
    assert judged == Passed(
        BUMP, image({"User": "1"}, reference=NEW), (), 1, old=image({"User": "0"}, reference=OLD), fixed=_fixed(judged)
    )


def _fixed(verdict: Verdict) -> tuple[Finding, ...]:
    assert isinstance(verdict, Passed)
    assert [one.outcome for one in verdict.fixed] == [Outcome.FAIL]
    return verdict.fixed


def test_an_old_image_that_is_too_much_to_judge_is_none() -> None:
    text = rules({"at": "/volumes", "schema": {"uniqueItems": True}})
    many: Config = {"Volumes": {f"/{number}": {} for number in range(1500)}}
    judged = _bumped(text, many, {"User": "0"})
    assert isinstance(judged, Passed)
    assert judged.fixed == ()


@pytest.mark.parametrize(
    ("pointer", "document", "same"),
    [
        pytest.param("/a/0", {"a": ["x", "y"]}, ("/a/1", {"a": ["w", "x"]}), id="texts"),
        pytest.param("/a/0", {"a": [3]}, ("/a/1", {"a": [1, 3]}), id="numbers"),
        pytest.param("/a/0/b", {"a": [{"text": "x", "b": 1}]}, ("/a/1/b", {"a": [0, {"text": "x", "b": 1, "c": 2}]}), id="objects by their key"),
        pytest.param("/a/0/b", {"a": [{"b": 1}]}, ("/a/1/b", {"a": [0, {"b": 1}]}), id="objects without a key, whole"),
        pytest.param("/a/0/b/1", {"a": [{"digest": "d", "b": [0, 7]}]}, ("/a/0/b/0", {"a": [{"digest": "d", "b": [7]}]}), id="arrays in arrays"),
        pytest.param("/a/x~1y", {"a": {"x/y": 1, "z": 2}}, ("/a/x~1y", {"z": 1, "a": {"x/y": 1}}), id="keys of objects stay"),
        pytest.param("/a", {"a": {"x": 1, "y": 2}}, ("/a", {"a": {"y": 2, "x": 1}}), id="the order of keys is nothing"),
    ],
)  # fmt: skip
def test_fingerprint(pointer: str, document: JsonObject, same: tuple[str, JsonObject]) -> None:
    first = replace(_finding(), pointer=pointer)
    second = replace(_finding(), pointer=same[0])
    assert fingerprint(first, document) == fingerprint(second, same[1])
    assert fingerprint(first, document) != fingerprint(replace(first, rule="another"), document)
    assert fingerprint(first, document) != fingerprint(first, {"a": [{"b": 2}]})


def _finding() -> Finding:
    judged = _bumped(rules(ROOT), None, {"User": "0"})
    assert isinstance(judged, Failed)
    return judged.findings[0]
