"""What a failed keyword says, in words: what was found and what was expected."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jsonschema import ValidationError

from imagegate.policy.failure import Failure
from imagegate.policy.pointer import join
from imagegate.policy.shown import shown, subject, words
from imagegate.strict.json import Json

LISTED_MAX = 5


def failure(error: ValidationError, at: str) -> Failure:
    """Put an error below a place of the document into words."""
    pointer = join(at, *error.relative_path)
    value: Any = error.instance
    keyword = str(error.validator) if error.validator else "false"
    tell = _TELL.get(keyword, _own)
    end, expected = tell(error, value, pointer)
    return Failure(pointer, value, f"{subject(pointer)} {end}", expected)


def listed(values: Sequence[Any]) -> str:
    """Write the first few of several values, and how many there are."""
    first = ", ".join(value if isinstance(value, str) else words(value) for value in values[:LISTED_MAX])
    return first if len(values) <= LISTED_MAX else f"{first}, … ({len(values)} in all)"


def _wanted(error: ValidationError) -> Any:
    return error.validator_value


def _is(value: Json, pointer: str) -> str:
    return f"is {shown(value, pointer)}"


def _type(error: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    wanted = _wanted(error)
    kind = " or ".join(wanted) if isinstance(wanted, list) else str(wanted)
    return f"{_is(value, pointer)}, not of the type {kind}", f"a value of the type {kind}"


def _enum(error: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    choices = listed(_wanted(error))
    return f"{_is(value, pointer)}; it must be one of {choices}", f"one of {choices}"


def _const(error: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    return f"{_is(value, pointer)}; it must be {words(_wanted(error))}", words(_wanted(error))


def _pattern(error: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    return f"{_is(value, pointer)}; it {error.message}", f"a text that matches {_wanted(error)}"


def _deny_pattern(error: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    return f"{_is(value, pointer)}; it {error.message}", f"no text that matches {_wanted(error)}"


def _deny_values(error: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    denied = _wanted(error)
    return f"{_is(value, pointer)}", f"not {listed([words(value) for value in denied])}"


def _deny_ports(error: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    if not isinstance(value, dict):
        return error.message, "a port"
    return f"{_is(value.get('text'), pointer)}", f"no range with {listed([words(port) for port in _wanted(error)])}"


def _bound(error: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    kind, limit = _BOUNDS[str(error.validator)], words(_wanted(error))
    return f"{_is(value, pointer)}; it must be {kind} {limit}", f"{kind} {limit}"


def _count(error: ValidationError, value: Any, _: str) -> tuple[str, str]:
    keyword, limit = str(error.validator), _wanted(error)
    noun = next(noun for end, noun in _NOUNS.items() if keyword.endswith(end))
    least = keyword.startswith("min")
    bound = f"the {'minimum' if least else 'maximum'} is {limit}"
    return f"has {_number(len(value), noun)}; {bound}", f"at {'least' if least else 'most'} {_number(limit, noun)}"


def _contains(error: ValidationError, value: Any, _: str) -> tuple[str, str]:
    few = str(error.validator) in ("contains", "minContains")
    end = "too few" if few else "too many"
    return f"has {end} elements of the kind asked for, {len(value)} in all", "other elements"


def _branches(error: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    # The alternative that was nearly satisfied tells most; ties go to the first.
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    if not branches:
        return f"{_is(value, pointer)}, which fits more than one alternative", "exactly one alternative"
    told = [[failure(inner, pointer) for inner in inners] for inners in branches.values()]
    if all(len(inner) == 1 and inner[0].pointer == pointer for inner in told):
        expected = " or ".join(dict.fromkeys(inner[0].expected for inner in told))
        return f"{_is(value, pointer)}; it must be {expected}", expected
    best = min(told, key=lambda inner: (len(inner), -max(each.pointer.count("/") for each in inner)))
    return f"{_is(value, pointer)}; {best[0].detail}", best[0].expected


def _not(_: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    return f"{_is(value, pointer)}, which is not allowed", "another value"


def _false(_: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    return f"{_is(value, pointer)}, but is not allowed at all", "nothing here"


def _image_ref(error: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    globs = _wanted(error)
    allowed = listed(globs if isinstance(globs, list) else [globs])
    return f"{_is(value, pointer)}; allowed are {allowed}", f"one of {allowed}"


def _contains_all(error: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    return f"{error.message} (it is {shown(value, pointer)})", f"all of {listed(_wanted(error))}"


def _format(error: ValidationError, value: Json, pointer: str) -> tuple[str, str]:
    name = _wanted(error)
    return f"{_is(value, pointer)}, which is no {name}", f"a text of the format {name}"


def _own(error: ValidationError, _: Json, __: str) -> tuple[str, str]:
    return error.message, _EXPECTED.get(str(error.validator), "{0}").format(words(_wanted(error)).strip('"'))


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s".replace("propertys", "properties")


_BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
    "multipleOf": "a multiple of",
}
_NOUNS = {"Items": "element", "Length": "character", "Properties": "property"}
_EXPECTED = {
    "maxAge": "at most {0} old",
    "minAge": "at least {0} old",
    "maxBytes": "at most {0}",
    "required": "a value",
    "dependentRequired": "a value",
    "uniqueItems": "no value twice",
    "denyKeys": "no such key",
    "denyItems": "no such element",
    "tagVersion": "a version in {0}",
}
_TELL: Mapping[str, Callable[[ValidationError, Any, str], tuple[str, str]]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "denyPattern": _deny_pattern,
    "denyValues": _deny_values,
    "denyPorts": _deny_ports,
    **dict.fromkeys(_BOUNDS, _bound),
    **dict.fromkeys(("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"), _count),
    **dict.fromkeys(("contains", "minContains", "maxContains"), _contains),
    **dict.fromkeys(("anyOf", "oneOf"), _branches),
    "not": _not,
    "false": _false,
    "imageRef": _image_ref,
    "containsAll": _contains_all,
    "format": _format,
}
