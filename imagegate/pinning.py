"""Files are searched for references, registries are asked what their tags stand for, and the edits are planned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from imagegate.discovery.detector import NotJudged, Problem
from imagegate.discovery.discover import Discovery
from imagegate.errors import ImagegateError
from imagegate.oci.digest import Digest
from imagegate.oci.image import Unread
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.pin.goal import Goal
from imagegate.pin.plan import Plan, plan
from imagegate.pin.proof import Files
from imagegate.policy_use import read_policy
from imagegate.registries import Registries
from imagegate.settings import RegistryAccess, Settings
from imagegate.source import Location, Occurrence, Unresolved
from imagegate.worktree import Worktree, read_worktree


@dataclass(frozen=True, slots=True)
class Unpinned:
    """A reference whose tag could not be looked up, and why."""

    occurrence: Occurrence
    error: ImagegateError


@dataclass(frozen=True, slots=True)
class Pinning:
    """What became of every reference in the files that were named.

    `plan` holds what is to be written; `unread` is what registries did not tell. `unresolved`, `problems` and
    `left_alone` are what the search found besides references. `pinned` is how many have their digest already.
    `notices` are what a reader should know of the registries that were asked.
    """

    plan: Plan = field(default_factory=Plan)
    unread: tuple[Unpinned, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_alone: tuple[NotJudged, ...] = ()
    pinned: int = 0
    notices: tuple[str, ...] = ()


def pin(settings: Settings, places: Sequence[str], now: datetime, *, update: bool = False) -> Pinning:
    """Plan the edits of some files; with `update`, digests that are there are renewed.

    `places` are the paths from the root of files, and of folders with all that they hold; `.` is the root. A policy or
    an option that is wrong is a `UsageError`, a folder that cannot be listed a `RepositoryError`.
    """
    policy = read_policy(settings, now).settings
    tree = read_worktree(settings.root)
    files = Files(tuple(tree.paths), tree.read, policy.discovery, policy.platforms)
    found = files.found()
    selected = frozenset(path for path in tree.paths if not {".", path, *_parents(path)}.isdisjoint(places))
    named = [one for one in found.occurrences if one.location.path in selected]
    read = {one: _reference(one) for one in named}
    wanted = {one: name for one, name in read.items() if isinstance(name, Reference) and _is_open(name, update=update)}
    digests, notices = _digests(tuple(wanted.values()), settings.registries)
    resolved = dict(zip(wanted, digests, strict=True))
    left_alone = (part for part in found.not_judged if part.location.path in selected)
    return Pinning(
        plan(_goals(wanted, resolved), found, files, selected),
        tuple(_unpinned({**read, **resolved})),
        tuple(text for text in found.unresolved if text.occurrence.location.path in selected),
        tuple(problem for problem in found.problems if problem.location.path in selected),
        (*left_alone, *_passed_over(places, tree, found)),
        sum(isinstance(name, Reference) and name.is_pinned for name in read.values()),
        notices,
    )


def _is_open(reference: Reference, *, update: bool) -> bool:
    return not reference.is_pinned or (update and reference.tag is not None)


def _goals(wanted: Mapping[Occurrence, Reference], resolved: Mapping[Occurrence, Digest | Unread]) -> list[Goal]:
    found = ((one, name, resolved[one]) for one, name in wanted.items())
    return [Goal(one, name, new) for one, name, new in found if isinstance(new, Digest) and new != name.digest]


def _unpinned(
    found: Mapping[Occurrence, Reference | Digest | Unread | InvalidReferenceError],
) -> Iterator[Unpinned]:
    for one, what in found.items():
        if isinstance(what, Unread):
            yield Unpinned(one, what.error)
        elif isinstance(what, InvalidReferenceError):
            yield Unpinned(one, what)


def _passed_over(places: Sequence[str], tree: Worktree, found: Discovery) -> Iterator[NotJudged]:
    """Say why a file that is named itself, and not only with its folder, is not searched."""
    folders = {".", *(parent for path in tree.paths for parent in _parents(path))}
    told = {part.location.path for part in found.not_judged}
    for name in places:
        if name in folders or name in found.claimed or name in told:
            continue
        reason = "no format that is searched has such a name"
        if name in found.excluded:
            reason = "the policy leaves it out"
        elif name not in tree.paths:
            reason = "git ignores it, or it holds no file"
        yield NotJudged(Location(name, 1, 1), reason)


def _parents(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _reference(one: Occurrence) -> Reference | InvalidReferenceError:
    try:
        return Reference.parse(one.text)
    except InvalidReferenceError as error:
        return error


def _digests(
    references: Sequence[Reference], access: RegistryAccess
) -> tuple[Sequence[Digest | Unread], tuple[str, ...]]:
    """Ask for what the tags stand for, whatever digest stands behind them; give the registries' notices too."""
    if not references:
        return (), ()
    tags = [Reference(one.repository, one.implied_tag, None, one.text) for one in references]
    registries = Registries(access, tags)
    return registries.digests(tags), registries.notices
