"""The variables, aliases and expressions that a text is made of, whatever the format. Pure."""

import re
from collections.abc import Iterator

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_DOTTED = rf"{_NAME}(?:\.[A-Za-z_][A-Za-z0-9_-]*)*"
_USE = re.compile(
    rf"\$\{{\{{\s*(?P<expression>{_DOTTED})|\$\{{\s*(?P<braced>{_DOTTED})|\$\(\s*(?P<macro>{_DOTTED})"
    rf"|\$\[\[\s*(?P<input>{_DOTTED})|\$(?P<bare>{_NAME})|<<\s*(?P<parameter>{_DOTTED})|\{{\{{-?\s*\.?(?P<template>{_DOTTED})"
)
_ALIAS = re.compile(r"\*(?P<alias>[^\s,\[\]{}]+)")
_OPENS = re.compile(r"\$|\{\{|<<")
_WHOLE = re.compile(
    r"\$\{\{.*?\}\}|\$\[\[.*?\]\]|\{\{.*?\}\}|<<.*?>>|\$\([^)]*\)|\$\{[^{}]*\}|\$[A-Za-z_][A-Za-z0-9_]*", re.DOTALL
)


def is_made(raw: str) -> bool:
    """Tell whether what stands in a file is more than the text itself: it holds a variable or is an alias."""
    return _OPENS.search(raw) is not None or raw.startswith("*") or _is_expression(raw)


def _is_expression(raw: str) -> bool:
    """Tell whether it is a name of HCL, `local.image`, which stands without quotes."""
    return re.fullmatch(r"(?:var|local)\.[\w.]+", raw) is not None


def is_of_several(raw: str) -> bool:
    """Tell whether more than one variable makes the last part of a reference: of the tag, or of all if none is there.

    A digest in the value of one of them would stay when another one takes a different value.
    """
    last = re.split("[:/]", _WHOLE.sub("\0", raw))[-1]
    return last.count("\0") > 1


def names(raw: str) -> Iterator[str]:
    """Give the names that a text uses: `V` of `${V}`, `matrix.image`, `*anchor`."""
    if raw.startswith("*"):
        yield from (f"*{match['alias']}" for match in (_ALIAS.match(raw),) if match)
        return
    if _is_expression(raw):
        yield raw
    for match in _USE.finditer(raw):
        yield next(name for name in match.groupdict().values() if name)


def mentions(name: str) -> re.Pattern[str]:
    """Give the pattern of every place that names a variable or an alias."""
    if name.startswith("*"):
        return re.compile(rf"{re.escape(name)}(?=[\s,\]}}]|\Z)")
    return re.compile(rf"(?<![A-Za-z0-9_.-]){re.escape(name)}(?![A-Za-z0-9_-])")
