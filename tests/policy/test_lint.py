"""Rules that may not be written, and what to write instead."""
# ruff: noqa: E501 - a row is a mistake and its whole message

import json
from typing import Any

import pytest

from imagegate.policy.dialect import KEYWORDS as EVALUATED
from imagegate.policy.problem import InvalidPolicyError
from imagegate.policy.schema_walk import KEYWORDS as ALLOWED
from imagegate.policy.vacuous import ANNOTATIONS
from tests.policies import policy, rules


def problems(text: str) -> list[str]:
    """Give what is wrong with a policy, without the places."""
    try:
        policy(text)
    except InvalidPolicyError as error:
        return [each.message + (f" ({each.hint})" if each.hint else "") for each in error.problems]
    return []


def nested(depth: int) -> dict[str, Any]:
    """Give a schema that nests so many levels deep."""
    schema: dict[str, Any] = {"const": 1}
    for _ in range(depth - 1):
        schema = {"not": schema}
    return schema


NEVER = "leave it out; the dialect is always 2020-12"
MANY = {"allOf": [{"const": position} for position in range(2001)]}


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        pytest.param({"requred": ["x"]}, 'unknown keyword "requred" (did you mean "required"?)', id="a misspelt keyword"),
        pytest.param({"propertys": {}}, 'unknown keyword "propertys" (did you mean "properties"?)', id="another one"),
        pytest.param({"enfroce": 1}, 'unknown keyword "enfroce" (docs/keywords.md lists what a schema may say)', id="a keyword like no other"),
        pytest.param({"$schema": "x"}, f'the keyword "$schema" is not read ({NEVER})', id="$schema would change the dialect"),
        pytest.param({"properties": {"user": {"$schema": "x", "const": 1}}}, f'the keyword "$schema" is not read ({NEVER})', id="$schema within"),
        pytest.param({"$id": "x"}, 'the keyword "$id" is not read (leave it out; schemas refer to each other as #/$defs/NAME)', id="$id"),
        pytest.param({"$anchor": "x"}, 'the keyword "$anchor" is not read (put the schema under $defs and refer to it as #/$defs/NAME)', id="$anchor"),
        pytest.param({"$dynamicRef": "#x"}, "the keyword \"$dynamicRef\" is not read (use $ref: '#/$defs/NAME')", id="$dynamicRef"),
        pytest.param({"unevaluatedProperties": False}, 'the keyword "unevaluatedProperties" is not read (list what is allowed with properties and additionalProperties, or prefixItems and items)', id="unevaluatedProperties"),
        pytest.param({"definitions": {}}, 'the keyword "definitions" is not read (put the schemas under $defs at the top of the file)', id="definitions"),
        pytest.param({"$defs": {}}, 'the keyword "$defs" is not read (put $defs at the top of the file)', id="$defs in a rule"),
        pytest.param({"dependencies": {}}, 'the keyword "dependencies" is not read (use dependentRequired or dependentSchemas)', id="dependencies"),
        pytest.param({"$ref": "http://169.254.169.254/"}, '"http://169.254.169.254/" is not a reference that is followed (write \'#/$defs/NAME\'; nothing is ever fetched)', id="a remote $ref"),
        pytest.param({"$ref": "file:///etc/passwd"}, '"file:///etc/passwd" is not a reference that is followed (write \'#/$defs/NAME\'; nothing is ever fetched)', id="a file as $ref"),
        pytest.param({"$ref": "#"}, '"#" is not a reference that is followed (write \'#/$defs/NAME\'; nothing is ever fetched)', id="a schema within itself"),
        pytest.param({"$ref": "#/$defs/one/const"}, '"#/$defs/one/const" is not a reference that is followed (write \'#/$defs/NAME\'; nothing is ever fetched)', id="a part of a definition"),
        pytest.param({"$ref": "#/$defs/oen"}, '$defs has no "oen" (known: one)', id="a misspelt definition"),
        pytest.param({"format": "uri"}, 'unknown format "uri" (known: absolute-path, byte-size, date-time, digest, duration, email, git-revision, image-reference, platform, port, semver, signal, spdx-expression, url)', id="a format that nobody checks"),
        pytest.param({"format": [1]}, "format must be a text, not a list", id="a list as a format"),
        pytest.param({"format": "semvr"}, 'unknown format "semvr" (did you mean "semver"?)', id="a misspelt format"),
        pytest.param({"pattern": "^(?!latest$)"}, "not a pattern that RE2 reads: invalid perl operator: (?! (RE2 cannot look ahead or behind; say what must not be there with denyPattern)", id="look-ahead"),
        pytest.param({"pattern": r"(a)\1"}, r"not a pattern that RE2 reads: invalid escape sequence: \1 (RE2 has no back-references; list the alternatives)", id="a back-reference"),
        pytest.param({"denyPattern": r"x\Z"}, r"not a pattern that RE2 reads: invalid escape sequence: \Z (write $ for the end of the text and ^ for its start)", id=r"\Z"),
        pytest.param({"pattern": "a{2000}"}, "not a pattern that RE2 reads: invalid repetition size: {2000} (RE2 repeats at most 1000 times; say lengths with minLength and maxLength)", id="many repetitions"),
        pytest.param({"pattern": "("}, "not a pattern that RE2 reads: missing ): ( (see https://github.com/google/re2/wiki/Syntax)", id="an open bracket"),
        pytest.param({"pattern": 1}, "a pattern must be a text (quote it)", id="a number as a pattern"),
        pytest.param({"pattern": "a" * 5000}, "a pattern of 5000 characters; at most 4096 are read (split it into several rules)", id="a long pattern"),
        pytest.param({"denyKeys": {"pattern": "x", "but": "y"}}, 'unknown key "but" in denyKeys (known: except, pattern)', id="denyKeys"),
        pytest.param({"patternProperties": {"(": {"const": 1}}}, "not a pattern that RE2 reads: missing ): ( (see https://github.com/google/re2/wiki/Syntax)", id="patternProperties"),
        pytest.param({"type": "text"}, 'there is no type "text" (known: array, boolean, integer, null, number, object, string)', id="no type"),
        pytest.param({"type": ["string", None]}, 'a type is expected here, not null (quote it: "null")', id="null without quotes"),
        pytest.param({"enum": []}, "a list of values is expected here, with at least one", id="an empty enum"),
        pytest.param({"required": []}, "a list of texts is expected here, with at least one, not an empty list", id="nothing required"),
        pytest.param({"required": "user"}, 'a list of texts is expected here, with at least one, not the text "user" (write it in brackets)', id="required as a text"),
        pytest.param({"required": [80]}, "a text is expected here, not the number 80 (quote it)", id="a number required"),
        pytest.param({"properties": {}}, "a mapping from names to schemas is expected here, with at least one", id="no properties"),
        pytest.param({"allOf": []}, "a list of schemas is expected here, with at least one", id="allOf of nothing"),
        pytest.param({"not": "x"}, 'a schema must be a mapping, not the text "x"', id="a text as a schema"),
        pytest.param({"minItems": -1}, "a whole number, 0 or more, is expected here, not the number -1", id="a negative count"),
        pytest.param({"minItems": True}, "a whole number, 0 or more, is expected here, not a boolean", id="a boolean as a count"),
        pytest.param({"maximum": "1"}, 'a number is expected here, not the text "1" (write decimal digits alone: YAML 1.2 reads anything else as text)', id="a text as a number"),
        pytest.param({"multipleOf": 0}, "a number above 0 is expected here", id="multiples of nothing"),
        pytest.param({"uniqueItems": "yes"}, 'true or false is expected here, not the text "yes"', id="a text as a flag"),
        pytest.param({"maxAge": "90 days"}, 'a duration is expected here, not the text "90 days" (a number and one of s m h d w y: 90d)', id="an age in words"),
        pytest.param({"maxBytes": "500M"}, 'a size is expected here, not the text "500M" (such as 500MB, or 500MiB in powers of 1024)', id="a size without a unit"),
        pytest.param({"dependentRequired": ["a"]}, "a mapping from names to lists of names is expected here", id="dependentRequired as a list"),
        pytest.param({"type": []}, "a list of types is expected here, with at least one", id="no types"),
        pytest.param({"type": True}, "a type is expected here, not a boolean", id="a boolean as a type"),
        pytest.param({"containsAll": ["a**"]}, '"**" in "a**" does not stand alone between slashes (write "*" within a part, "**" for any number)', id="a glob in containsAll"),
        pytest.param({"denyPorts": []}, "a list of values is expected here, with at least one", id="no ports"),
        pytest.param({"denyPorts": [0]}, "a port from 1 to 65535 is expected here, not the number 0", id="port 0"),
        pytest.param({"denyPorts": ["22"]}, 'a port from 1 to 65535 is expected here, not the text "22" (write decimal digits alone: YAML 1.2 reads anything else as text)', id="a port as a text"),
        pytest.param({"imageRef": 1}, "a glob is expected here, not the number 1 (quote it)", id="a number as a glob"),
        pytest.param({"tagVersion": "1"}, "a mapping with range, suffix or minPrecision is expected here", id="tagVersion as a text"),
        pytest.param({"maxBytes": -1}, "a size is expected here, not the number -1 (such as 500MB, or 500MiB in powers of 1024)", id="a negative size"),
        pytest.param({"imageRef": ["*"]}, '"*" could mean every image or every official one (write "**" or "docker.io/library/*")', id="a star for images"),
        pytest.param({"imageRef": []}, "a list of globs is expected here, with at least one", id="no images"),
        pytest.param({"tagVersion": {"range": "^1.2"}}, '"^1.2" in "^1.2" is not a comparison of versions (such as \'>=1.27 <2 || 3.x\'; quote it)', id="a caret"),
        pytest.param({"tagVersion": {"minPrecision": 5}}, "a whole number from 1 to 4 is expected here", id="precision"),
        pytest.param({"then": {"const": 1}}, '"then" does nothing without "if"', id="then without if"),
        pytest.param({"maxContains": 1}, '"maxContains" does nothing without "contains"', id="maxContains without contains"),
        pytest.param({}, "the schema accepts everything (say what it should reject, or remove the rule)", id="an empty schema"),
        pytest.param(True, "the schema accepts everything (say what it should reject, or remove the rule)", id="true"),
        pytest.param({"title": "x"}, "the schema accepts everything (say what it should reject, or remove the rule)", id="only a title"),
        pytest.param({"properties": {"user": {}}}, "the schema accepts everything (say what it should reject, or remove the rule)", id="properties of any kind"),
        pytest.param({"anyOf": [{"required": ["user"]}, {}]}, "the schema accepts everything (say what it should reject, or remove the rule)", id="an alternative that is always true"),
        pytest.param({"minProperties": 0}, "the schema accepts everything (say what it should reject, or remove the rule)", id="at least none"),
        pytest.param("x", 'a schema must be a mapping, not the text "x"', id="a text"),
        pytest.param(nested(33), "schemas nest more than 32 levels deep, references followed", id="too deep"),
        pytest.param(MANY, "a schema has more than 2000 parts", id="too many parts"),
        pytest.param({"enum": list(range(2001))}, "a schema has more than 2000 parts", id="too many values"),
    ],
)  # fmt: skip
def test_schemas_refused(schema: object, problem: str) -> None:
    assert problems(rules({"schema": schema}, **{"$defs": {"one": {"const": 1}}})) == [problem]


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        pytest.param({"at": "/env", "schema": {"denyPattern": "x"}}, '"denyPattern" looks at the type string, but /env is of the type object', id="a keyword for another type"),
        pytest.param({"at": "/layers", "schema": {"items": {"maxBytes": "1MB"}}}, '"maxBytes" looks at the type number, but /layers/* is of the type object', id="an element of another type"),
        pytest.param({"at": "/user", "schema": {"properties": {"rooot": {"const": False}}}}, 'the image document has no "/user/rooot" (did you mean "/user/root"?)', id="a misspelt property"),
        pytest.param({"at": "/exposedPorts", "schema": {"denyItems": {"required": ["prot"]}}}, 'the image document has no "/exposedPorts/*/prot" (did you mean "/exposedPorts/*/port"?)', id="a misspelt property of an element"),
        pytest.param({"when": {"properties": {"refrence": {"const": 1}}}, "schema": {"required": ["user"]}}, 'the image document has no "/refrence" (did you mean "/reference"?)', id="a misspelt property in a condition"),
        pytest.param({"when": {}, "schema": {"required": ["user"]}}, "the schema accepts everything (say what it should reject, or remove the rule)", id="a condition that is always true"),
        pytest.param({"when": None, "schema": {"required": ["user"]}}, "a schema must be a mapping, not nothing", id="a condition without a value"),
        pytest.param({"at": "/usr/root", "schema": {"const": 1}}, 'the image document has no "/usr" (did you mean "/user"?)', id="a misspelt pointer"),
        pytest.param({"at": "/user/root/x", "schema": {"const": 1}}, 'the image document has no "/user/root/x"', id="a pointer below a boolean"),
        pytest.param({"at": "user.root", "schema": {"const": 1}}, '"user.root" is not a JSON Pointer (did you mean "/user/root"?)', id="a path with dots"),
        pytest.param({"at": None, "schema": {"const": 1}}, "at has no value (write a text, or remove the key)", id="a pointer without a value"),
        pytest.param({"missing": "ignore", "schema": {"required": ["user"]}}, 'missing must be one of fail, pass, unknown, not "ignore"', id="missing"),
        pytest.param({"severity": "critical", "schema": {"required": ["user"]}}, 'severity must be one of error, warning, notice, off, not "critical"', id="a severity of other tools"),
        pytest.param({"severity": False, "schema": {"required": ["user"]}}, "severity must be one of error, warning, notice, off, not a boolean", id="a severity that is a boolean"),
        pytest.param({"id": "No_Root", "schema": {"required": ["user"]}}, '"No_Root" is not an id (use lower-case letters, digits and single hyphens, at most 64)', id="capitals"),
        pytest.param({"id": "uncovered", "schema": {"required": ["user"]}}, 'the id "uncovered" belongs to the gate itself (choose another one)', id="an id of the gate's"),
        pytest.param({"url": "http://x", "schema": {"required": ["user"]}}, "a rule's url begins with https://", id="a plain URL"),
        pytest.param({"at": "/signatures", "schema": {"minItems": 1}}, '"/signatures" is empty unless the rule needs what refers to the image (write needs: [referrers], or [referrers, tags] for what cosign keeps under tags)', id="what nobody looks up"),
        pytest.param({"at": "/raw/referrers", "needs": ["provenance"], "schema": {"required": ["manifests"]}}, '"/raw/referrers" is empty unless the rule needs what refers to the image (write needs: [referrers], or [referrers, tags] for what cosign keeps under tags)', id="what is looked up elsewhere"),
        pytest.param({"at": "/base/current", "schema": {"const": True}}, '"/base/current" is null unless the rule needs the image that this one was built on (write needs: [base])', id="a base that nobody reads"),
        pytest.param({"needs": ["layers"], "schema": {"required": ["user"]}}, 'there is no part "layers" (known: base, index, provenance, referrers, tags)', id="layers are never fetched"),
        pytest.param({"match": {"image": ["x"]}, "schema": {"required": ["user"]}}, 'unknown key "image" in match (did you mean "images"?)', id="a key of match"),
        pytest.param({"match": {"usedAs": ["deployed"]}, "schema": {"required": ["user"]}}, 'usedAs must be one of base, build, copy, syntax, deploy, ci, named, not "deployed" (did you mean "deploy"?)', id="a use"),
        pytest.param({"match": {"images": []}, "schema": {"required": ["user"]}}, '"images" is empty and would select everything (remove it, or name something)', id="an empty list of images"),
        pytest.param({"match": {"platforms": ["linux"]}, "schema": {"required": ["user"]}}, "'linux' is not a platform (write os/architecture[/variant], such as linux/arm64)", id="half a platform"),
        pytest.param({"match": {"files": ["a**"]}, "schema": {"required": ["user"]}}, '"**" in "a**" does not stand alone between slashes (write "*" within a part, "**" for any number)', id="two stars in a word"),
        pytest.param({"message": "{valeu}", "schema": {"required": ["user"]}}, 'unknown placeholder "{valeu}" (did you mean "value"?)', id="a placeholder"),
        pytest.param({"message": "{doc}", "schema": {"required": ["user"]}}, 'the placeholder "{doc}" does not say which (write {doc:/user/text})', id="a placeholder without a pointer"),
        pytest.param({"message": "{doc:/user/txt}", "schema": {"required": ["user"]}}, 'the image document has no "/user/txt" (did you mean "/user/text"?)', id="a placeholder's pointer"),
        pytest.param({"message": "{value:x}", "schema": {"required": ["user"]}}, '"x" is not a JSON Pointer (write {value:/x})', id="a placeholder that is no pointer"),
        pytest.param({"message": "{key:/x}", "schema": {"required": ["user"]}}, 'the placeholder "{key}" takes nothing after a colon', id="a placeholder with too much"),
        pytest.param({"message": "{param:x}", "schema": {"required": ["user"]}}, 'unknown parameter "x"', id="a parameter in a message"),
        pytest.param({"schema": {"const": {"$param": "x"}}}, 'unknown parameter "x" (declare it under params)', id="a parameter that is not declared"),
        pytest.param({"schema": {"enum": {"$param": "x"}}}, 'unknown parameter "x" (declare it under params)', id="one complaint for one mistake"),
        pytest.param({"schema": {"const": {"$param": "x", "y": 1}}}, '"$param" does not stand alone (write { $param: NAME } and nothing beside it)', id="a parameter with company"),
        pytest.param({"shema": 1, "schema": {"required": ["user"]}}, 'unknown key "shema" in rules (did you mean "schema"?)', id="a key of a rule"),
    ],
)  # fmt: skip
def test_rules_refused(rule: dict[str, Any], problem: str) -> None:
    assert problems(rules(rule)) == [problem]


