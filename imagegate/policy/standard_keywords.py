"""Keywords of JSON Schema as imagegate evaluates them: on RE2, counted, with errors that point at the exact place."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from jsonschema import ValidationError

from imagegate.policy.pattern import found

Errors: TypeAlias = Iterator[ValidationError]


def _ref(validator: Any, reference: str, instance: Any, _: Any) -> Errors:
    # Only `#/$defs/NAME` is allowed, and looking that up oneself is many times faster than resolving a URI.
    yield from validator.descend(instance, validator.format_checker.definitions[reference.rpartition("/")[2]])


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Errors:
    if isinstance(instance, str) and not found(pattern, instance):
        yield ValidationError(f"must match {pattern}")


def _properties(validator: Any, properties: dict[str, Any], instance: Any, _: Any) -> Errors:
    for name, schema in properties.items() if isinstance(instance, dict) else ():
        if name in instance:
            yield from _below(validator, instance[name], schema, (name, name))


def _pattern_properties(validator: Any, patterns: dict[str, Any], instance: Any, _: Any) -> Errors:
    for pattern, schema in patterns.items() if isinstance(instance, dict) else ():
        for key, value in instance.items():
            validator.format_checker.evaluation.spend()
            if found(pattern, key):
                yield from _below(validator, value, schema, (key, pattern))


def _additional_properties(validator: Any, schema: Any, instance: Any, siblings: Any) -> Errors:
    named, patterns = siblings.get("properties", {}), siblings.get("patternProperties", {})
    for key, value in instance.items() if isinstance(instance, dict) else ():
        validator.format_checker.evaluation.spend()
        if key not in named and not any(found(pattern, key) for pattern in patterns):
            yield from _below(validator, value, schema, (key, None))


def _items(validator: Any, schema: Any, instance: Any, siblings: Any) -> Errors:
    first = len(siblings.get("prefixItems", ()))
    for index, item in enumerate(instance) if isinstance(instance, list) else ():
        if index >= first:
            yield from _below(validator, item, schema, (index, None))


def _prefix_items(validator: Any, schemas: list[Any], instance: Any, _: Any) -> Errors:
    for index, (item, schema) in enumerate(zip(instance, schemas, strict=False)) if isinstance(instance, list) else ():
        yield from _below(validator, item, schema, (index, index))


def _property_names(validator: Any, schema: Any, instance: Any, _: Any) -> Errors:
    for key in instance if isinstance(instance, dict) else ():
        for error in validator.descend(key, schema):
            error.path.appendleft(key)
            yield error


def _required(_: Any, names: list[str], instance: Any, __: Any) -> Errors:
    for name in names if isinstance(instance, dict) else ():
        if name not in instance:
            yield ValidationError("is not set", path=[name], instance=None)


def _dependent_required(_: Any, dependencies: dict[str, list[str]], instance: Any, __: Any) -> Errors:
    for name, others in dependencies.items() if isinstance(instance, dict) else ():
        for other in others if name in instance else ():
            if other not in instance:
                yield ValidationError(f"is not set, although {name} is", path=[other], instance=None)


def _unique_items(validator: Any, unique: bool, instance: Any, _: Any) -> Errors:  # noqa: FBT001 - the keyword's value
    if not unique or not isinstance(instance, list):
        return
    validator.format_checker.evaluation.spend(len(instance) * (len(instance) - 1) // 2)
    for index, item in enumerate(instance):
        if any(same(item, earlier) for earlier in instance[:index]):
            yield ValidationError("stands there twice", path=[index], instance=item)


def same(left: Any, right: Any) -> bool:
    """Compare as JSON does: `true` is not 1, 1.0 is; strings, arrays and objects by what they hold."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(value, right[key]) for key, value in left.items())
    return bool(left == right)


def _any_of(validator: Any, schemas: list[Any], instance: Any, _: Any) -> Errors:
    branches = _branches(validator, schemas, instance)
    if all(branches):
        yield ValidationError("fits no alternative", context=[error for errors in branches for error in errors])


def _one_of(validator: Any, schemas: list[Any], instance: Any, _: Any) -> Errors:
    branches = _branches(validator, schemas, instance)
    fitting = branches.count([])
    if fitting == 0:
        yield ValidationError("fits no alternative", context=[error for errors in branches for error in errors])
    elif fitting > 1:
        yield ValidationError("fits more than one alternative")


def _branches(validator: Any, schemas: list[Any], instance: Any) -> list[list[ValidationError]]:
    branches = []
    for index, schema in enumerate(schemas):
        errors = [_false(instance)] if schema is False else list(validator.descend(instance, schema))
        for error in errors:
            error.schema_path.appendleft(index)
        branches.append(errors)
    return branches


def _below(validator: Any, value: Any, schema: Any, way: tuple[str | int, str | int | None]) -> Errors:
    # The way leads to the value below the instance, and to the schema below the keyword; the latter may be the same.
    if schema is False:
        yield _false(value, way[0])
    else:
        yield from validator.descend(value, schema, path=way[0], schema_path=way[1])


def _false(value: Any, *path: str | int) -> ValidationError:
    # The library forgets the place where a schema is simply false, and what is hidden is decided by the place.
    return ValidationError("is not allowed", validator="false", path=path, instance=value)


STANDARD_KEYWORDS: Mapping[str, Callable[[Any, Any, Any, Any], Errors]] = {
    "$ref": _ref,
    "pattern": _pattern,
    "properties": _properties,
    "items": _items,
    "prefixItems": _prefix_items,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "propertyNames": _property_names,
    "required": _required,
    "dependentRequired": _dependent_required,
    "uniqueItems": _unique_items,
}
