"""What the files of a change hold: the references to judge, and everything that could not be told. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from imagegate.discovery.changed_lines import changed_lines
from imagegate.discovery.discover import Discovery, discover
from imagegate.discovery.glob import selects
from imagegate.discovery.moved import out_of_sight
from imagegate.discovery.pairing import Change, Comparison, compare
from imagegate.policy.rule import PolicySettings
from imagegate.policy.verdict import UnreadFile, UnresolvedText
from imagegate.report.search import LeftAlone, Search
from imagegate.source import Unresolved
from imagegate.tree import Tree


@dataclass(frozen=True, slots=True)
class Survey:
    """References that are new or replaced, files that could not be read, texts that name no image, and where."""

    changes: tuple[Change, ...]
    files: tuple[UnreadFile, ...]
    unresolved: tuple[UnresolvedText, ...]
    search: Search


def survey(
    new: Tree, old: Tree | None, changed: frozenset[str] | None, settings: PolicySettings, only: Sequence[str] = ()
) -> Survey:
    """Look for references in two trees; `changed` are the paths at which they differ.

    Without an old one, everything in the new one counts. `only` are globs that narrow what is judged to some files.
    """
    after = _found(new, changed, settings)
    before = _found(old, changed, settings) if old is not None else Discovery()
    common = frozenset(old.paths) & frozenset(new.paths) if old is not None else frozenset[str]()
    compared = compare(before, after, common)
    hidden = out_of_sight(before, after, old, new, changed) if old is not None and changed else ()
    problems = [UnreadFile(problem.location, problem.error) for problem in (*after.problems, *hidden)]
    return Survey(
        changes=tuple(change for change in compared.changes if selects(change.new.location.path, only)),
        files=tuple(problem for problem in problems if selects(problem.location.path, only)),
        unresolved=tuple(_texts(compared.unresolved, settings, only)),
        search=Search(
            files=len(after.claimed),
            removed=tuple(one for one in compared.removed if selects(one.location.path, only)),
            left_alone=tuple(
                LeftAlone(one.location, one.reason) for one in after.not_judged if selects(one.location.path, only)
            ),
            excluded=tuple(
                path for path in after.excluded if (changed is None or path in changed) and selects(path, only)
            ),
            changed_lines=_changed_lines(compared, old, new, changed or frozenset()),
        ),
    )


def _found(tree: Tree, changed: frozenset[str] | None, settings: PolicySettings) -> Discovery:
    return discover(tree.paths, tree.read, settings.discovery, platforms=settings.platforms, changed=changed)


def _changed_lines(
    compared: Comparison, old: Tree | None, new: Tree, changed: frozenset[str]
) -> Mapping[str, frozenset[int]]:
    """Give the lines that changed where a reference is made of parts, each of which may be the one that changed."""
    written = (*(change.new for change in compared.changes), *(one.occurrence for one in compared.unresolved))
    made = (one for one in written if one.contributing)
    paths = {place.path for one in made for place in (one.location, *one.contributing)} & changed
    return {path: changed_lines(_bytes(old, path), _bytes(new, path)) for path in sorted(paths)}


def _bytes(tree: Tree | None, path: str) -> bytes:
    content = tree.read(path) if tree is not None else None
    return content if isinstance(content, bytes) else b""


def _texts(unresolved: Iterable[Unresolved], settings: PolicySettings, only: Sequence[str]) -> Iterable[UnresolvedText]:
    for one in unresolved:
        if selects(one.occurrence.location.path, only):
            yield UnresolvedText(one.occurrence, one.reason, settings.unresolved)
