"""Where the digest of a reference may be written: at its own end, or in the value that a variable takes there. Pure.

A digest never goes behind a variable: whoever gives the variable another value would still get the same image, and
would not be told.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from imagegate.pin.digest_key import KIND, empty_keys
from imagegate.pin.edit import Edit, Lines
from imagegate.pin.goal import Goal
from imagegate.pin.variable import is_made, is_of_several
from imagegate.source import Location, Occurrence

_CLOSING = "\"'})"
_VALUE = re.compile(r"[\"']?([^\s,\[\]{}#\"']+(?:\{[^}]*\}[^\s,\[\]{}#\"']*)*)")
_BEFORE_DEFAULT = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*:?-\Z")

ReadLines = Callable[[str], Lines | None]
"""Give the lines of a file of the tree, None where it has no text."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An edit that may bring a reference to its goal; `defined_at` is the value's place where it is a variable's."""

    edit: Edit
    defined_at: Location | None = None


def span(one: Occurrence, lines: Lines) -> tuple[int, int]:
    """Give the offsets between which a reference stands."""
    start = lines.offset(one.location.line, one.location.column)
    return start, max(start, lines.offset(one.end_line or one.location.line, one.end_column))


def candidates(goal: Goal, read: ReadLines) -> Iterator[Candidate]:
    """Give the edits that are worth a try, the best first."""
    if goal.reference.digest:
        yield from _renewals(goal, read)
        return
    one = goal.occurrence
    lines = read(one.location.path)
    if any(map(is_of_several, pieces(one, read))):
        return
    if lines:
        start, stop = span(one, lines)
        if one.kind == KIND:
            yield from map(Candidate, empty_keys(goal, lines.text, start))
        for offset in _ends(lines.text[start:stop], goal):
            yield Candidate(Edit(one.location.path, start + offset, start + offset, goal.suffix))
    for place in one.contributing:
        lines = read(place.path)
        end = _end_of_value(one.text, lines.text, lines.offset(place.line, place.column)) if lines else None
        if end is not None:
            yield Candidate(Edit(place.path, end, end, goal.suffix), place)


def pieces(one: Occurrence, read: ReadLines) -> Iterator[str]:
    """Give what a reference is made of, as written: itself, and the values that its variables take."""
    lines = read(one.location.path)
    if lines:
        yield lines.text[slice(*span(one, lines))].lstrip("\"'")
    for place in one.contributing:
        lines = read(place.path)
        value = _VALUE.match(lines.text, lines.offset(place.line, place.column)) if lines else None
        yield value[1] if value else ""


def _ends(raw: str, goal: Goal) -> Iterator[int]:
    """Give where the reference itself may end: quotes and braces that close may stand behind it."""
    end = len(raw)
    while end:
        if not is_made(raw) or _ends_with_tag(raw[:end], goal):
            yield end
        if raw[end - 1] not in _CLOSING:
            return
        end -= 1


def _ends_with_tag(raw: str, goal: Goal) -> bool:
    """Tell whether the whole tag stands at the end as it is, or the name where there is none."""
    tag = goal.reference.tag
    end = tag or goal.occurrence.text.rpartition("/")[2]
    before = raw.removesuffix(end)
    if before == raw:
        return False
    return not before or before[-1] in (":\"'" if tag else "/}\"'") or _BEFORE_DEFAULT.search(before) is not None


def _end_of_value(reference: str, text: str, start: int) -> int | None:
    """Give where a value ends that is the end of a reference; None if it is another part of it."""
    while text.startswith(('"', "'"), start):
        start += 1
    for cut in range(len(reference)):
        if text.startswith(reference[cut:], start):
            return start + len(reference) - cut
    return None


def _renewals(goal: Goal, read: ReadLines) -> Iterator[Candidate]:
    """Give where the digest stands that another one replaces."""
    one, old = goal.occurrence, str(goal.reference.digest)
    places = [(one.location, None), *((place, place) for place in one.contributing)]
    for place, defined_at in places:
        lines = read(place.path)
        if lines is None:
            continue
        start = lines.offset(place.line, place.column)
        stop = span(one, lines)[1] if defined_at is None else start + len(old) + len(one.text)
        found = lines.text.find(old, start, stop)
        if found >= 0:
            yield Candidate(Edit(place.path, found, found + len(old), str(goal.digest)), defined_at)
