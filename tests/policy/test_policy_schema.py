"""The JSON Schemas of policies and of their tests say what the code reads, no more and no less."""
# ruff: noqa: E501 - a row is a policy

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from imagegate.policy import read_settings, read_waiver
from imagegate.policy.cases import read as read_cases
from imagegate.policy.cases.case import Expected
from imagegate.policy.cases.read_matter import IMAGE_KEYS
from imagegate.policy.formats import FORMATS, has_format
from imagegate.policy.keyword_values import TYPES
from imagegate.policy.load import KEYS, load
from imagegate.policy.parameters import TYPES as PARAMETER_TYPES
from imagegate.policy.problem import InvalidPolicyError
from imagegate.policy.read_rule import GATE_FINDINGS, ID_LENGTH_MAX, RULE_KEYS
from imagegate.policy.rule import NEEDS, Missing, Severity
from imagegate.policy.schema_walk import KEYWORDS
from imagegate.policy.starter import POLICY, TESTS
from imagegate.policy_file import packs, schema
from imagegate.policy_file import read as read_policy
from imagegate.source import UsedAs
from imagegate.strict.json import JsonObject, load_object
from imagegate.strict.yaml import parse
from tests.policies import policy, read, rules

ROOT = Path(__file__).parents[2]
POLICIES: Any = load_object(schema("policy"))
TESTS_FILES: Any = load_object(schema("tests"))
DEFINED: Any = POLICIES["definitions"]


def accepts(text: str, described: JsonObject = POLICIES) -> bool:
    """Tell whether a schema accepts a file."""
    return Draft7Validator(described).is_valid(parse(text.encode(), "x.yaml").value)


def names(*path: str, under: Any = POLICIES) -> set[str]:
    """Give the names of an object's properties, somewhere in the schema; it must allow no other."""
    for key in path:
        under = under[key]
    assert under["additionalProperties"] is False
    return set(under["properties"])


@pytest.mark.parametrize("described", [POLICIES, TESTS_FILES], ids=["policies", "tests"])
def test_they_are_schemas(described: JsonObject) -> None:
    Draft7Validator.check_schema(described)
    assert described["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize(
    ("described", "read"),
    [
        pytest.param(names(), KEYS, id="a policy"),
        pytest.param(names("definitions", "rule"), RULE_KEYS, id="a rule"),
        pytest.param(names("definitions", "match"), ("images", "exclude", "platforms", "files", "usedAs"), id="match"),
        pytest.param(names("definitions", "settings"), read_settings.SETTINGS, id="settings"),
        pytest.param(names("definitions", "settings", "properties", "discovery"), read_settings.DISCOVERY, id="discovery"),
        pytest.param(names("definitions", "settings", "properties", "waivers"), read_settings.WAIVERS, id="limits of waivers"),
        pytest.param(names("definitions", "waiver"), (*read_waiver.REQUIRED, *read_waiver.OPTIONAL), id="a waiver"),
        pytest.param(DEFINED["waiver"]["required"], read_waiver.REQUIRED, id="what a waiver must have"),
        pytest.param(names("definitions", "keywords"), KEYWORDS, id="keywords"),
        pytest.param([each["const"] for each in DEFINED["format"]["anyOf"]], FORMATS, id="formats"),
        pytest.param(DEFINED["type"]["enum"], TYPES, id="types"),
        pytest.param(DEFINED["severity"]["enum"], [*Severity], id="severities"),
        pytest.param(DEFINED["usedAs"]["enum"], [*UsedAs], id="uses"),
        pytest.param(DEFINED["rule"]["properties"]["missing"]["anyOf"][0]["enum"], [*Missing], id="missing"),
        pytest.param(DEFINED["rule"]["properties"]["needs"]["anyOf"][0]["items"]["anyOf"][0]["enum"], NEEDS, id="needs"),
        pytest.param(DEFINED["rule"]["properties"]["id"]["not"]["enum"], GATE_FINDINGS, id="ids of the gate"),
        pytest.param([DEFINED["rule"]["properties"]["id"]["maxLength"]], [ID_LENGTH_MAX], id="the length of an id"),
        pytest.param(DEFINED["parameter"]["properties"]["type"]["enum"], PARAMETER_TYPES, id="types of parameters"),
        pytest.param(names(under=TESTS_FILES), read_cases.KEYS, id="a tests file"),
        pytest.param(names("definitions", "case", under=TESTS_FILES), read_cases.CASE_KEYS, id="a case"),
        pytest.param(names("definitions", "case", "properties", "previous", under=TESTS_FILES), IMAGE_KEYS, id="the old image"),
        pytest.param(names("definitions", "case", "properties", "expect", under=TESTS_FILES), [*Expected], id="outcomes"),
    ],
)  # fmt: skip
def test_what_they_name_is_what_is_read(described: Iterable[str], read: Iterable[str]) -> None:
    listed = [*described]
    assert sorted(listed) == sorted(read)
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("name", ["usedAs", "platform", "override"])
def test_what_both_need_is_the_same(name: str) -> None:
    assert TESTS_FILES["definitions"][name] == DEFINED[name]