@pytest.mark.parametrize(
    ("definitions", "expected"),
    [
        pytest.param({"a": {"$ref": "#/$defs/a"}}, ['the schema "a" refers to itself (a schema that repeats itself never ends)'], id="itself"),
        pytest.param(
            {"a": {"not": {"$ref": "#/$defs/b"}}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}},
            [
                'the schema "a" refers to itself (a schema that repeats itself never ends)',
                'the schema "b" refers to itself (a schema that repeats itself never ends)',
            ],
            id="each other",
        ),
        pytest.param({"a": {"requred": ["x"]}}, ['unknown keyword "requred" (did you mean "required"?)'], id="an unused one"),
    ],
)  # fmt: skip
def test_definitions_refused(definitions: dict[str, Any], expected: list[str]) -> None:
    assert problems(rules({"schema": {"required": ["user"]}}, **{"$defs": definitions})) == expected


def test_depth_counts_through_references() -> None:
    chain: dict[str, Any] = {f"d{level}": {"not": {"$ref": f"#/$defs/d{level + 1}"}} for level in range(40)}
    chain["d40"] = {"const": 1}
    deep = rules({"schema": {"$ref": "#/$defs/d0"}}, **{"$defs": chain})
    assert problems(deep) == ["schemas nest more than 32 levels deep, references followed"]
    assert problems(rules({"schema": {"$ref": "#/$defs/d30"}}, **{"$defs": chain})) == []


def test_a_rule_may_forbid_a_field_altogether() -> None:
    assert problems(rules({"at": "/healthcheck", "schema": False, "missing": "pass"})) == []


def test_every_keyword_allowed_is_evaluated() -> None:
    beside_others = {"then", "else", "minContains", "maxContains"}
    assert ALLOWED - ANNOTATIONS - beside_others == set(EVALUATED)


def test_problems_stand_where_they_are_in_order() -> None:
    text = json.dumps(json.loads(rules({"schema": {"minItems": -1, "requred": 1}, "at": "/usr"})), indent=2)
    with pytest.raises(InvalidPolicyError) as caught:
        policy(text)
    assert str(caught.value) == (
        "policy.yaml:8:9: a whole number, 0 or more, is expected here, not the number -1\n"
        'policy.yaml:9:9: unknown keyword "requred" (did you mean "required"?)\n'
        'policy.yaml:11:7: the image document has no "/usr" (did you mean "/user"?)'
    )
