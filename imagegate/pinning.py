"""Files are searched for references, registries are asked what their tags stand for, and the edits are planned."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from imagegate.discovery.detector import NotJudged, Problem
from imagegate.discovery.discover import Discovery
from imagegate.discovery.glob import selects
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


def pin(settings: Settings, now: datetime, *, update: bool = False) -> Pinning:
    """Plan the edits of the files that `settings.only` selects; with `update`, digests that are there are renewed.

    A policy or an option that is wrong is a `UsageError`, a folder that cannot be listed a `RepositoryError`.
    """
    policy = read_policy(settings, now).settings
    tree = read_worktree(settings.root)
    files = Files(tuple(tree.paths), tree.read, policy.discovery, policy.platforms)
    found = files.found()

    def is_named(place: Location) -> bool:
        return selects(place.path, settings.only)

    tagged = {one: reference for one, reference in _references(found) if is_named(one.location)}
    wanted = {one: name for one, name in tagged.items() if name.digest is None or (update and name.tag)}
    digests, notices = _digests(tuple(wanted.values()), settings.registries)
    goals = [
        Goal(one, wanted[one], digest)
        for one, digest in zip(wanted, digests, strict=True)
        if isinstance(digest, Digest) and digest != wanted[one].digest
    ]
    return Pinning(
        plan(goals, found, files, [path for path in tree.paths if selects(path, settings.only)]),
        tuple(Unpinned(one, what.error) for one, what in zip(wanted, digests, strict=True) if isinstance(what, Unread)),
        tuple(text for text in found.unresolved if is_named(text.occurrence.location)),
        tuple(problem for problem in found.problems if is_named(problem.location)),
        (
            *(part for part in found.not_judged if is_named(part.location)),
            *_passed_over(settings.only, tree, found),
        ),
        sum(name.digest is not None for name in tagged.values()),
        notices,
    )


def _passed_over(only: Sequence[str], tree: Worktree, found: Discovery) -> Iterator[NotJudged]:
    """Say why a file that is named itself, and not only with its folder, is not searched."""
    folders = {parent for path in tree.paths for parent in _parents(path)}
    for name in only:
        if name.endswith("**") or name in folders or name in found.claimed:
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


def _references(found: Discovery) -> Iterator[tuple[Occurrence, Reference]]:
    for one in found.occurrences:
        try:
            yield one, Reference.parse(one.text)
        except InvalidReferenceError:  # detectors give what is no reference as unresolved
            continue


def _digests(
    references: Sequence[Reference], access: RegistryAccess
) -> tuple[Sequence[Digest | Unread], tuple[str, ...]]:
    """Ask for what the tags stand for, whatever digest stands behind them; give the registries' notices too."""
    if not references:
        return (), ()
    tags = [Reference(one.repository, one.implied_tag, None, one.text) for one in references]
    registries = Registries(access, tags)
    return registries.digests(tags), registries.notices