def _shipped() -> Iterator[Any]:
    for name in packs():
        yield pytest.param(read_policy(f"pack:{name}", ROOT).decode(), id=name)
    readme = re.findall(r"```yaml\n(imagegate: v1\n.*?)```", (ROOT / "README.md").read_text("utf-8"), flags=re.DOTALL)
    yield from (pytest.param(text, id=f"README {position}") for position, text in enumerate(readme))
    yield pytest.param(POLICY, id="the starter")
    for path in sorted((ROOT / "docs").glob("*.md")):
        found = re.findall(r"```yaml\n(imagegate: v1\n.*?)```", path.read_text("utf-8"), flags=re.DOTALL)
        yield from (pytest.param(text, id=f"{path.name} {position}") for position, text in enumerate(found))


@pytest.mark.parametrize("text", [*_shipped()])
def test_every_pack_and_sample_is_accepted(text: str) -> None:
    assert [error.message for error in Draft7Validator(POLICIES).iter_errors(parse(text.encode(), "x").value)] == []


def test_tests_are_accepted() -> None:
    assert accepts(TESTS, TESTS_FILES)
    for path in sorted((ROOT / "policies").glob("tests/*.tests.yaml")):
        assert accepts(path.read_text("utf-8"), TESTS_FILES), path.name


