"""Messages with placeholders: plain substitution, no expressions, no attributes."""

import re
from collections.abc import Callable, Mapping

from imagegate.policy.at import check_pointer
from imagegate.policy.entry import Entry
from imagegate.policy.problem import did_you_mean
from imagegate.strict.json import Json

PLACEHOLDERS = ("value", "doc", "key", "image", "detail", "expected", "pointer", "param")

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_-]*)(?::([^{}]*))?\}", re.ASCII)
_NEEDS_ARGUMENT = frozenset({"doc", "param"})
_TAKES_ARGUMENT = frozenset({"value", "doc", "param"})


def filled(template: str, fill: Callable[[str, str], str]) -> str:
    """Replace every placeholder by what `fill` gives for its name and argument (empty if it has none)."""
    return _PLACEHOLDER.sub(lambda match: fill(match[1], match[2] or ""), template)


def check(entry: Entry, parameters: Mapping[str, Json]) -> None:
    """Note placeholders that mean nothing."""
    for match in _PLACEHOLDER.finditer(entry.text()):
        name, argument = match[1], match[2]
        if name not in PLACEHOLDERS:
            entry.problem(f'unknown placeholder "{{{name}}}"', did_you_mean(name, PLACEHOLDERS))
        elif argument is None and name in _NEEDS_ARGUMENT:
            example = "{doc:/user/text}" if name == "doc" else "{param:NAME}"
            entry.problem(f'the placeholder "{{{name}}}" does not say which', f"write {example}")
        elif argument is not None:
            _check_argument(entry, name, argument, parameters)


def _check_argument(entry: Entry, name: str, argument: str, parameters: Mapping[str, Json]) -> None:
    if name not in _TAKES_ARGUMENT:
        entry.problem(f'the placeholder "{{{name}}}" takes nothing after a colon')
    elif name == "param" and argument not in parameters:
        entry.problem(f'unknown parameter "{argument}"', did_you_mean(argument, parameters))
    elif name == "doc":
        check_pointer(entry, argument)
    elif name == "value" and not argument.startswith("/"):
        entry.problem(f'"{argument}" is not a JSON Pointer', f"write {{value:/{argument}}}")
