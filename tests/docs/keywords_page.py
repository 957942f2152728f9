"""`docs/keywords.md`, written from the JSON Schema of policies and from the tables of the code."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from imagegate.policy.fit import KIND
from imagegate.policy.keywords import KEYWORDS as OWN
from imagegate.policy.schema_walk import REFUSED
from imagegate.policy.vacuous import ANNOTATIONS

INTRODUCTION = """\
# Keywords and formats

<!-- Written from imagegate/policy/policy.schema.json by `make golden`; do not edit it here. -->

What the `schema` and `when` of a rule may say: JSON Schema 2020-12, without what would pass silently, and with keywords
that JSON Schema lacks. A keyword that is not listed here is an error, with its line.

A keyword that looks at one type passes on every other, as JSON Schema says: add `type` where that matters. imagegate's
own keywords `containsAll`, `denyPorts`, `maxAge`, `minAge`, `maxBytes`, `imageRef` and `tagVersion` fail on a value
that they cannot judge. Where null or nothing stands, no keyword is asked: the rule's `missing` decides.

Regular expressions are RE2's, and match anywhere in a text unless `^` and `$` say otherwise. RE2 runs in linear time.
It cannot look ahead or behind: say with `denyPattern` what must not be there.

In the place of every value, `{ $param: NAME }` gives that of a parameter.
"""
TYPES = {"string": "texts", "number": "numbers", "array": "lists", "object": "objects"}
COMBINE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "$ref")
PARTS = """\

## Refused

These are keywords of JSON Schema that a policy may not use, and what to write instead.

| Keyword | Instead |
| --- | --- |
"""


def render_page(schema: dict[str, Any]) -> str:
    """Give the whole page."""
    return INTRODUCTION + "".join(_sections(schema["definitions"]))


def _sections(defined: dict[str, Any]) -> Iterator[str]:
    keywords = defined["keywords"]["properties"]
    standard = [name for name in keywords if name not in OWN]
    yield from _table("imagegate's own", [name for name in keywords if name in OWN], keywords)
    rest = [name for name in standard if name not in {*KIND, *COMBINE, *ANNOTATIONS}]
    yield from _table("For every value", rest, keywords)
    for kind, plural in TYPES.items():
        yield from _table(f"For {plural}", [name for name in standard if KIND.get(name) == kind], keywords)
    yield from _table("To combine schemas", COMBINE, keywords)
    yield from _table("For readers only", [name for name in standard if name in ANNOTATIONS], keywords)
    yield "\n## Formats\n\nWhat `format` may ask of a text.\n\n| Format | Meaning | Example |\n| --- | --- | --- |\n"
    yield from (
        _row(f"`{each['const']}`", each["description"], _code(each["examples"][0]))
        for each in defined["format"]["anyOf"]
    )
    yield PARTS
    yield from (_row(f"`{name}`", instead) for name, instead in REFUSED.items())


def _table(heading: str, names: Iterable[str], keywords: dict[str, Any]) -> Iterator[str]:
    yield f"\n## {heading}\n\n| Keyword | Looks at | Meaning | Example |\n| --- | --- | --- | --- |\n"
    for name in names:
        node = keywords[name]
        examples = "<br>".join(_code({name: example}) for example in node.get("examples", ()))
        yield _row(f"`{name}`", TYPES.get(KIND.get(name, ""), "any value"), node["description"], examples)


def _code(example: Any) -> str:
    if isinstance(example, str):
        return f"`{example}`"
    text = json.dumps(example, ensure_ascii=False)
    return f"`{text[1:-1] if isinstance(example, dict) else text}`"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"