RULE = "imagegate: v1\nrules: [{{ id: a, severity: error, at: /labels, {} }}]"
TOP = "imagegate: v1\nrules: [{{ id: a, severity: error, schema: {{ minProperties: 1 }} }}]\n{}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[]", id="a list"),
        pytest.param("rules: []", id="no version"),
        pytest.param("imagegate: v2", id="another version"),
        pytest.param(TOP.format("rule: []"), id="a typo at the top"),
        pytest.param(TOP.format("name: 1"), id="a name that is none"),
        pytest.param(TOP.format("extends: pack:x"), id="extends without a list"),
        pytest.param(TOP.format("extends: ['pack:A']"), id="no name of a pack"),
        pytest.param(TOP.format("extends: ['/etc/x']"), id="a path from the root"),
        pytest.param(TOP.format("extends: ['https://example.com']"), id="a URL"),
        pytest.param(RULE.format("schem: { minProperties: 1 }"), id="a typo in a rule"),
        pytest.param("imagegate: v1\nrules: [{ severity: error, schema: { type: 'null' } }]", id="no id"),
        pytest.param("imagegate: v1\nrules: [{ id: a, schema: { type: 'null' } }]", id="no severity"),
        pytest.param("imagegate: v1\nrules: [{ id: a, severity: error }]", id="no schema"),
        pytest.param("imagegate: v1\nrules: [{ id: A, severity: error, schema: { type: 'null' } }]", id="no id at all"),
        pytest.param("imagegate: v1\nrules: [{ id: uncovered, severity: error, schema: { type: 'null' } }]", id="the gate's id"),
        pytest.param("imagegate: v1\nrules: [{ id: a, severity: high, schema: { type: 'null' } }]", id="no severity's word"),
        pytest.param("imagegate: v1\nrules: [{ id: a, severity: error, at: labels, schema: { minProperties: 1 } }]", id="no pointer"),
        pytest.param(RULE.format("missing: maybe, schema: { minProperties: 1 }"), id="no outcome"),
        pytest.param(RULE.format("needs: [layers], schema: { minProperties: 1 }"), id="no part"),
        pytest.param(RULE.format("url: 'http://example.com', schema: { minProperties: 1 }"), id="not https"),
        pytest.param(RULE.format("match: { image: [a] }, schema: { minProperties: 1 }"), id="a typo in match"),
        pytest.param(RULE.format("match: { images: [] }, schema: { minProperties: 1 }"), id="an empty glob list"),
        pytest.param(RULE.format("match: { usedAs: [basis] }, schema: { minProperties: 1 }"), id="no use"),
        pytest.param(RULE.format("schema: true"), id="a schema that is true"),
        pytest.param(RULE.format("schema: {}"), id="a schema that says nothing"),
        pytest.param(RULE.format("schema: { requred: [a] }"), id="an unknown keyword"),
        pytest.param(RULE.format("schema: { additionalProperties: { propertys: {} } }"), id="an unknown keyword within"),
        *(
            pytest.param(RULE.format(f"schema: {{ {keyword}: x, minProperties: 1 }}"), id=keyword)
            for keyword in ("$schema", "$id", "$anchor", "$dynamicRef", "$defs", "definitions", "unevaluatedProperties")
        ),
        pytest.param(RULE.format("schema: { $ref: 'https://example.com/x' }"), id="a remote $ref"),
        pytest.param(RULE.format("schema: { $ref: '#' }"), id="a $ref to everything"),
        pytest.param(RULE.format("schema: { then: { minProperties: 1 } }"), id="then without if"),
        pytest.param(RULE.format("schema: { required: [] }"), id="required nothing"),
        pytest.param(RULE.format("schema: { anyOf: [] }"), id="no alternative"),
        pytest.param(RULE.format("schema: { properties: {} }"), id="no properties"),
        pytest.param(RULE.format("schema: { additionalProperties: { format: uri } }"), id="an unknown format"),
        pytest.param(RULE.format("schema: { additionalProperties: { type: text } }"), id="no type"),
        pytest.param(RULE.format("schema: { additionalProperties: { maxLength: -1 } }"), id="a negative length"),
        pytest.param(RULE.format("schema: { additionalProperties: { pattern: 1 } }"), id="a pattern that is none"),
        pytest.param(RULE.format("schema: { denyKeys: { patern: a } }"), id="a typo in denyKeys"),
        pytest.param(RULE.format("schema: { additionalProperties: { maxAge: 3 months } }"), id="no duration"),
        pytest.param(RULE.format("schema: { additionalProperties: { imageRef: [] } }"), id="no images"),
        pytest.param("imagegate: v1\nrules: [{ id: a, severity: error, at: /size, schema: { maxBytes: 500M } }]", id="no unit"),
        pytest.param("imagegate: v1\nrules: [{ id: a, severity: error, at: /reference/tagParts, schema: { tagVersion: { rnge: '1' } } }]", id="a typo in tagVersion"),
        pytest.param("imagegate: v1\nrules: [{ id: a, severity: error, at: /reference/tagParts, schema: { tagVersion: { minPrecision: 5 } } }]", id="five numbers"),
        pytest.param(TOP.format("settings: { failon: error }"), id="a typo in settings"),
        pytest.param(TOP.format("settings: { failOn: off }"), id="fail on nothing"),
        pytest.param(TOP.format("settings: { onlyNew: yes }"), id="no boolean"),
        pytest.param(TOP.format("settings: { platforms: [linux] }"), id="no platform"),
        pytest.param(TOP.format("settings: { discovery: { excludes: [] } }"), id="a typo in discovery"),
        pytest.param(TOP.format("settings: { waivers: { maxDays: -1 } }"), id="no number of days"),
        pytest.param(TOP.format("params: { a: { type: text, default: x } }"), id="no type of a parameter"),
        pytest.param(TOP.format("params: { a: { type: string } }"), id="no default"),
        pytest.param(TOP.format("params: { a: { type: string, required: true, default: x } }"), id="required, with a default"),
        pytest.param(TOP.format("params: { a: { type: duration, default: soon } }"), id="a default of another type"),
        pytest.param(TOP.format("params: { 1a: { type: string, default: x } }"), id="no name of a parameter"),
        pytest.param(TOP.format("override: { a: { severty: error } }"), id="a typo in an override"),
        pytest.param(TOP.format("override: { a: { reason: none } }"), id="an override of nothing"),
        pytest.param(TOP.format("override: { a: { severity: off } }"), id="off without a reason"),
        pytest.param(TOP.format("waivers: [{ id: w, rules: [a], images: ['**'], reason: it is fine, owner: me }]"), id="a waiver without an end"),
        pytest.param(TOP.format("waivers: [{ id: w, rules: [a], images: ['**'], reason: fine, owner: me, expires: 2027-01-01 }]"), id="hardly a reason"),
        pytest.param(TOP.format("waivers: [{ id: w, rules: [a], images: ['**'], reason: it is quite fine, owner: me, expires: tomorrow }]"), id="no day"),
        pytest.param(TOP.format("waivers: [{ id: w, rules: [a], images: ['**'], reason: it is quite fine, owner: me, expires: 2027-01-01, digest: sha256:1 }]"), id="no digest"),
        pytest.param(TOP.format("waivers: [{ id: w, rules: [a], images: [], reason: it is quite fine, owner: me, expires: 2027-01-01 }]"), id="a waiver for no image"),
    ],
)  # fmt: skip
def test_what_the_linter_refuses_the_schema_refuses(text: str) -> None:
    with pytest.raises(InvalidPolicyError):
        policy(text)
    assert not accepts(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(rules({"schema": False, "at": "/healthcheck"}), id="a place where nothing may stand"),
        pytest.param(
            """\
imagegate: v1
params:
  a: { type: array, default: [root], description: x, enum: [[root]] }
  b: { type: byte-size, default: 5GB }
  c: { type: string, default: text }
$defs: { d: { denyValues: { $param: a } } }
rules:
  - id: a
    severity: error
    description: { $param: c }
    match: { usedAs: [base], images: [{ $param: c }] }
    at: /user/text
    schema: { $ref: '#/$defs/d' }
  - { id: b, severity: off, at: /size, schema: { anyOf: [{ maxBytes: { $param: b } }, { const: 5 }] } }
  - { id: c, severity: notice, at: /env, schema: { denyKeys: { pattern: X, except: Y } } }
override: { b: { severity: error, with: { b: 1GiB } } }
""",
            id="parameters wherever values stand",
        ),
    ],
)
def test_what_loads_the_schema_accepts(text: str) -> None:
    policy(text)
    assert accepts(text)


