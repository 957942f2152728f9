"""One walk through a schema as it is written: which keywords it may have, and what each may say.

A library ignores a keyword that it does not know, a format it has no check for and a `then` without `if`; in a gate
each of them is a hole. Every keyword's value is checked here, so that evaluation meets none that it cannot use.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from imagegate.policy.entry import Entry
from imagegate.policy.expressions import check_pattern
from imagegate.policy.keyword_values import VALUES
from imagegate.policy.problem import did_you_mean, kind
from imagegate.strict.json import Json

DEPTH_MAX = 32
NODES_MAX = 2000

TOO_DEEP = f"schemas nest more than {DEPTH_MAX} levels deep, references followed"

_ONE = frozenset(
    {"not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames", "denyItems"}
)
_SEVERAL = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_BY_NAME = frozenset({"properties", "patternProperties", "dependentSchemas"})
KEYWORDS = frozenset({*VALUES, *_ONE, *_SEVERAL, *_BY_NAME, "$ref"})

_PARTNERS = {"then": "if", "else": "if", "minContains": "contains", "maxContains": "contains"}
_NEVER = "leave it out; the dialect is always 2020-12"
_LISTED = "docs/keywords.md lists what a schema may say"
_UNEVALUATED = "list what is allowed with properties and additionalProperties, or prefixItems and items"
REFUSED = {
    "$schema": _NEVER,
    "$vocabulary": _NEVER,
    "$id": "leave it out; schemas refer to each other as #/$defs/NAME",
    "$anchor": "put the schema under $defs and refer to it as #/$defs/NAME",
    "$dynamicRef": "use $ref: '#/$defs/NAME'",
    "$dynamicAnchor": "put the schema under $defs and refer to it as #/$defs/NAME",
    "$recursiveRef": "use $ref: '#/$defs/NAME'",
    "$recursiveAnchor": "put the schema under $defs and refer to it as #/$defs/NAME",
    "$defs": "put $defs at the top of the file",
    "definitions": "put the schemas under $defs at the top of the file",
    "dependencies": "use dependentRequired or dependentSchemas",
    "additionalItems": "use prefixItems and items",
    **dict.fromkeys(("contentMediaType", "contentEncoding", "contentSchema"), "say with pattern what it looks like"),
    "errorMessage": "write the rule's message",
    "glob": "use imageRef for images, and pattern for other texts",
    "minBytes": "use minimum, in bytes",
    "nullable": 'write type: [string, "null"]',
    "semver": "use format: semver, or tagVersion for a range",
    "unevaluatedItems": _UNEVALUATED,
    "unevaluatedProperties": _UNEVALUATED,
}


@dataclass(slots=True)
class Walk:
    """What a walk has met: `references` are the `$ref`s, their targets and how deep they stand."""

    known: Mapping[str, Entry]
    references: list[tuple[Entry, str, int]] = field(default_factory=list)
    depth: int = 0
    nodes: int = 0
    sound: bool = True

    def visit(self, entry: Entry, depth: int = 1) -> None:
        """Check a schema and all within it."""
        self.depth = max(self.depth, depth)
        if depth > DEPTH_MAX:
            self._problem(entry, TOO_DEEP)
        elif isinstance(entry.value, dict):
            self._keywords(entry, depth)
        elif not isinstance(entry.value, bool):
            self._problem(entry, f"a schema must be a mapping, not {kind(entry.value)}", _hint(entry.value))

    def _keywords(self, entry: Entry, depth: int) -> None:
        for key, item in entry.mapping():
            if not self._counts(item, 1):
                return
            self._keyword(key, item, depth)
            partner = _PARTNERS.get(key)
            if partner and not entry.at(partner).written:
                self._problem(item, f'"{key}" does nothing without "{partner}"')

    def _keyword(self, key: str, item: Entry, depth: int) -> None:
        if key == "$ref":
            self._reference(item, depth)
        elif key in _ONE:
            self.visit(item, depth + 1)
        elif key in _SEVERAL:
            self._several(item, depth)
        elif key in _BY_NAME:
            self._by_name(key, item, depth)
        elif key in VALUES:
            self._value(VALUES[key], item)
        else:
            reason = f'the keyword "{key}" is not read' if key in REFUSED else f'unknown keyword "{key}"'
            self._problem(item, reason, REFUSED.get(key) or did_you_mean(key, KEYWORDS) or _LISTED)

    def _value(self, check_value: Callable[[Entry], None], item: Entry) -> None:
        before = len(item.problems)
        check_value(item)
        self.sound &= len(item.problems) == before
        self._counts(item, len(item.value) if isinstance(item.value, list | dict) else 0)

    def _counts(self, item: Entry, nodes: int) -> bool:
        within = self.nodes <= NODES_MAX
        self.nodes += nodes
        if within and self.nodes > NODES_MAX:
            self._problem(item, f"a schema has more than {NODES_MAX} parts")
        return self.nodes <= NODES_MAX

    def _several(self, item: Entry, depth: int) -> None:
        if not isinstance(item.value, list) or not item.value:
            self._problem(item, "a list of schemas is expected here, with at least one")
            return
        for schema in item.sequence():
            self.visit(schema, depth + 1)

    def _by_name(self, key: str, item: Entry, depth: int) -> None:
        if not isinstance(item.value, dict) or not item.value:
            self._problem(item, "a mapping from names to schemas is expected here, with at least one")
            return
        for name, schema in item.mapping():
            if key == "patternProperties":
                self._value(partial(check_pattern, name), schema)
            self.visit(schema, depth + 1)

    def _reference(self, item: Entry, depth: int) -> None:
        target = item.value if isinstance(item.value, str) else ""
        name = target.removeprefix("#/$defs/")
        if name == target or "/" in name:
            hint = "write '#/$defs/NAME'; nothing is ever fetched"
            self._problem(item, f'"{target}" is not a reference that is followed', hint)
        elif name not in self.known:
            self._problem(item, f'$defs has no "{name}"', did_you_mean(name, self.known))
        else:
            self.references.append((item, name, depth))

    def _problem(self, entry: Entry, message: str, hint: str = "") -> None:
        self.sound = False
        entry.problem(message, hint)


def _hint(value: Json) -> str:
    return "lists of schemas stand under prefixItems, allOf, anyOf or oneOf" if isinstance(value, list) else ""
