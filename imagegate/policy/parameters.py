"""Values that a policy names once and that whoever extends it may set: `{ $param: NAME }`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from imagegate.policy.entry import Entry
from imagegate.policy.problem import did_you_mean
from imagegate.policy.quantity import byte_size, seconds
from imagegate.source import Location
from imagegate.strict.json import Json

MARKER = "$param"

_NAME = re.compile("[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)
TYPES: dict[str, Callable[[Json], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "duration": lambda value: seconds(value) is not None,
    "byte-size": lambda value: byte_size(value) is not None,
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as its policy declares it. Without a default it is set where a rule is overridden, or not used."""

    name: str
    type: str
    default: Json
    allowed: tuple[Json, ...]
    location: Location = field(repr=False)
    description: str = ""

    def accept(self, value: Entry) -> bool:
        """Tell whether a value fits, and note a problem where it does not."""
        if self.type in TYPES and not TYPES[self.type](value.value):
            value.problem(f'the parameter "{self.name}" must be of the type {self.type}', _example(self.type))
            return False
        if self.allowed and not any(_same(value.value, one) for one in self.allowed):
            value.problem(f'the parameter "{self.name}" has a value that its enum does not list')
            return False
        return True


def declared(entry: Entry) -> dict[str, Parameter]:
    """Read a policy's `params`."""
    found = {}
    for name, item in entry.mapping():
        if not _NAME.fullmatch(name):
            item.problem(f'"{name}" is no name for a parameter', "use letters, digits, - and _")
        item.mapping(("type", "default", "description", "enum", "required"))
        kind = item.at("type").text()
        if kind not in TYPES:
            item.at("type").problem(f'the parameter "{name}" has no known type', did_you_mean(kind, TYPES))
        required = item.at("required").flag(default=False)
        allowed = tuple(choice.value for choice in item.at("enum").sequence())
        about = item.at("description").text()
        parameter = Parameter(name, kind, item.at("default").value, allowed, item.location, about)
        _check_default(item, parameter, required=required)
        found[name] = parameter
    return found


def substituted(entry: Entry, values: Mapping[str, Json], known: Mapping[str, Parameter]) -> Json:
    """Give an entry's value with every `{ $param: NAME }` in it replaced; types are kept."""
    value = entry.value
    if isinstance(value, dict):
        if MARKER in value:
            return _replaced(entry, values, known)
        return {key: substituted(entry.at(key), values, known) for key in value}
    if isinstance(value, list):
        return [substituted(entry.at(index), values, known) for index in range(len(value))]
    return value


def _replaced(entry: Entry, values: Mapping[str, Json], known: Mapping[str, Parameter]) -> Json:
    name = entry.at(MARKER).text()
    if entry.value != {MARKER: name}:
        entry.problem(f'"{MARKER}" does not stand alone', f"write {{ {MARKER}: NAME }} and nothing beside it")
    elif name not in known:
        entry.problem(f'unknown parameter "{name}"', did_you_mean(name, known) or "declare it under params")
    elif name not in values:
        entry.problem(
            f'the parameter "{name}" has no value', f"give it one: override: {{ RULE: {{ with: {{ {name}: … }} }} }}"
        )
    else:
        return values[name]
    return {}


def _check_default(item: Entry, parameter: Parameter, *, required: bool) -> None:
    default = item.at("default")
    if not default.written:
        if not required:
            item.problem(f'the parameter "{parameter.name}" has no default', "give one, or write required: true")
        return
    if required:
        default.problem(f'the parameter "{parameter.name}" is required and has a default', "keep one of the two")
    parameter.accept(default)


def _same(left: Json, right: Json) -> bool:
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def _example(kind: str) -> str:
    return {"duration": "such as 90d", "byte-size": "such as 500MB"}.get(kind, "")
