"""What a change does to references: which are new, which replace another, which are gone. Pure.

References are compared by what they mean, not by lines: text that moved, or is written otherwise, is no change. Equal
are two that name the same image, for the same platform, in the same syntax and for the same use.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from imagegate.discovery.discover import Discovery
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.source import Occurrence, Unresolved

_Key = Callable[[Occurrence], Hashable]


@dataclass(frozen=True, slots=True)
class Change:
    """A reference that is new in its place; `old` is the one it replaces there, None if it is added.

    Both may name the same image, which is then used for something else.
    """

    new: Occurrence
    old: Occurrence | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the new side has and the old side has not, in the order of its files and lines, and what is gone."""

    changes: tuple[Change, ...] = ()
    removed: tuple[Occurrence, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()


def compare(old: Discovery, new: Discovery, paths: frozenset[str]) -> Comparison:
    """Compare what was found on both sides; `paths` are all files of the old side that the new side has as well.

    A file is compared with itself. What stood in files that are gone is compared with what stands in files that are
    new, so that a file that moved is no change.
    """
    changes: list[Change] = []
    removed: list[Occurrence] = []
    before, after = _by_file(old.occurrences, paths), _by_file(new.occurrences, paths)
    for file in dict.fromkeys((*after, *before)):
        pairs, gone = _pair(before.get(file, []), after.get(file, []))
        changes += pairs
        removed += gone
    return Comparison(
        tuple(sorted(changes, key=lambda change: _place(change.new))),
        tuple(sorted(removed, key=_place)),
        tuple(_new_texts(old.unresolved, new.unresolved, paths)),
    )


def _by_file(occurrences: Iterable[Occurrence], common: frozenset[str]) -> dict[str | None, list[Occurrence]]:
    files: defaultdict[str | None, list[Occurrence]] = defaultdict(list)
    for occurrence in occurrences:
        path = occurrence.location.path
        files[path if path in common else None].append(occurrence)
    return files


def _pair(before: Sequence[Occurrence], after: Sequence[Occurrence]) -> tuple[list[Change], list[Occurrence]]:
    old, new = list(before), list(after)
    for _ in _matched(old, new, _meaning):
        pass  # equal ones are no change
    changes = [Change(two, one) for key in _LIKENESS for one, two in _matched(old, new, key)]
    return [*changes, *map(Change, new)], old


def _matched(old: list[Occurrence], new: list[Occurrence], key: _Key) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Take out of both lists what has the same key, in order, one for one."""
    waiting: defaultdict[Hashable, list[Occurrence]] = defaultdict(list)
    for occurrence in old:
        waiting[key(occurrence)].append(occurrence)
    for occurrence in tuple(new):
        if partners := waiting[key(occurrence)]:
            partner = partners.pop(0)
            old.remove(partner)
            new.remove(occurrence)
            yield partner, occurrence


def _meaning(occurrence: Occurrence) -> Hashable:
    return occurrence.kind, occurrence.used_as, occurrence.platform, _reference(occurrence)


def _repository(occurrence: Occurrence) -> Hashable:
    reference = _reference(occurrence)
    return reference.repository if isinstance(reference, Reference) else reference


def _reference(occurrence: Occurrence) -> Reference | str:
    try:
        return Reference.parse(occurrence.text)
    except InvalidReferenceError:
        return occurrence.text


# What is most likely to have replaced what, the surest first.
_LIKENESS: tuple[_Key, ...] = (
    lambda occurrence: (_repository(occurrence), occurrence.kind, occurrence.key),
    lambda occurrence: (_repository(occurrence), occurrence.kind),
    lambda occurrence: (occurrence.kind, occurrence.key),
    lambda occurrence: occurrence.kind,
)


def _new_texts(old: Iterable[Unresolved], new: Iterable[Unresolved], common: frozenset[str]) -> Iterator[Unresolved]:
    def meaning(one: Unresolved) -> Hashable:
        path = one.occurrence.location.path
        return path if path in common else None, one.occurrence.kind, one.occurrence.text, one.reason

    known = [meaning(one) for one in old]
    for one in new:
        if meaning(one) in known:
            known.remove(meaning(one))
        else:
            yield one


def _place(occurrence: Occurrence) -> tuple[str, int, int]:
    return occurrence.location.path, occurrence.location.line, occurrence.location.column
