"""Whether a schema can reject anything at all: a rule that never fails is a hole that looks like a wall."""

from collections.abc import Mapping

from imagegate.strict.json import Json

ANNOTATIONS = frozenset({"title", "description", "$comment", "default", "examples"})

_ONE = frozenset({"items", "additionalProperties", "propertyNames", "then", "else"})
_SEVERAL = frozenset({"allOf", "anyOf", "prefixItems"})
_BY_NAME = frozenset({"properties", "patternProperties", "dependentSchemas"})
_BRANCHES = frozenset({"if", "minContains", "maxContains"})


def asserts(schema: Json, definitions: Mapping[str, Json], seen: frozenset[str] = frozenset()) -> bool:
    """Tell whether some value could fail a schema that is otherwise well formed; doubtful ones count as able to."""
    if not isinstance(schema, dict):
        return schema is False
    return any(_keyword_asserts(key, value, definitions, seen) for key, value in schema.items())


def _keyword_asserts(key: str, value: Json, definitions: Mapping[str, Json], seen: frozenset[str]) -> bool:
    if key == "$ref":
        name = str(value).rpartition("/")[2]
        return name in seen or asserts(definitions.get(name, False), definitions, seen | {name})
    if key in _ONE:
        return asserts(value, definitions, seen)
    if isinstance(value, dict) and key in _BY_NAME:
        return any(asserts(each, definitions, seen) for each in value.values())
    if isinstance(value, list) and key in _SEVERAL:
        return (all if key == "anyOf" else any)(asserts(each, definitions, seen) for each in value)
    idle = (key == "uniqueItems" and value is False) or (key.startswith("min") and value == 0)
    return key not in ANNOTATIONS and key not in _BRANCHES and not idle
