"""Policy files: what they become, and every sentence that refuses one."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from functools import partial
from textwrap import dedent
from typing import Any

import pytest

from imagegate.errors import UsageError
from imagegate.oci.digest import Digest
from imagegate.oci.image import Part
from imagegate.oci.platform import Platform
from imagegate.policy.load import load
from imagegate.policy.match import Match
from imagegate.policy.problem import InvalidPolicyError
from imagegate.policy.rule import Missing, Policy, PolicySettings, PolicySource, Rule, Severity
from imagegate.policy.waiver import Waiver, WaiverLimits
from imagegate.source import DiscoverySettings, Location, UsedAs
from imagegate.strict.json import Json
from tests.policies import NOW, policy, policy_at, read, rules

FULL = """\
imagegate: v1
name: example
description: Everything a policy may say.
params:
  ports: { type: array, default: [22, 23] }
  oldest: { type: duration, default: 90d, description: how old }
settings:
  failOn: warning
  unknown: notice
  uncovered: off
  unresolved: warning
  onlyNew: true
  platforms: [linux/amd64, linux/arm64/v8]
  discovery:
    include: [deploy/**]
    exclude: [vendor/**]
    formats: { "*.tpl": dockerfile }
    contexts: { base: docker.io/library/alpine:3 }
    variables: { VERSION: "1.10" }
  waivers: { maxDays: 90, warnDays: 7 }
$defs:
  https: { type: string, pattern: '^https://' }
rules:
  - id: no-ports
    severity: error
    description: No such port.
    help: Remove EXPOSE.
    url: https://example.com/ports
    maps: { trivy: DS-0004 }
    match:
      images: [ghcr.io/example/**]
      exclude: [ghcr.io/example/old]
      platforms: [linux/*]
      files: [deploy/**]
      usedAs: [deploy, named]
    when: { properties: { createdReproducible: { const: false } } }
    at: /exposedPorts/*/port
    missing: pass
    schema: { denyValues: { $param: ports } }
    message: "{value} of {param:ports}"
    needs: [index, referrers, provenance]
  - id: source
    severity: notice
    at: /metadata/org.opencontainers.image.source
    schema: { $ref: '#/$defs/https' }
waivers:
  - id: W-1
    rules: [no-*]
    images: ["ghcr.io/example/app:1.*"]
    platforms: [linux/arm64]
    digest: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    reason: the port is used in the test rig
    ticket: https://issues.example.com/1
    owner: "@example/platform"
    created: 2026-11-01
    expires: 2026-12-31
"""


def test_everything_a_policy_may_say() -> None:
    parameters: dict[str, Json] = {"ports": [22, 23], "oldest": "90d"}
    https: Json = {"https": {"type": "string", "pattern": "^https://"}}
    assert policy_at(NOW, FULL) == Policy(
        rules=(
            Rule(
                id="no-ports",
                severity=Severity.ERROR,
                location=Location("policy.yaml", 24, 5),
                schema={"denyValues": [22, 23], "$defs": https},
                description="No such port.",
                help="Remove EXPOSE.",
                url="https://example.com/ports",
                maps={"trivy": "DS-0004"},
                match=Match(
                    images=("ghcr.io/example/**",),
                    exclude=("ghcr.io/example/old",),
                    platforms=("linux/*",),
                    files=("deploy/**",),
                    used_as=(UsedAs.DEPLOY, UsedAs.NAMED),
                ),
                when={"properties": {"createdReproducible": {"const": False}}, "$defs": https},
                at="/exposedPorts/*/port",
                missing=Missing.PASS,
                message="{value} of {param:ports}",
                needs=Part.REFERRERS | Part.PROVENANCE,
                parameters=parameters,
            ),
            Rule(
                id="source",
                severity=Severity.NOTICE,
                location=Location("policy.yaml", 42, 5),
                schema={"$ref": "#/$defs/https", "$defs": https},
                at="/metadata/org.opencontainers.image.source",
                parameters=parameters,
            ),
        ),
        settings=PolicySettings(
            fail_on=Severity.WARNING,
            unknown=Severity.NOTICE,
            uncovered=Severity.OFF,
            unresolved=Severity.WARNING,
            only_new=True,
            platforms=(Platform("linux", "amd64"), Platform("linux", "arm64", "v8")),
            discovery=DiscoverySettings(
                include=("deploy/**",),
                exclude=("vendor/**",),
                formats={"*.tpl": "dockerfile"},
                contexts={"base": "docker.io/library/alpine:3"},
                variables={"VERSION": "1.10"},
            ),
            waivers=WaiverLimits(max_days=90, warn_days=7),
        ),
        sources=(PolicySource("example", "policy.yaml", str(Digest.of(FULL.encode()))),),
        waivers=(
            Waiver(
                id="W-1",
                rules=("no-*",),
                images=("ghcr.io/example/app:1.*",),
                reason="the port is used in the test rig",
                owner="@example/platform",
                expires=date(2026, 12, 31),
                location=Location("policy.yaml", 47, 5),
                platforms=("linux/arm64",),
                digest=Digest.parse("sha256:" + "0123456789abcdef" * 4),
                ticket="https://issues.example.com/1",
                created=date(2026, 11, 1),
            ),
        ),
    )


def test_what_a_rule_does_not_say() -> None:
    written = policy("imagegate: v1\nrules: [{id: a, severity: warning, schema: {required: [user]}}]")
    assert written.rules == (
        Rule(id="a", severity=Severity.WARNING, location=Location("policy.yaml", 2, 9), schema={"required": ["user"]}),
    )
    assert (written.settings, written.waivers, written.needs) == (PolicySettings(), (), Part.NONE)


@pytest.mark.parametrize(
    ("severity", "expected"),
    [pytest.param("notice", Part.TAGS, id="judged"), pytest.param("off", Part.NONE, id="not judged")],
)
def test_what_no_rule_needs_is_not_fetched(severity: str, expected: Part) -> None:
    one = {"severity": severity, "needs": ["tags"], "at": "/signatures", "schema": {"minItems": 1}}
    other = {"severity": "error", "at": "/user", "schema": {"required": ["text"]}}
    assert policy(rules(one, other)).needs == expected


RULE = "rules: [{id: a, severity: error, at: /size, schema: {maximum: 1}}]\n"
PREFIX = "imagegate: v1\n" + RULE


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param("[1]", ["1:1: a policy must be a mapping, not a list (begin with imagegate: v1)"], id="a list"),
        pytest.param(
            "a: 1",
            ["1:1: this is no policy (its first key must be imagegate: v1, or $schema for a JSON Schema)"],
            id="no version",
        ),
        pytest.param(
            "imagegate: v2",
            ['1:1: the policy version is v1, not the text "v2" (write imagegate: v1)'],
            id="another version",
        ),
        pytest.param(
            RULE + "imagegate: v1",
            ['2:1: "imagegate" is not the first key (put it at the top of the file)'],
            id="version last",
        ),
        pytest.param(
            "a: @x",
            ["1:4: not YAML: found character '@' that cannot start any token (quote a text that starts with @)"],
            id="no YAML",
        ),
        pytest.param(
            "imagegate: v1",
            ["1:1: this policy has no rules (a gate without rules would let everything pass)"],
            id="no rules",
        ),
        pytest.param(
            PREFIX.replace("error", "off"),
            ["1:1: no rule of this policy is in force (a gate without rules would let everything pass)"],
            id="only rules that are off",
        ),
        pytest.param(
            PREFIX + "setings: {}", ['3:1: unknown key "setings" (did you mean "settings"?)'], id="key of the file"
        ),
        pytest.param(
            PREFIX + "name: 1.10", ["3:1: name must be a text, not the number 1.1 (quote it)"], id="a number as a name"
        ),
        pytest.param(
            "imagegate: v1\nrules: {a: 1}",
            ["2:1: rules must be a list, not a mapping (begin each element with -)"],
            id="rules as a mapping",
        ),
        pytest.param(
            "imagegate: v1\nrules:\n- a", ['3:3: a rule must be a mapping, not the text "a"'], id="a rule as a text"
        ),
        pytest.param(
            "imagegate: v1\nrules:\n- at: /size",
            [
                '3:3: a rule has no "id" (such as user-non-root)',
                '3:3: a rule has no "severity" (one of error, warning, notice, off)',
                '3:3: a rule has no "schema" (what the value at the pointer must satisfy)',
            ],
            id="a rule without anything",
        ),
        pytest.param(
            PREFIX + "settings:\n  failon: error\n  discovery: {excludes: []}\n  waivers: {maxdays: 1}",
            [
                '4:3: unknown key "failon" in settings (did you mean "failOn"?)',
                '5:15: unknown key "excludes" in discovery (did you mean "exclude"?)',
                '6:13: unknown key "maxdays" in waivers (did you mean "maxDays"?)',
            ],
            id="keys of the settings",
        ),
        pytest.param(
            PREFIX + "settings: {failOn: off, unknown: warn, onlyNew: yes, waivers: {maxDays: -1}}",
            [
                "3:12: failOn must be one of error, warning, notice (use warn-only to let everything pass)",
                '3:25: unknown must be one of error, warning, notice, off, not "warn" (did you mean "warning"?)',
                '3:40: onlyNew must be true or false, not the text "yes" (yes, no, on, off are texts in YAML 1.2)',
                "3:64: maxDays must be a whole number, 0 or more, not the number -1",
            ],
            id="values of the settings",
        ),
        pytest.param(
            PREFIX + "settings: {platforms: [linux], discovery: {variables: {V: 1.10}, exclude: ['a**']}}",
            [
                "3:24: 'linux' is not a platform (write os/architecture[/variant], such as linux/arm64)",
                "3:56: V must be a text, not the number 1.1 (quote it)",
                '3:76: "**" in "a**" does not stand alone between slashes (write "*" within a part, "**" for any number)',  # noqa: E501 - one message
            ],
            id="more values of the settings",
        ),
        pytest.param(
            PREFIX + "params: {a: {type: strin, default: x}, b: {type: array}, c: {type: duration, default: 1}}",
            [
                '3:14: the parameter "a" has no known type (did you mean "string"?)',
                '3:40: the parameter "b" has no default (give one, or write required: true)',
                '3:78: the parameter "c" must be of the type duration (such as 90d)',
            ],
            id="parameters",
        ),
        pytest.param(
            PREFIX + "params: {a: {type: integer, default: 3, enum: [1, 2]}, b c: {type: boolean, required: true}}",
            [
                '3:29: the parameter "a" has a value that its enum does not list',
                '3:56: "b c" is no name for a parameter (use letters, digits, - and _)',
            ],
            id="more parameters",
        ),
        pytest.param(
            PREFIX + "override: {b: {severity: off}, a: {}}",
            [
                '3:12: no rule is called "b" (known: a)',
                '3:12: the rule "b" is switched off without a reason (add reason: and say why)',
                '3:32: the override of "a" changes nothing (give severity or with)',
            ],
            id="overrides",
        ),
        pytest.param(
            PREFIX + "override: {a: {schema: {}, with: {x: 1}}}",
            [
                "3:16: an override changes no schema (write a rule of your own, and switch this one off with a reason)",
                '3:35: the rule "a" has no parameter "x"',
            ],
            id="an override of the schema",
        ),
        pytest.param(
            PREFIX + RULE.replace("rules: [", "waivers: ["),
            [
                '3:11: a waiver has no "rules" (the ids of the rules whose findings are accepted)',
                '3:11: a waiver has no "images" (the images it is about, such as docker.io/library/nginx:1.27*)',
                '3:11: a waiver has no "reason" (say why this is acceptable)',
                '3:11: a waiver has no "owner" (who answers for it)',
                '3:11: a waiver has no "expires" (the last day on which it counts, such as 2027-03-31)',
                '3:19: unknown key "severity" in waivers',
                '3:36: unknown key "at" in waivers',
                '3:47: unknown key "schema" in waivers',
            ],
            id="a waiver without anything",
        ),
    ],
)
def test_refused(text: str, problems: list[str]) -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        policy(text)
    assert [str(problem) for problem in caught.value.problems] == [f"policy.yaml:{problem}" for problem in problems]
    assert str(caught.value) == "\n".join(f"policy.yaml:{problem}" for problem in problems)


WAIVER = {
    "id": "W",
    "rules": ["rule-0"],
    "images": ["docker.io/**"],
    "reason": "accepted for a while",
    "owner": "me",
    "expires": "2026-12-31",
}


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        pytest.param(
            {"rules": ["rule-1"]},
            'no rule is called "rule-1" (did you mean "rule-0"?)',
            id="a rule that does not exist",
        ),
        pytest.param(
            {"rules": ["x*"]}, 'no rule is called "x*" (known: rule-0, uncovered, unresolved, unverified)', id="no rule"
        ),
        pytest.param(
            {"rules": ["unverif*"]},
            'no rule is called "unverif*" (did you mean "unverified"?)',
            id="what nobody has seen is named in full",
        ),
        pytest.param(
            {"rules": []}, 'a waiver has no "rules" (the ids of the rules whose findings are accepted)', id="[]"
        ),
        pytest.param(
            {"images": ["*"]},
            '"*" could mean every image or every official one (write "**" or "docker.io/library/*")',
            id="a star",
        ),
        pytest.param(
            {"reason": "because"}, "a reason has at least 10 characters (say why this is acceptable)", id="why"
        ),
        pytest.param({"expires": "2026-02-30"}, '"2026-02-30" is not a day (write it as 2027-03-31)', id="no such day"),
        pytest.param(
            {"expires": "20261231"}, '"20261231" is not a day (write it as 2027-03-31)', id="a day without dashes"
        ),
        pytest.param({"expires": 2026}, "expires must be a text, not the number 2026 (quote it)", id="a year"),
        pytest.param(
            {"expires": "2027-05-25"},
            "a waiver ends at most 180 days ahead (the latest day is 2027-05-24)",
            id="too long",
        ),
        pytest.param({"created": "yesterday"}, '"yesterday" is not a day (write it as 2027-03-31)', id="created"),
        pytest.param(
            {"digest": "sha256:1"},
            "'sha256:1' is not a digest (write sha256: and 64 lower-case hexadecimal digits)",
            id="no digest",
        ),
        pytest.param(
            {"platforms": []}, '"platforms" is empty (remove it for all platforms, or name some)', id="no platforms"
        ),
        pytest.param({"until": "x"}, 'unknown key "until" in waivers', id="an unknown key"),
    ],
)
def test_malformed_waivers_stop_the_run(changed: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        policy_at(NOW, rules({"schema": {"required": ["user"]}}, waivers=[{**WAIVER, **changed}]))
    assert [str(each).partition(": ")[2] for each in caught.value.problems] == [problem]


def test_the_last_day_that_a_waiver_may_name() -> None:
    last = {**WAIVER, "expires": "2027-05-24"}
    loaded = policy_at(NOW, rules({"schema": {"required": ["user"]}}, waivers=[last]))
    assert loaded.waivers[0].expires == date(2027, 5, 24)


def test_without_the_time_a_waiver_that_is_too_long_is_loaded() -> None:
    loaded = policy(rules({"schema": {"required": ["user"]}}, waivers=[{**WAIVER, "expires": "2999-01-01"}]))
    assert len(loaded.waivers) == 1


def test_two_waivers_with_one_id() -> None:
    with pytest.raises(InvalidPolicyError, match=r'two waivers are called "W" \(the other one is at policy\.yaml:1:'):
        policy(rules({"schema": {"required": ["user"]}}, waivers=[WAIVER, WAIVER]))


PACK = dedent("""\
    imagegate: v1
    params: { limit: { type: byte-size, default: 1GB }, who: { type: string, required: true } }
    $defs: { small: { maxBytes: { $param: limit } } }
    rules:
      - { id: size, severity: warning, at: /size, schema: { $ref: '#/$defs/small' } }
      - { id: author, severity: notice, at: /author, schema: { const: { $param: who } } }
    """)


def test_a_pack_is_extended_and_overridden() -> None:
    text = dedent("""\
        imagegate: v1
        extends: [pack:x]
        override:
          size: { severity: error, with: { limit: 5MB } }
          author: { severity: off, reason: nobody signs, with: { who: us } }
        rules:
          - { id: mine, severity: error, at: /digest, schema: { format: digest } }
        """)
    loaded = policy(text, pack_x=PACK)
    assert [(rule.id, rule.severity, rule.schema, str(rule.location)) for rule in loaded.rules] == [
        (
            "size",
            Severity.ERROR,
            {"$ref": "#/$defs/small", "$defs": {"small": {"maxBytes": "5MB"}}},
            "pack:x:5:5",
        ),
        (
            "author",
            Severity.OFF,
            {"const": "us", "$defs": {"small": {"maxBytes": "1GB"}}},
            "pack:x:6:5",
        ),
        ("mine", Severity.ERROR, {"format": "digest"}, "policy.yaml:7:5"),
    ]
    assert [source.source for source in loaded.sources] == ["pack:x", "policy.yaml"]


def test_a_parameter_that_is_required_must_be_given() -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        policy("imagegate: v1\nextends: [pack:x]", pack_x=PACK)
    assert str(caught.value) == (
        'pack:x:6:60: the parameter "who" has no value (give it one: override: { RULE: { with: { who: … } } })'
    )


def test_what_is_wrong_in_definitions_is_said_once() -> None:
    text = "imagegate: v1\nextends: [pack:x]\noverride: {size: {with: {limit: 5MB}}}"
    with pytest.raises(InvalidPolicyError) as caught:
        policy(
            text,
            pack_x=PACK.replace("{ small:", "{ wrong: { requred: [a] }, small:").replace(
                ", required: true", ", default: x"
            ),
        )
    assert str(caught.value) == 'pack:x:3:19: unknown keyword "requred" (did you mean "required"?)'


def test_a_parameter_that_is_given_must_fit() -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        policy("imagegate: v1\nextends: [pack:x]\noverride: {author: {with: {who: 1}}}", pack_x=PACK)
    assert str(caught.value) == 'policy.yaml:3:28: the parameter "who" must be of the type string'


BASE = "imagegate: v1\nrules: [{id: base, severity: error, at: /size, schema: {maximum: 1}}]"


def test_a_pack_reached_twice_counts_once() -> None:
    text = "imagegate: v1\nextends: [pack:a, pack:b]"
    loaded = policy(text, pack_a="imagegate: v1\nextends: [pack:b]", pack_b=BASE)
    assert [rule.id for rule in loaded.rules] == ["base"]
    assert [source.source for source in loaded.sources] == ["pack:b", "pack:a", "policy.yaml"]


def test_files_are_found_beside_the_one_that_extends_them() -> None:
    files = {
        ".github/imagegate.yaml": "imagegate: v1\nextends: [./shared/one.yaml, ../top.yaml]",
        ".github/shared/one.yaml": BASE,
        "top.yaml": BASE.replace("base", "top"),
    }
    loaded = load(["./.github/imagegate.yaml"], partial(read, files=files))
    assert [rule.id for rule in loaded.rules] == ["base", "top"]


@pytest.mark.parametrize(
    ("extends", "problem"),
    [
        pytest.param(
            "../x.yaml",
            '"../x.yaml" leaves the repository (copy the policy into the repository)',
            id="out of the repository",
        ),
        pytest.param(
            "/etc/passwd",
            '"/etc/passwd" is neither pack:NAME nor a path within the repository (copy the policy into the repository)',
            id="absolute",
        ),
        pytest.param(
            "https://x/y",
            '"https://x/y" is neither pack:NAME nor a path within the repository (copy the policy into the repository)',
            id="a URL",
        ),
        pytest.param(
            "pack:../x", '"pack:../x" is no name of a pack (such as pack:baseline-security)', id="a pack's path"
        ),
        pytest.param("gone.yaml", "gone.yaml is not there (name one that is)", id="a file that is not there"),
        pytest.param("policy.yaml", "policy.yaml extends itself (take one of them out)", id="itself"),
    ],
)
def test_what_cannot_be_extended(extends: str, problem: str) -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        policy(json.dumps({"imagegate": "v1", "extends": [extends]}) + "\n")
    assert str(caught.value) == f"policy.yaml:1:33: {problem}"


def test_a_file_that_is_extended_and_is_no_yaml() -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        policy("imagegate: v1\nextends: [pack:a]", pack_a="a: 1\na: 2")
    assert str(caught.value) == 'pack:a:2:1: the key "a" stands twice: first in line 1 (keep one of them)'


def test_a_circle_of_packs() -> None:
    a, b = "imagegate: v1\nextends: [pack:b]", "imagegate: v1\nextends: [pack:a]"
    with pytest.raises(InvalidPolicyError) as caught:
        policy(BASE + "\nextends: [pack:a]", pack_a=a, pack_b=b)
    assert (
        str(caught.value)
        == "pack:b:2:11: pack:a extends itself: pack:a extends pack:b extends pack:a (take one of them out)"
    )


def test_policies_extend_each_other_five_levels_deep() -> None:
    chain = {f"pack_p{level}": f"imagegate: v1\nextends: [pack:p{level + 1}]" for level in range(1, 5)}
    assert policy("imagegate: v1\nextends: [pack:p1]", **chain, pack_p5=BASE).rules
    with pytest.raises(InvalidPolicyError) as caught:
        policy("imagegate: v1\nextends: [pack:p0]", pack_p0="imagegate: v1\nextends: [pack:p1]", **chain, pack_p5=BASE)
    assert str(caught.value) == "pack:p4:2:11: policies extend each other more than 5 levels deep"


def test_two_rules_with_one_id() -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        policy(BASE + "\nextends: [pack:a]", pack_a=BASE)
    assert str(caught.value) == 'policy.yaml:2:9: two rules are called "base" (the other one is at pack:a:2:9)'


def test_a_setting_given_twice() -> None:
    files = {name: f"{BASE}\nsettings: {{unknown: error}}".replace("base", name[0]) for name in ("a.yaml", "b.yaml")}
    with pytest.raises(InvalidPolicyError) as caught:
        load(["a.yaml", "b.yaml"], partial(read, files=files))
    assert str(caught.value) == 'b.yaml:3:12: the setting "unknown" is given twice (first at a.yaml:3:12)'


def test_a_pack_sets_nothing_for_the_repository() -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        policy("imagegate: v1\nextends: [pack:a]", pack_a=BASE + "\nsettings: {unknown: off}\nwaivers: []")
    assert str(caught.value) == (
        "pack:a:3:1: a pack has no settings (they belong to the repository's own policy)\n"
        "pack:a:4:1: a pack has no waivers (they belong to the repository's own policy)"
    )


def test_a_pack_extends_no_file() -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        policy("imagegate: v1\nextends: [pack:a]", pack_a=BASE + "\nextends: [x.yaml]")
    assert str(caught.value) == 'pack:a:3:11: a pack cannot extend the file "x.yaml" (packs extend packs)'


def test_a_policy_that_is_not_there() -> None:
    with pytest.raises(UsageError, match=r"^gone\.yaml is not there$"):
        load(["gone.yaml"], partial(read, files={}))


DIALECT = "https://json-schema.org/draft/2020-12/schema"


def test_a_bare_schema_is_a_policy_of_one_rule() -> None:
    text = json.dumps(
        {
            "$schema": DIALECT,
            "$id": "https://example.com/x",
            "title": "No root",
            "properties": {"config": {"$ref": "#/$defs/config"}},
            "$defs": {"config": {"required": ["User"]}},
        }
    )
    assert policy(text).rules == (
        Rule(
            id="schema",
            severity=Severity.ERROR,
            location=Location("policy.yaml", 1, 1),
            schema={
                "title": "No root",
                "properties": {"config": {"$ref": "#/$defs/config"}},
                "$defs": {"config": {"required": ["User"]}},
            },
            description="No root",
            at="/raw/config",
        ),
    )


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        pytest.param(
            {"$schema": "http://json-schema.org/draft-07/schema#", "required": ["os"]},
            '1:2: the dialect "http://json-schema.org/draft-07/schema" is not read (only 2020-12 is read: rename '
            "definitions to $defs, dependencies to dependentRequired or dependentSchemas, write lists in items as "
            "prefixItems, then change $schema)",
            id="an older dialect",
        ),
        pytest.param(
            {"$schema": DIALECT},
            "1:1: the schema accepts everything (say what it should reject, or remove the rule)",
            id="empty",
        ),
        pytest.param(
            {"$schema": DIALECT, "properties": {"os": {"$schema": DIALECT, "const": "linux"}}},
            '1:83: the keyword "$schema" is not read (leave it out; the dialect is always 2020-12)',
            id="a dialect within",
        ),
    ],
)
def test_bare_schemas_refused(schema: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        policy(json.dumps(schema))
    assert str(caught.value) == f"policy.yaml:{problem}"


def test_the_time_may_be_in_any_zone() -> None:
    east = datetime.fromisoformat("2026-11-26T01:00:00+14:00")
    assert east.astimezone(UTC).day == 25
    text = rules({"schema": {"required": ["user"]}}, waivers=[{**WAIVER, "expires": "2027-05-24"}])
    assert policy_at(east, text).waivers[0].id == "W"


def test_nothing_heavy_is_loaded_before_a_policy_is() -> None:
    code = (
        "import sys, imagegate.policy.load, imagegate.policy.evaluate\n"
        "print(sorted({'jsonschema', 'referencing', 're2', 'yaml', 'difflib'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
