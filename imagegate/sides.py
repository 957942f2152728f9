"""The two sides of the change that an event is about, as trees of files."""

from dataclasses import dataclass
from typing import assert_never

from imagegate.github.event import Change, Exactly, IfThere, MergeBase, OldSide, Scope, check_scope
from imagegate.repository import Repository
from imagegate.tree import CommitTree, RepositoryError, changed_paths


@dataclass(frozen=True, slots=True)
class Sides:
    """A change. `old` is None where there is nothing to compare with, and then `changed` is None too.

    `changed` are the paths at which the sides differ, those that are gone among them. `notices` are for the reader.
    """

    new: CommitTree
    old: CommitTree | None
    changed: frozenset[str] | None
    scope: Scope
    notices: tuple[str, ...] = ()


def sides(change: Change, repository: Repository, asked: Scope | None = None) -> Sides:
    """Read both sides of a change; `asked` is the scope that the user gives.

    `scope: changed` without an old side is a `UsageError`; what cannot be found out is a `RepositoryError`.
    """
    commit = _old(change.old, repository)
    check_scope(asked, commit)
    if commit is None:
        return Sides(repository.tree(change.new), None, None, Scope.ALL, _notices(change))
    new, old, _ = repository.trees(change.new, commit, change.policy)  # the policy's, as it is read next
    changed = changed_paths(old, new)
    if change.changed_files and not changed and commit != change.new:
        message = (
            f"GitHub counts {change.changed_files} changed files between {commit} and {change.new}, and none differ"
        )
        raise RepositoryError(message, hint="run it again; if that does not help, report it", code="incomplete")
    return Sides(new, old, changed, asked or change.scope)


def _old(old: OldSide | None, repository: Repository) -> str | None:
    match old:
        case None:
            return None
        case MergeBase(base, head):
            return repository.merge_base(base, head)
        case Exactly(commit):
            return commit
        case IfThere(commit):
            return commit if repository.has(commit) else None
        case _:
            assert_never(old)


def _notices(change: Change) -> tuple[str, ...]:
    match change.old:
        case IfThere(commit):
            return (f"the commit before the push, {commit}, is no longer to be had: everything is judged",)
        case _:
            return ()
