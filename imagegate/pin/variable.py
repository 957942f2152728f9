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

_SIGIL = re.compile(r"(?:\$|\$\{|\$\(|\$\[\[|\{\{-?|<<|\*|\.)\s*\Z")
_SIGIL_LENGTH = 8
_GIVEN = re.compile(r"[\"']?[ \t]*[:=](?![=~])")
_EXPRESSION = re.compile(rf"((?:var|local)\.{_NAME})[A-Za-z0-9_.\[\]\"]*")  # of HCL, where it stands without quotes


def is_made(raw: str) -> bool:
    """Tell whether what stands in a file is more than the text itself: it holds a variable or is an alias."""
    return _OPENS.search(raw) is not None or raw.startswith("*") or _EXPRESSION.fullmatch(raw) is not None


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
    if expression := _EXPRESSION.fullmatch(raw):
        yield expression[1]
    for match in _USE.finditer(raw):
        yield next(name for name in match.groupdict().values() if name)


def mentions(name: str, text: str) -> Iterator[int]:
    """Give the offsets at which a text uses a variable or an alias; that it gets a value there is no use.

    The last part of a name with dots counts where it stands as a variable: `$(v)` is `variables.v` too. In `$(v)`, any
    case counts, as in Azure Pipelines.
    """
    whole, last = re.escape(name), re.escape(name.rpartition(".")[2])
    patterns = [rf"(?<![A-Za-z0-9_-])({whole})(?![A-Za-z0-9_-])"]
    if name.startswith("*"):
        patterns = [rf"({whole})(?=[\s,\]}}]|\Z)"]
    elif "." in name:
        patterns.append(rf"(?:\$[({{]?\s*|\[\s*[\"'])({last})(?![A-Za-z0-9_-])")
    if not name.startswith("*"):
        patterns.append(rf"(?i:\$\(\s*({last})\s*\))")
    for pattern in patterns:
        for match in re.finditer(pattern, text):
            start = match.start(1)
            if _SIGIL.search(text, max(start - _SIGIL_LENGTH, 0), start) or not _GIVEN.match(text, match.end()):
                yield start
