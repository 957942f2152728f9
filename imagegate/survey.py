"""What the files of a change hold: the references to judge, and everything that could not be told. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from imagegate.discovery.discover import Discovery, discover
from imagegate.discovery.glob import selects
from imagegate.discovery.moved import out_of_sight
from imagegate.discovery.pairing import Change, compare
from imagegate.policy.rule import PolicySettings
from imagegate.policy.verdict import UnreadFile, UnresolvedText
from imagegate.report.report import LeftAlone, Search
from imagegate.source import Unresolved
from imagegate.tree import Tree


@dataclass(frozen=True, slots=True)
class Sides:
    """Two trees to compare; without an old one, everything in the new one is judged.

    `changed` are the paths at which they differ. `base` and `head` are their commits, None for files on disk.
    """

    new: Tree
    old: Tree | None = None
    changed: frozenset[str] | None = None
    base: str | None = None
    head: str | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """References that are new or replaced, files that could not be read, texts that name no image, and where."""

    changes: tuple[Change, ...]
    files: tuple[UnreadFile, ...]
    unresolved: tuple[UnresolvedText, ...]
    search: Search


def survey(sides: Sides, settings: PolicySettings, only: Sequence[str] = ()) -> Survey:
    """Look for references. `only` are globs that narrow what is judged to some files."""
    new, old = _found(sides.new, sides, settings), Discovery()
    if sides.old is not None:
        old = _found(sides.old, sides, settings)
    common = frozenset(sides.old.paths) & frozenset(sides.new.paths) if sides.old is not None else frozenset[str]()
    compared = compare(old, new, common)
    hidden = out_of_sight(old, new, sides.old, sides.new, sides.changed) if sides.old and sides.changed else ()
    problems = [UnreadFile(problem.location, problem.error) for problem in (*new.problems, *hidden)]
    return Survey(
        changes=tuple(change for change in compared.changes if selects(change.new.location.path, only)),
        files=tuple(problem for problem in problems if selects(problem.location.path, only)),
        unresolved=tuple(_texts(compared.unresolved, settings, only)),
        search=Search(
            base=sides.base,
            head=sides.head,
            files=len(new.claimed),
            removed=tuple(one for one in compared.removed if selects(one.location.path, only)),
            left_alone=tuple(LeftAlone(one.location, one.reason) for one in new.not_judged),
            excluded=tuple(path for path in new.excluded if sides.changed is None or path in sides.changed),
        ),
    )


def _found(tree: Tree, sides: Sides, settings: PolicySettings) -> Discovery:
    changed = sides.changed if sides.old is not None else None
    return discover(tree.paths, tree.read, settings.discovery, platforms=settings.platforms, changed=changed)


def _texts(unresolved: Iterable[Unresolved], settings: PolicySettings, only: Sequence[str]) -> Iterable[UnresolvedText]:
    for one in unresolved:
        if selects(one.occurrence.location.path, only):
            yield UnresolvedText(one.occurrence, one.reason, settings.unresolved)
