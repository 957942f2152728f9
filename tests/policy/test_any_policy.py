"""Whatever a policy says, it is refused in words or gives a verdict: never anything else."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imagegate.policy.evaluate import evaluate
from imagegate.policy.formats import FORMATS
from imagegate.policy.problem import InvalidPolicyError
from imagegate.policy.rule import Policy
from imagegate.policy.schema_walk import KEYWORDS
from imagegate.policy.vacuous import ANNOTATIONS
from imagegate.policy.verdict import Failed, Passed, Unverified
from tests.images import candidate, image
from tests.policies import NOW, policy, rules

IMAGE = image(
    {"User": "0", "Env": ["A=1", "B"], "ExposedPorts": {"22/tcp": {}}, "Labels": {"a": "2026-01-01T00:00:00Z"}},
    platforms=("linux/amd64", "linux/arm64"),
)
POINTERS = (
    "/raw/config",
    "/raw/config/config",
    "/raw/config/config/*",
    "/raw/manifest",
    "/raw/manifest/layers/*",
    "/raw",
)
WAIVER = {
    "id": "W",
    "rules": ["rule-0"],
    "images": ["**"],
    "reason": "accepted for a while",
    "owner": "me",
    "expires": "2026-12-31",
}
LEAVES = st.sampled_from(
    [
        *(
            None,
            True,
            False,
            0,
            1,
            -1,
            2.5,
            "",
            "a",
            "^a",
            "(",
            "(?!a)",
            "1d",
            "1MB",
            "**",
            "*",
            "a**",
            "1.27",
            "#/$defs/d",
        ),
        *("string", "object", "array", "integer", "properties", "env", "port", "root", "$param", "\\d+$", "é", "\0"),
        *FORMATS,
    ]
)
NAMES = st.sampled_from(
    [*sorted(KEYWORDS), "env", "user", "root", "port", "^a", "$param", "range", "suffix", "pattern"]
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)
SUBSCHEMAS: st.SearchStrategy[Any] = st.deferred(lambda: st.booleans() | SCHEMAS)
TEXTS = st.sampled_from(["User", "Env", "config", "os", "^O", "A", "layers", "size", "digest"])
COUNTS = st.integers(0, 3)
PATTERNS = st.sampled_from(["^A", ".", "[0-9]+$", "(?i)user", "x{3}"])
SOUND: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("not", "if", "then", "else", "items", "contains", "denyItems"), SUBSCHEMAS),
    **dict.fromkeys(("additionalProperties", "propertyNames"), SUBSCHEMAS),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), st.lists(SUBSCHEMAS, min_size=1, max_size=2)),
    **dict.fromkeys(("properties", "dependentSchemas"), st.dictionaries(TEXTS, SUBSCHEMAS, min_size=1, max_size=2)),
    **dict.fromkeys(("enum", "denyValues", "containsAll"), st.lists(TEXTS | COUNTS, min_size=1, max_size=3)),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), COUNTS),
    **dict.fromkeys(("minContains", "maxContains", "minimum", "maximum", "exclusiveMinimum"), COUNTS),
    **dict.fromkeys(("pattern", "denyPattern", "denyKeys"), PATTERNS),
    **dict.fromkeys(("maxAge", "minAge"), st.sampled_from(["1d", "9y"])),
    "patternProperties": st.dictionaries(PATTERNS, SUBSCHEMAS, min_size=1, max_size=2),
    "required": st.lists(TEXTS, min_size=1, max_size=2),
    "dependentRequired": st.dictionaries(TEXTS, st.lists(TEXTS, min_size=1, max_size=2), min_size=1, max_size=1),
    "const": VALUES,
    "multipleOf": st.sampled_from([1, 2, 0.5, 1e-9]),
    "exclusiveMaximum": st.sampled_from([1e300, -1]),
    "uniqueItems": st.booleans(),
    "type": st.sampled_from(["string", "object", ["array", "null"]]),
    "format": st.sampled_from(sorted(FORMATS)),
    "maxBytes": st.sampled_from([1, "1kB"]),
    "denyPorts": st.sampled_from([[22], [1, 65535]]),
    "imageRef": st.sampled_from(["**", ["ghcr.io/**"]]),
    "tagVersion": st.just({"range": ">=1 <2", "suffix": ["a*"], "minPrecision": 2}),
    "$ref": st.just("#/$defs/d"),
}
SCHEMAS: st.SearchStrategy[Any] = st.lists(st.sampled_from(sorted(SOUND)), min_size=1, max_size=3, unique=True).flatmap(
    lambda keywords: st.fixed_dictionaries({keyword: SOUND[keyword] for keyword in keywords})
)


def test_every_keyword_is_tried() -> None:
    assert set(SOUND) == KEYWORDS - ANNOTATIONS


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(SCHEMAS, st.sampled_from(POINTERS), SCHEMAS)
def test_any_sound_schema(schema: Any, at: str, definition: Any) -> None:
    judge(rules({"at": at, "schema": schema, "missing": "unknown"}, **{"$defs": {"d": definition}}))


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(KEYWORDS)), VALUES, min_size=1, max_size=3))
def test_any_schema(schema: Any) -> None:
    judge(rules({"schema": schema}))


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_any_part_may_be_anything(data: st.DataObject) -> None:
    whole: dict[str, Any] = json.loads(
        rules(
            {
                "match": {"images": ["**"]},
                "when": {"required": ["user"]},
                "message": "{value}",
                "schema": {"required": ["user"]},
            },
            name="x",
            params={"p": {"type": "string", "default": "x"}},
            settings={"failOn": "error", "waivers": {"maxDays": 3}, "discovery": {"exclude": ["x"]}},
            override={"rule-0": {"severity": "warning", "with": {"p": "y"}}},
            extends=[],
            waivers=[WAIVER],
        )
    )
    place: Any = whole
    while isinstance(place, dict | list) and place:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if data.draw(st.booleans()):
            place[key] = data.draw(VALUES)
            break
        place = place[key]
    judge(json.dumps(whole))


def judge(text: str) -> None:
    """Load a policy and judge an image by it."""
    loaded: Policy | None = None
    with suppress(InvalidPolicyError):
        loaded = policy(text)
    if loaded is not None:
        assert isinstance(evaluate(loaded, candidate(), IMAGE, now=NOW), Passed | Failed | Unverified)
