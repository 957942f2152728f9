"""Each keyword on values: what fails, where, what is said and what was expected."""
# ruff: noqa: E501 - a row is a case and its whole message

from datetime import UTC, datetime
from typing import Any

import pytest

from imagegate.policy.detail import failure
from imagegate.policy.dialect import STEPS_MAX, BudgetError, Evaluation, validator
from imagegate.policy.failure import Failure
from tests.policies import NOW

PORTS = [{"text": "22/tcp", "port": 22}, {"text": "80/tcp", "port": 80}]


def failures(schema: Any, value: Any, at: str = "/x") -> list[Failure]:
    """Judge a value that stands at a place of the image document."""
    return [failure(error, at) for error in validator(schema, Evaluation(NOW)).iter_errors(value)]


@pytest.mark.parametrize(
    ("schema", "value", "detail", "expected"),
    [
        pytest.param({"type": "string"}, 1, "/x is 1, not of the type string", "a value of the type string", id="type"),
        pytest.param({"type": "integer"}, True, "/x is true, not of the type integer", "a value of the type integer", id="a boolean is no integer"),
        pytest.param({"type": ["string", "null"]}, [], "/x is [], not of the type string or null", "a value of the type string or null", id="types"),
        pytest.param({"enum": ["a", "b"]}, "c", '/x is "c"; it must be one of a, b', "one of a, b", id="enum"),
        pytest.param({"enum": [1, 2, 3, 4, 5, 6, 7]}, True, "/x is true; it must be one of 1, 2, 3, 4, 5, … (7 in all)", "one of 1, 2, 3, 4, 5, … (7 in all)", id="a long enum"),
        pytest.param({"const": 1}, True, "/x is true; it must be 1", "1", id="true is not 1"),
        pytest.param({"const": None}, "a", '/x is "a"; it must be null', "null", id="const null"),
        pytest.param({"minimum": 2}, 1, "/x is 1; it must be at least 2", "at least 2", id="minimum"),
        pytest.param({"maximum": 2}, 3, "/x is 3; it must be at most 2", "at most 2", id="maximum"),
        pytest.param({"exclusiveMinimum": 2}, 2, "/x is 2; it must be more than 2", "more than 2", id="exclusiveMinimum"),
        pytest.param({"exclusiveMaximum": 2}, 2, "/x is 2; it must be less than 2", "less than 2", id="exclusiveMaximum"),
        pytest.param({"multipleOf": 3}, 4, "/x is 4; it must be a multiple of 3", "a multiple of 3", id="multipleOf"),
        pytest.param({"minLength": 2}, "a", "/x has 1 character; the minimum is 2", "at least 2 characters", id="minLength"),
        pytest.param({"maxLength": 1}, "ab", "/x has 2 characters; the maximum is 1", "at most 1 character", id="maxLength"),
        pytest.param({"minItems": 1}, [], "/x has 0 elements; the minimum is 1", "at least 1 element", id="minItems"),
        pytest.param({"maxItems": 20}, [0] * 25, "/x has 25 elements; the maximum is 20", "at most 20 elements", id="maxItems"),
        pytest.param({"minProperties": 1}, {}, "/x has 0 properties; the minimum is 1", "at least 1 property", id="minProperties"),
        pytest.param({"maxProperties": 0}, {"a": 1}, "/x has 1 property; the maximum is 0", "at most 0 properties", id="maxProperties"),
        pytest.param({"pattern": "^a"}, "b", '/x is "b"; it must match ^a', "a text that matches ^a", id="pattern"),
        pytest.param({"pattern": "^a$"}, "a\n", '/x is "a\\n"; it must match ^a$', "a text that matches ^a$", id="$ is the very end"),
        pytest.param({"pattern": r"^\d$"}, "٣", r'/x is "٣"; it must match ^\d$', r"a text that matches ^\d$", id="digits are ASCII"),
        pytest.param({"denyPattern": "^(latest|edge)$"}, "latest", '/x is "latest"; it must not match ^(latest|edge)$', "no text that matches ^(latest|edge)$", id="denyPattern"),
        pytest.param({"denyValues": [True]}, True, "/x is true", "not true", id="denyValues"),
        pytest.param({"denyValues": ["", "root", 0]}, "root", '/x is "root"', 'not "", "root", 0', id="denyValues of several kinds"),
        pytest.param({"contains": {"const": 1}}, [2], "/x has too few elements of the kind asked for, 1 in all", "other elements", id="contains"),
        pytest.param({"contains": {"const": 1}, "maxContains": 1}, [1, 1], "/x has too many elements of the kind asked for, 2 in all", "other elements", id="maxContains"),
        pytest.param({"containsAll": ["linux/amd64", "linux/arm64"]}, ["linux/amd64"], '/x lacks linux/arm64 (it is ["linux/amd64"])', "all of linux/amd64, linux/arm64", id="containsAll"),
        pytest.param({"containsAll": ["linux/arm*"]}, ["linux/amd64"], '/x lacks linux/arm* (it is ["linux/amd64"])', "all of linux/arm*", id="containsAll with a glob"),
        pytest.param({"containsAll": [1]}, {"1": 1}, '/x is not a list (it is {"1": 1})', "all of 1", id="containsAll of no list"),
        pytest.param({"maxAge": "90d"}, "2025-10-08T12:00:00Z", "/x dates from 413 days ago; the maximum is 90d", "at most 90d old", id="maxAge"),
        pytest.param({"maxAge": "90d"}, "2026-11-27T12:00:00Z", "/x lies 2 days ahead", "at most 90d old", id="maxAge of a date that lies ahead"),
        pytest.param({"maxAge": "90d"}, "2026-11-25T12:00:00", "/x is not a date and time", "at most 90d old", id="maxAge without an offset"),
        pytest.param({"maxAge": "90d"}, 1, "/x is not a date and time", "at most 90d old", id="maxAge of a number"),
        pytest.param({"minAge": "3d"}, "2026-11-25T10:00:00Z", "/x dates from 2 hours ago; the minimum is 3d", "at least 3d old", id="minAge"),
        pytest.param({"maxBytes": "500MB"}, 734_000_000, "/x is 734.0 MB; the maximum is 500MB", "at most 500MB", id="maxBytes"),
        pytest.param({"maxBytes": "1TB"}, 2 * 10**12, "/x is 2.0 TB; the maximum is 1TB", "at most 1TB", id="maxBytes, very many"),
        pytest.param({"minAge": "1h"}, "2026-11-25T11:50:00Z", "/x dates from 10 minutes ago; the minimum is 1h", "at least 1h old", id="minAge, minutes"),
        pytest.param({"pattern": "x"}, "\ud800x", '/x is "\ud800x"; it must match x', "a text that matches x", id="half a surrogate pair matches nothing"),
        pytest.param({"maxBytes": 1000}, 1001, "/x is 1.0 kB; the maximum is 1.0 kB", "at most 1000", id="maxBytes as a number"),
        pytest.param({"maxBytes": "1MiB"}, "1", "/x is not a number of bytes", "at most 1MiB", id="maxBytes of a text"),
        pytest.param({"imageRef": ["docker.io/library/*"]}, "evil.example/library/x", '/x is "evil.example/library/x"; allowed are docker.io/library/*', "one of docker.io/library/*", id="imageRef"),
        pytest.param({"imageRef": "**"}, 1, "/x is 1; allowed are **", "one of **", id="imageRef of a number"),
        pytest.param({"denyPorts": [22, 2375]}, {"text": "2370-2380/tcp", "port": 2370, "portEnd": 2380}, '/x is "2370-2380/tcp"', "no range with 22, 2375", id="denyPorts, within a range"),
        pytest.param({"denyPorts": [22]}, {"text": "22", "port": 22, "portEnd": 22}, '/x is "22"', "no range with 22", id="denyPorts, a port"),
        pytest.param({"denyPorts": [22]}, {"text": "1-22", "port": 1, "portEnd": 22}, '/x is "1-22"', "no range with 22", id="denyPorts, the end of a range"),
        pytest.param({"denyPorts": [22]}, 22, "/x is not a port taken apart", "a port", id="denyPorts of a number"),
        pytest.param({"tagVersion": {"minPrecision": 3}}, {"numbers": [1, 27], "suffix": None}, "/x has 2 numbers; at least 3 are wanted", 'a version in {"minPrecision": 3}', id="minPrecision"),
        pytest.param({"tagVersion": {"range": ">=1.27 <2"}}, {"numbers": [1, 26, 9]}, "/x is not in the range >=1.27 <2", 'a version in {"range": ">=1.27 <2"}', id="range"),
        pytest.param({"tagVersion": {"suffix": ["alpine*"]}}, {"numbers": [3], "suffix": "slim"}, "/x does not end in alpine*", 'a version in {"suffix": ["alpine*"]}', id="suffix"),
        pytest.param({"tagVersion": {"range": "1"}}, "1", "/x is not a tag taken apart", 'a version in {"range": "1"}', id="tagVersion of a text"),
        pytest.param({"format": "semver"}, "1.2", '/x is "1.2", which is no semver', "a text of the format semver", id="format"),
        pytest.param({"not": {"const": 1}}, 1, "/x is 1, which is not allowed", "another value", id="not"),
        pytest.param(False, 1, "/x is 1, but is not allowed at all", "nothing here", id="false"),
        pytest.param({"anyOf": [{"const": "a"}, {"const": "b"}]}, "c", '/x is "c"; it must be "a" or "b"', '"a" or "b"', id="anyOf"),
        pytest.param({"oneOf": [{"minimum": 1}, {"minimum": 2}]}, 3, "/x is 3, which fits more than one alternative", "exactly one alternative", id="oneOf that fits twice"),
        pytest.param({"if": {"minimum": 1}, "then": {"maximum": 2}}, 3, "/x is 3; it must be at most 2", "at most 2", id="then"),
        pytest.param({"if": {"minimum": 1}, "else": {"const": 0}}, -1, "/x is -1; it must be 0", "0", id="else"),
    ],
)  # fmt: skip
def test_one_failure(schema: Any, value: Any, detail: str, expected: str) -> None:
    assert failures(schema, value) == [Failure("/x", value, detail, expected)]


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        pytest.param(
            {"required": ["a", "b/c", "d"]},
            {"d": 1},
            [("/x/a", "/x/a is not set"), ("/x/b~1c", "/x/b~1c is not set")],
            id="each property that is required",
        ),
        pytest.param(
            {"dependentRequired": {"a": ["b"], "c": ["d"]}},
            {"a": 1},
            [("/x/b", "/x/b is not set, although a is")],
            id="dependentRequired",
        ),
        pytest.param(
            {"properties": {"a": {"const": 1}, "b": False}},
            {"a": 2, "b": 3},
            [("/x/a", "/x/a is 2; it must be 1"), ("/x/b", "/x/b is 3, but is not allowed at all")],
            id="properties",
        ),
        pytest.param(
            {"properties": {"z": True}, "patternProperties": {"^x-": {"const": 1}}, "additionalProperties": False},
            {"x-a": 2, "y": 3, "z": 4},
            [("/x/x-a", "/x/x-a is 2; it must be 1"), ("/x/y", "/x/y is 3, but is not allowed at all")],
            id="patternProperties and additionalProperties",
        ),
        pytest.param(
            {"propertyNames": {"pattern": "^[a-z]+$"}},
            {"a": 1, "B": 2},
            [("/x/B", '/x/B is "B"; it must match ^[a-z]+$')],
            id="propertyNames",
        ),
        pytest.param(
            {"denyKeys": "(?i)(^|_)(token|password)$"},
            {"PATH": "", "DB_PASSWORD": "x", "token": "", "TOKENS": ""},
            [("/x/DB_PASSWORD", "/x/DB_PASSWORD is denied"), ("/x/token", "/x/token is denied")],
            id="denyKeys",
        ),
        pytest.param(
            {"denyKeys": {"pattern": "KEY$", "except": "^GPG_KEY$"}},
            {"GPG_KEY": "", "API_KEY": ""},
            [("/x/API_KEY", "/x/API_KEY is denied")],
            id="denyKeys with an exception",
        ),
        pytest.param(
            {"denyItems": {"properties": {"port": {"enum": [22, 23]}}}},
            PORTS,
            [("/x/0", "/x/0 is denied")],
            id="denyItems",
        ),
        pytest.param(
            {"items": {"minimum": 1}, "prefixItems": [{"const": 5}]},
            [4, 0, 1],
            [("/x/1", "/x/1 is 0; it must be at least 1"), ("/x/0", "/x/0 is 4; it must be 5")],
            id="items",
        ),
        pytest.param(
            {"uniqueItems": True},
            [1, True, "1", 1.0, {"a": 1}, {"a": 1}],
            [("/x/3", "/x/3 stands there twice"), ("/x/5", "/x/5 stands there twice")],
            id='uniqueItems: 1.0 is 1, true and "1" are not',
        ),
        pytest.param(
            {"anyOf": [{"properties": {"a": {"properties": {"b": {"const": 1}}}}}, {"type": "string"}]},
            {"a": {"b": 2}},
            [("/x", '/x is {"a": {"b": 2}}; /x/a/b is 2; it must be 1')],
            id="the alternative that was nearly satisfied",
        ),
        pytest.param(
            {"properties": {"a": {"anyOf": [{"properties": {"b": {"const": 1}, "c": {"const": 1}}}, False]}}},
            {"a": {"b": 2, "c": 2}},
            [("/x/a", '/x/a is {"b": 2, "c": 2}; /x/a is {"b": 2, "c": 2}, but is not allowed at all')],
            id="alternatives below a property, one of them false",
        ),
        pytest.param(
            {"properties": {"a": {"anyOf": [{"properties": {"b": {"const": 1}}}, {"type": "string"}]}}},
            {"a": {"b": 2}},
            [("/x/a", '/x/a is {"b": 2}; /x/a/b is 2; it must be 1')],
            id="alternatives below a property",
        ),
        pytest.param(
            {"allOf": [{"minimum": 5}, {"multipleOf": 2}]},
            3,
            [("/x", "/x is 3; it must be at least 5"), ("/x", "/x is 3; it must be a multiple of 2")],
            id="every failure of allOf",
        ),
        pytest.param({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1}, [("/x/b", "/x/b is not set")], id="dependentSchemas"),
    ],
)  # fmt: skip
def test_every_failure_has_its_place(schema: Any, value: Any, expected: list[tuple[str, str]]) -> None:
    assert [(each.pointer, each.detail) for each in failures(schema, value)] == expected


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        pytest.param({"denyValues": [1]}, True, id="true is not 1"),
        pytest.param({"denyValues": [{"a": [1]}]}, {"a": [True]}, id="nor deeper"),
        pytest.param({"enum": [1]}, 1.0, id="1.0 is 1"),
        pytest.param({"denyPattern": "x"}, None, id="denyPattern of null"),
        pytest.param({"denyKeys": "x"}, ["x"], id="denyKeys of a list"),
        pytest.param({"denyPorts": [22, 2375]}, {"text": "23-2374", "port": 23, "portEnd": 2374}, id="denyPorts, between"),
        pytest.param({"denyPorts": [22]}, {"text": "ssh", "port": None, "portEnd": None}, id="denyPorts of what is no port"),
        pytest.param({"format": "semver"}, 1, id="a format of a number"),
        pytest.param({"maxAge": "90d"}, "2026-08-27T12:00:00Z", id="maxAge, to the second"),
        pytest.param({"maxAge": "1h"}, "2026-11-26T11:00:00Z", id="maxAge with clocks a day apart"),
        pytest.param({"minAge": "3d"}, "2026-11-22T12:00:00Z", id="minAge, to the second"),
        pytest.param({"maxBytes": "1.5kB"}, 1500, id="maxBytes, to the byte"),
        pytest.param({"maxBytes": "1KiB"}, 1024, id="KiB"),
        pytest.param({"containsAll": ["linux/arm*"]}, ["linux/arm64"], id="containsAll with a glob"),
        pytest.param({"tagVersion": {"range": ">=1.27 <2", "suffix": ["", "alpine*"], "minPrecision": 2}}, {"numbers": [1, 27], "suffix": "alpine3.20", "precision": 2}, id="tagVersion"),
        pytest.param({"imageRef": ["ghcr.io/a/**", "docker.io/library/*"]}, "ruby:3", id="imageRef of a short name"),
        pytest.param({"pattern": "é"}, "café", id="patterns beyond ASCII"),
    ],
)  # fmt: skip
def test_passes(schema: Any, value: Any) -> None:
    assert failures(schema, value) == []


