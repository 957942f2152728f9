"""A JSON Schema that is no policy: it becomes one rule on the raw image config."""

from dataclasses import replace

from imagegate.policy import lint
from imagegate.policy.entry import Entry
from imagegate.policy.rule import Rule, Severity
from imagegate.strict.json import Json

RULE_ID = "schema"
POINTER = "/raw/config"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DRAFT_HINT = (
    "only 2020-12 is read: rename definitions to $defs, dependencies to dependentRequired or dependentSchemas, "
    "write lists in items as prefixItems, then change $schema"
)


def bare_rule(root: Entry) -> Rule:
    """Give the one rule that a bare JSON Schema means; its `$schema` and `$id` say nothing more."""
    dialect = root.at("$schema").text().removesuffix("#")
    if dialect != DIALECT:
        root.at("$schema").problem(f'the dialect "{dialect}" is not read', _DRAFT_HINT)
    known = lint.definitions(dict(root.at("$defs").mapping()))
    body = root.value if isinstance(root.value, dict) else {}
    schema: dict[str, Json] = {key: value for key, value in body.items() if key not in ("$schema", "$id", "$defs")}
    lint.check(replace(root, value=schema), known)
    title, description = schema.get("title"), schema.get("description")
    return Rule(
        id=RULE_ID,
        severity=Severity.ERROR,
        location=root.location,
        schema={**schema, "$defs": known.values} if known.entries else schema,
        description=next((text for text in (title, description) if isinstance(text, str)), ""),
        at=POINTER,
    )
