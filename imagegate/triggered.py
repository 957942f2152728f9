"""What is searched in a run: the two sides of the change that an event is about, or files on disk."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from imagegate.errors import UsageError
from imagegate.git.layout import layout
from imagegate.git.revision import resolve
from imagegate.github.api import Api, Endpoint
from imagegate.github.event import Change, EventError, Scope, read_event
from imagegate.github.event_file import read_payload
from imagegate.http.deadline import Deadline
from imagegate.registries import network
from imagegate.report.report import Report
from imagegate.repository import Repository, open_repository
from imagegate.settings import EventSettings, FilesSettings, Settings
from imagegate.sides import Sides, sides
from imagegate.tree import CommitTree, changed_paths

if TYPE_CHECKING:  # what searches and judges is loaded while GitHub answers
    from imagegate.scan import Target


def judge_event(settings: Settings, event: EventSettings, now: datetime) -> Report:
    """Judge what the change that an event is about brings; what cannot be found out is a `RepositoryError`."""
    change = read_event(event.name, read_payload(event.payload), event.commit)
    if change is None and settings.references:
        message = "the branch was deleted, and with it the policy that the images named would be judged by"
        raise EventError(message, hint="judge them by a pack (`policy: pack:NAME`), or do not run on deleted branches")
    if change is None:
        return Report(skipped="the branch was deleted", notices=settings.notices, warn_only=settings.warn_only)
    deadline = Deadline.after(settings.registries.timeout)
    with open_repository(settings.root, _api(settings, event, deadline)) as repository:
        both = _read(change, repository, Scope(event.scope) if event.scope else None)
        from imagegate import scan
        from imagegate.discovery.discover import claimable
        from imagegate.policy_choice import choose

        choice = choose(settings.policies, _policy_tree(event, change, both, repository), both.new, now)
        if not event.is_searched:
            return scan.judge(settings, scan.Target(CommitTree("", {}, lambda _: b"")), choice, now, deadline)
        target = _target(both)
        for tree in (both.new, *((both.old,) if target.old and both.old else ())):
            repository.fetch(tree, claimable(tree.paths if target.changed is None else target.changed))
        return scan.judge(settings, target, choice, now, deadline)


def judge_files(settings: Settings, files: FilesSettings, now: datetime) -> Report:
    """Judge what files name: as they stand on disk or at a commit, all of it or what is new since another commit."""
    from imagegate import scan
    from imagegate.policy_choice import Choice
    from imagegate.policy_use import read_policy
    from imagegate.worktree import read_worktree

    deadline = Deadline.after(settings.registries.timeout)
    choice = Choice(read_policy(settings, now))
    with open_repository(settings.root) as repository:
        head = _commit(files.commit, repository) if files.commit else None
        new = repository.tree(head) if head else read_worktree(settings.root)
        if not files.base:
            return scan.judge(settings, scan.Target(new, head=head), choice, now, deadline)
        old = repository.tree(_commit(files.base, repository))
        target = scan.Target(new, old, changed_paths(old, new), old.commit, head)
        return scan.judge(settings, target, choice, now, deadline)


def _read(change: Change, repository: Repository, scope: Scope | None) -> Sides:
    """Read both sides of a change, and load what searches and judges while GitHub answers."""
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(sides, change, repository, scope)
        from imagegate import policy_choice, scan  # noqa: F401 - needed soon
        from imagegate.report import annotations, summary, text  # noqa: F401 - needed at the end

        return reading.result()


def _target(both: Sides) -> "Target":
    from imagegate.scan import Target

    target = Target(both.new, head=both.new.commit, notices=both.notices)
    if both.old is None or both.scope is Scope.ALL:
        return target
    return replace(target, old=both.old, changed=both.changed, base=both.old.commit)


def _policy_tree(event: EventSettings, change: Change, both: Sides, repository: Repository) -> CommitTree:
    commit = _named_commit(event.policy_ref, repository) if event.policy_ref else change.policy
    return both.new if commit == both.new.commit else repository.tree(commit)


def _named_commit(name: str, repository: Repository) -> str:
    commit = repository.named(name)
    if commit is None:
        message = f"`policy-ref` names {name[:80]!r}, which is no branch, tag or commit of this repository"
        raise UsageError(message, hint="name one whose policy counts, such as main")
    return commit


def _commit(name: str, repository: Repository) -> str:
    if repository.checkout is None:
        message = f"there is no git repository here, so {name[:80]!r} names no commit"
        raise UsageError(message, hint="run it in a checkout, or leave out --base and --commit")
    return resolve(name, repository.checkout)


def _api(settings: Settings, event: EventSettings, deadline: Deadline) -> Api | None:
    if not (event.api_url and event.repository):
        return None
    endpoint = Endpoint(event.api_url, event.repository, event.token)
    places = layout(settings.root)
    soon = places is None or places.is_shallow  # then it will have to be asked
    return Api.open(endpoint, network(settings.registries, endpoint.rule), deadline, soon=soon)
