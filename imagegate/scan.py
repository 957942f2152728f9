"""Files are searched for references, and what they name is judged: a change of a repository, or all of it."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from imagegate import gate
from imagegate.http.deadline import Deadline
from imagegate.oci.image import Part, Resolution
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.policy.accept import ending, unused, waived_text
from imagegate.policy.rule import Policy
from imagegate.policy.verdict import Candidate
from imagegate.policy_choice import Choice
from imagegate.policy_use import tuned
from imagegate.report.report import Report
from imagegate.settings import Settings
from imagegate.survey import Survey, survey
from imagegate.tree import Tree

if TYPE_CHECKING:
    from imagegate.sources import Sources

NOTHING_CHANGED = "no reference to an image changed"
NOTHING_FOUND = "no file names an image"


@dataclass(frozen=True, slots=True)
class Target:
    """What is searched: a tree, and the one to compare it with. Without an old one, everything is judged.

    `base` and `head` are their commits, None for files on disk; `changed` are the paths at which they differ.
    """

    new: Tree
    old: Tree | None = None
    changed: frozenset[str] | None = None
    base: str | None = None
    head: str | None = None
    notices: tuple[str, ...] = ()


def judge(settings: Settings, target: Target, choice: Choice, now: datetime, deadline: Deadline) -> Report:
    """Judge what a target names by the policy that counts, and, for the reader, by the one that it proposes.

    Registries get what is left until the run's deadline.
    """
    run = _Run(settings, target, _Images(settings, deadline), now)
    report = run.report(choice.policy)
    proposed = run.report(choice.proposed) if choice.proposed else None
    notices = (*settings.notices, *target.notices, *choice.notices, *report.notices, *run.images.notices)
    return replace(report, notices=notices, proposed=proposed)


class _Images:
    """Reads images; nothing is got ready before there is one to read."""

    def __init__(self, settings: Settings, deadline: Deadline) -> None:
        self._access, self._told = settings.registries, settings.told
        self._deadline = deadline
        self._sources: Sources | None = None

    @property
    def notices(self) -> tuple[str, ...]:
        """What a reader should know of the registries that were asked."""
        return self._sources.notices if self._sources else ()

    def all(self, references: Sequence[Reference], parts: Part) -> Sequence[Resolution]:
        if not references:
            return ()
        threading.Thread(target=_load_judge, daemon=True).start()
        return self._ready(references).all(references, parts, self._told)

    def one(self, wanted: Sequence[tuple[Reference, Platform]]) -> Sequence[Resolution]:
        return self._ready([reference for reference, _ in wanted]).one(wanted)

    def _ready(self, references: Sequence[Reference]) -> "Sources":
        if self._sources is None:
            from imagegate.sources import Sources

            self._sources = Sources(replace(self._access, timeout=self._deadline.left()), references)
        return self._sources


@dataclass(frozen=True, slots=True)
class _Run:
    settings: Settings
    target: Target
    images: _Images
    now: datetime

    def report(self, policy: Policy) -> Report:
        policy = tuned(policy, self.settings)
        target = self.target
        found = survey(target.new, target.old, target.changed, policy.settings, self.settings.only)
        named = _named(self.settings)
        gathered, unverified = gate.gather(found.changes)
        judged = gate.run(policy, (*named, *gathered), resolve=self.images.all, now=self.now, former=self.images.one)
        report = Report(
            verdicts=(*judged.verdicts, *unverified),
            policies=policy.sources,
            fail_on=policy.settings.fail_on,
            warn_only=self.settings.warn_only,
            skipped=self._skipped(found),
            files=found.files,
            unresolved=tuple(waived_text(policy, text, self.now) for text in found.unresolved),
            search=replace(found.search, base=target.base, head=target.head),
            waivers=policy.waivers,
        )
        used = {waiver.id for waiver in report.accepting}
        said = (*judged.notices, *ending(policy, used, self.now), *self._unused(policy, used))
        return replace(report, notices=said)

    def _unused(self, policy: Policy, used: set[str]) -> Iterator[str]:
        """Name the waivers that accept nothing; only a run over everything can tell."""
        if self.target.old is not None or self.settings.only or not self.target.new.paths:
            return
        for waiver in unused(policy, used, self.now):
            yield f"the waiver {waiver.id} ({waiver.location}) accepts nothing any more; remove it"

    def _skipped(self, found: Survey) -> str:
        if self.settings.references or found.changes or found.files or found.unresolved:
            return ""
        return NOTHING_FOUND if self.target.old is None else NOTHING_CHANGED


def _load_judge() -> None:
    """Load what judges while registries answer."""
    with suppress(Exception):  # a bug comes to light where the gate asks for the same
        from imagegate.policy.outcome import Judge  # noqa: F401


def _named(settings: Settings) -> tuple[Candidate, ...]:
    if not settings.references:
        return ()
    from imagegate.sources import reference

    return gate.named(settings.references, settings.used_as, reference)