@pytest.mark.parametrize("keyword", sorted(DEFINED["keywords"]["properties"]))
def test_the_examples_of_keywords_are_ones(keyword: str) -> None:
    from imagegate.policy.entry import Entry
    from imagegate.policy.problem import Problem
    from imagegate.policy.schema_walk import Walk

    described = DEFINED["keywords"]["properties"][keyword]
    known = {"https": "x"}
    for example in described.get("examples", ()):
        beside: dict[str, Any] = {
            "then": {"if": {}},
            "else": {"if": {}},
            "minContains": {"contains": {}},
            "maxContains": {"contains": {}},
        }
        document = parse(rules({"schema": {}}).encode(), "x")
        problems: list[Problem] = []
        Walk(known).visit(Entry(document, "/rules/0/schema", {**beside.get(keyword, {}), keyword: example}, problems))  # type: ignore[arg-type]
        assert problems == []


@pytest.mark.parametrize("each", DEFINED["format"]["anyOf"], ids=lambda each: str(each["const"]))
def test_the_examples_of_formats_have_them(each: Any) -> None:
    assert [has_format(each["const"], example) for example in each["examples"]] == [True]


def test_the_starter_with_its_comments_removed_is_a_policy_too() -> None:
    head, version, rest = POLICY.partition("imagegate: v1")
    text = head + version + re.sub(r"(?m)^( *)# ((?:override|waivers|platforms|- id):| +\S)", r"\1\2", rest)
    assert text.count("\n#") < POLICY.count("\n#")
    loaded = load(["p.yaml"], lambda name: text.encode() if name == "p.yaml" else read_policy(name, ROOT))
    assert {rule.id for rule in loaded.rules} >= {"source-label", "our-registries"}
    assert (len(loaded.waivers), len(loaded.settings.platforms)) == (1, 2)
    assert accepts(text)


def test_the_starter_and_its_tests_agree() -> None:
    from imagegate.policy.cases.run import run_case
    from tests.policies import NOW

    def given(name: str) -> bytes:
        return (
            read_policy(name, ROOT)
            if name.startswith("pack:")
            else read(name, {"p.yaml": POLICY, "p.tests.yaml": TESTS})
        )

    cases = read_cases.load_cases("p.tests.yaml", given, now=NOW)
    assert [run_case(case).holds for case in cases] == [True] * 4
