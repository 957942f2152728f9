"""What each keyword of a schema may say, beyond those that hold schemas: one check for each."""

from collections.abc import Callable, Mapping
from typing import TypeGuard

from imagegate.oci.port import PORT_MAX
from imagegate.policy.entry import Entry
from imagegate.policy.expressions import check_glob, check_image_glob, check_pattern
from imagegate.policy.formats import FORMATS
from imagegate.policy.problem import did_you_mean, kind
from imagegate.policy.quantity import byte_size, seconds
from imagegate.policy.tag_version import InvalidRangeError, parse_range
from imagegate.strict.json import Json

TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")
PRECISION_MAX = 4


def _anything(_: Entry) -> None:
    pass


def _text(entry: Entry) -> None:
    entry.text()


def _count(entry: Entry) -> None:
    if not _is_integer(entry.value) or entry.value < 0:
        entry.problem(f"a whole number, 0 or more, is expected here, not {kind(entry.value)}", _digits(entry.value))


def _number(entry: Entry) -> None:
    if isinstance(entry.value, bool) or not isinstance(entry.value, int | float):
        entry.problem(f"a number is expected here, not {kind(entry.value)}", _digits(entry.value))


def _positive(entry: Entry) -> None:
    _number(entry)
    if isinstance(entry.value, int | float) and entry.value <= 0:
        entry.problem("a number above 0 is expected here")


def _flag(entry: Entry) -> None:
    if not isinstance(entry.value, bool):
        entry.problem(f"true or false is expected here, not {kind(entry.value)}")


def _pattern(entry: Entry) -> None:
    check_pattern(entry.value, entry)


def _names(entry: Entry) -> None:
    if not isinstance(entry.value, list) or not entry.value:
        hint = "write it in brackets" if isinstance(entry.value, str) else ""
        entry.problem(f"a list of texts is expected here, with at least one, not {kind(entry.value)}", hint)
        return
    for name in entry.sequence():
        if not isinstance(name.value, str):
            name.problem(f"a text is expected here, not {kind(name.value)}", "quote it")


def _names_by_name(entry: Entry) -> None:
    if not isinstance(entry.value, dict) or not entry.value:
        entry.problem("a mapping from names to lists of names is expected here")
        return
    for _, names in entry.mapping():
        _names(names)


def _values(entry: Entry) -> None:
    if not isinstance(entry.value, list) or not entry.value:
        entry.problem("a list of values is expected here, with at least one")


def _type(entry: Entry) -> None:
    if entry.value == []:
        entry.problem("a list of types is expected here, with at least one")
    for name in entry.sequence() if isinstance(entry.value, list) else (entry,):
        if name.value is None:
            name.problem("a type is expected here, not null", 'quote it: "null"')
        elif not isinstance(name.value, str):
            name.problem(f"a type is expected here, not {kind(name.value)}")
        elif name.value not in TYPES:
            name.problem(f'there is no type "{name.value}"', did_you_mean(name.value, TYPES))


def _format(entry: Entry) -> None:
    name = entry.text()
    if name not in FORMATS and isinstance(entry.value, str):
        known = f"known: {', '.join(FORMATS)}"
        entry.problem(f'unknown format "{name}"', did_you_mean(name, FORMATS) or known)


def _deny_keys(entry: Entry) -> None:
    if not isinstance(entry.value, dict):
        _pattern(entry)
        return
    entry.mapping(("pattern", "except"))
    for key in ("pattern", "except"):
        if key == "pattern" or entry.at(key).written:
            check_pattern(entry.at(key).value, entry.at(key))


def _ports(entry: Entry) -> None:
    _values(entry)
    for port in entry.sequence():
        if not (_is_integer(port.value) and 1 <= port.value <= PORT_MAX):
            port.problem(f"a port from 1 to {PORT_MAX} is expected here, not {kind(port.value)}", _digits(port.value))


def _contains_all(entry: Entry) -> None:
    _values(entry)
    for value in entry.sequence():
        if isinstance(value.value, str):
            check_glob(value.value, value)


def _age(entry: Entry) -> None:
    if seconds(entry.value) is None:
        entry.problem(f"a duration is expected here, not {kind(entry.value)}", "a number and one of s m h d w y: 90d")


def _bytes(entry: Entry) -> None:
    if byte_size(entry.value) is None:
        entry.problem(f"a size is expected here, not {kind(entry.value)}", "such as 500MB, or 500MiB in powers of 1024")


def _image_ref(entry: Entry) -> None:
    globs = entry.sequence() if isinstance(entry.value, list) else iter([entry])
    if entry.value == []:
        entry.problem("a list of globs is expected here, with at least one")
    for glob in globs:
        if isinstance(glob.value, str):
            check_image_glob(glob.value, glob)
        else:
            glob.problem(f"a glob is expected here, not {kind(glob.value)}", "quote it")


def _tag_version(entry: Entry) -> None:
    if not isinstance(entry.value, dict) or not entry.value:
        entry.problem("a mapping with range, suffix or minPrecision is expected here")
        return
    entry.mapping(("range", "suffix", "minPrecision"))
    text = entry.at("range").text()
    if isinstance(entry.at("range").value, str):
        try:
            parse_range(text)
        except InvalidRangeError as error:
            entry.at("range").problem(str(error), "such as '>=1.27 <2 || 3.x'; quote it")
    for suffix in entry.at("suffix").sequence():
        check_glob(suffix.text(), suffix)
    precision = entry.at("minPrecision")
    if precision.written and not (_is_integer(precision.value) and 1 <= precision.value <= PRECISION_MAX):
        precision.problem(f"a whole number from 1 to {PRECISION_MAX} is expected here")


def _digits(value: Json) -> str:
    is_other = isinstance(value, str) and value[:1].isdecimal()
    return "write decimal digits alone: YAML 1.2 reads anything else as text" if is_other else ""


def _is_integer(value: Json) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


VALUES: Mapping[str, Callable[[Entry], None]] = {
    **dict.fromkeys(("title", "description", "$comment"), _text),
    **dict.fromkeys(("default", "examples", "const"), _anything),
    **dict.fromkeys(("enum", "denyValues"), _values),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), _count),
    **dict.fromkeys(("minProperties", "maxProperties", "minContains", "maxContains"), _count),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _number),
    **dict.fromkeys(("pattern", "denyPattern"), _pattern),
    **dict.fromkeys(("maxAge", "minAge"), _age),
    "type": _type,
    "multipleOf": _positive,
    "uniqueItems": _flag,
    "required": _names,
    "dependentRequired": _names_by_name,
    "format": _format,
    "denyKeys": _deny_keys,
    "denyPorts": _ports,
    "containsAll": _contains_all,
    "maxBytes": _bytes,
    "imageRef": _image_ref,
    "tagVersion": _tag_version,
}
