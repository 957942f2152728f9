"""Keywords that JSON Schema lacks.

Everything that a library reports badly under `not` has a keyword of its own here. Each yields errors whose message is
the end of a sentence about the value (`dates from 413 days ago; the maximum is 90d`) and never quotes the value itself.
What a keyword asks of a value it cannot judge (`maxAge` of a number) fails: a rule must not pass by accident.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, TypeAlias

from jsonschema import ValidationError

from imagegate.policy import image_glob
from imagegate.policy.formats import instant
from imagegate.policy.glob import matches
from imagegate.policy.pattern import found
from imagegate.policy.quantity import byte_size, seconds, shown_age, shown_bytes
from imagegate.policy.standard_keywords import same
from imagegate.policy.tag_version import in_range

Errors: TypeAlias = Iterator[ValidationError]

_CLOCK_SKEW_SECONDS = 86_400


def _deny_pattern(_: Any, pattern: str, instance: Any, __: Any) -> Errors:
    if isinstance(instance, str) and found(pattern, instance):
        yield ValidationError(f"must not match {pattern}")


def _deny_values(validator: Any, values: list[Any], instance: Any, _: Any) -> Errors:
    validator.format_checker.evaluation.spend(len(values))
    if any(same(value, instance) for value in values):
        yield ValidationError("is denied")


def _deny_keys(validator: Any, denied: Any, instance: Any, _: Any) -> Errors:
    pattern, exception = (denied["pattern"], denied.get("except")) if isinstance(denied, dict) else (denied, None)
    for key in instance if isinstance(instance, dict) else ():
        validator.format_checker.evaluation.spend()
        if found(pattern, key) and not (exception and found(exception, key)):
            yield ValidationError("is denied", path=[key], instance=instance[key])


def _deny_items(validator: Any, schema: Any, instance: Any, _: Any) -> Errors:
    if not isinstance(instance, list):
        return
    denied = validator.evolve(schema=schema)
    for index, item in enumerate(instance):
        if denied.is_valid(item):
            yield ValidationError("is denied", path=[index], instance=item)


def _deny_ports(validator: Any, denied: list[int], instance: Any, _: Any) -> Errors:
    if not isinstance(instance, dict):
        yield ValidationError("is not a port taken apart")
        return
    validator.format_checker.evaluation.spend(len(denied))
    first, last = instance.get("port"), instance.get("portEnd")
    if isinstance(first, int) and isinstance(last, int) and any(first <= port <= last for port in denied):
        yield ValidationError("is denied")


def _contains_all(validator: Any, wanted: list[Any], instance: Any, _: Any) -> Errors:
    if not isinstance(instance, list):
        yield ValidationError("is not a list")
        return
    validator.format_checker.evaluation.spend(len(wanted) * len(instance))
    for want in wanted:
        if not any(same(want, item) or _glob(want, item) for item in instance):
            yield ValidationError(f"lacks {want}")


def _max_age(validator: Any, maximum: str, instance: Any, _: Any) -> Errors:
    age = _age(validator, instance)
    if age is None:
        yield ValidationError("is not a date and time")
    elif age > (seconds(maximum) or 0):
        yield ValidationError(f"dates from {shown_age(age)} ago; the maximum is {maximum}")
    elif age < -_CLOCK_SKEW_SECONDS:
        yield ValidationError(f"lies {shown_age(-age)} ahead")


def _min_age(validator: Any, minimum: str, instance: Any, _: Any) -> Errors:
    age = _age(validator, instance)
    if age is None:
        yield ValidationError("is not a date and time")
    elif age < (seconds(minimum) or 0):
        yield ValidationError(f"dates from {shown_age(max(age, 0))} ago; the minimum is {minimum}")


def _max_bytes(_: Any, maximum: Any, instance: Any, __: Any) -> Errors:
    limit = byte_size(maximum) or 0
    if isinstance(instance, bool) or not isinstance(instance, int):
        yield ValidationError("is not a number of bytes")
    elif instance > limit:
        shown = maximum if isinstance(maximum, str) else shown_bytes(limit)
        yield ValidationError(f"is {shown_bytes(instance)}; the maximum is {shown}")


def _image_ref(validator: Any, globs: Any, instance: Any, _: Any) -> Errors:
    wanted = tuple(globs) if isinstance(globs, list) else (globs,)
    validator.format_checker.evaluation.spend(len(wanted))
    if not isinstance(instance, str) or not image_glob.selects_text(wanted, instance):
        yield ValidationError("is not one of the images allowed")


def _tag_version(_: Any, wanted: dict[str, Any], instance: Any, __: Any) -> Errors:
    if not isinstance(instance, dict):
        yield ValidationError("is not a tag taken apart")
        return
    numbers = [number for number in instance.get("numbers") or [] if isinstance(number, int)]
    suffix = instance.get("suffix") or ""
    if "minPrecision" in wanted and len(numbers) < wanted["minPrecision"]:
        yield ValidationError(f"has {len(numbers)} numbers; at least {wanted['minPrecision']} are wanted")
    if "range" in wanted and not in_range(wanted["range"], numbers):
        yield ValidationError(f"is not in the range {wanted['range']}")
    if "suffix" in wanted and not any(matches(glob, suffix) for glob in wanted["suffix"]):
        yield ValidationError(f"does not end in {' or '.join(wanted['suffix']) or 'nothing'}")


def _glob(want: Any, item: Any) -> bool:
    return isinstance(want, str) and isinstance(item, str) and ("*" in want or "?" in want) and matches(want, item)


def _age(validator: Any, instance: Any) -> float | None:
    moment = instant(instance) if isinstance(instance, str) else None
    if moment is None:
        return None
    age: timedelta = validator.format_checker.evaluation.now - moment
    return age.total_seconds()


KEYWORDS: Mapping[str, Callable[[Any, Any, Any, Any], Errors]] = {
    "denyPattern": _deny_pattern,
    "denyValues": _deny_values,
    "denyKeys": _deny_keys,
    "denyItems": _deny_items,
    "denyPorts": _deny_ports,
    "containsAll": _contains_all,
    "maxAge": _max_age,
    "minAge": _min_age,
    "maxBytes": _max_bytes,
    "imageRef": _image_ref,
    "tagVersion": _tag_version,
}