def test_values_that_are_not_shown_are_in_no_detail() -> None:
    secret = "hunter2-and-more"
    for schema in (
        {"const": "x"},
        {"denyPattern": "."},
        {"pattern": "^x"},
        {"type": "integer"},
        {"enum": ["x"]},
        False,
    ):
        for at, value in (
            ("/env/PASSWORD", secret),
            ("/env", {"A": secret}),
            ("/raw/config/config/Env", [f"A={secret}"]),
        ):
            for each in failures(schema, value, at):
                assert secret not in each.detail + each.expected


@pytest.mark.parametrize("pattern", [r"^(a+)+$", r"(a|aa)+$", r"\s+$", r"(.*,){30}x"])
def test_patterns_cannot_hang(pattern: str) -> None:
    assert failures({"pattern": pattern}, "a" * 65_536 + " " * 100 + "!") != []


def test_alternatives_within_alternatives_end_with_the_budget() -> None:
    definitions: dict[str, Any] = {"d0": {"const": 1}}
    for level in range(1, 31):
        definitions[f"d{level}"] = {"anyOf": [{"$ref": f"#/$defs/d{level - 1}"}] * 2}
    evaluation = Evaluation(NOW, steps=10_000)
    with pytest.raises(BudgetError, match=f"^judging it takes more than {STEPS_MAX} steps$"):
        list(validator({"$ref": "#/$defs/d30", "$defs": definitions}, evaluation).iter_errors(2))


def test_unique_items_are_counted_by_pairs() -> None:
    with pytest.raises(BudgetError):
        failures({"uniqueItems": True}, list(range(700)))


def test_steps_are_counted_the_same_way_every_time() -> None:
    evaluation = Evaluation(datetime(2026, 1, 1, tzinfo=UTC))
    checker = validator({"properties": {"a": {"minimum": 1, "maximum": 2}, "b": {"const": 1}}}, evaluation)
    assert checker.is_valid({"a": 1})
    assert STEPS_MAX - evaluation.steps == 3
