"""Which policy counts in a change: the base's, so that a change cannot relax the rules that it is judged by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from imagegate import policy_file
from imagegate.policy.extends import normalised
from imagegate.policy.load import load
from imagegate.policy.problem import InvalidPolicyError
from imagegate.policy.rule import Policy
from imagegate.source import Special
from imagegate.tree import Tree


@dataclass(frozen=True, slots=True)
class Choice:
    """The policy that counts, and the one that the change proposes where it is another; `notices` say what is odd."""

    policy: Policy
    proposed: Policy | None = None
    notices: tuple[str, ...] = ()


def choose(names: Sequence[str], base: Tree, head: Tree, now: datetime) -> Choice:
    """Choose between the policy at the base of a change and the one at its head.

    `names` are those that the user gives: what of them the base lacks counts from the merge on. A path that neither
    side has, and a policy that does not load, are a `UsageError`; only where the change mends a broken policy, the
    mended one counts.
    """
    names = tuple(map(normalised, names))
    for name in names:
        if not _is_there(name, base) and not _is_there(name, head):
            policy_file.read_from(head, name)  # says that it is not there
    proposed = load(_names(names, head), partial(policy_file.read_from, head), now=now)
    if base is head:
        return Choice(proposed)
    try:
        policy = load(_names(names, base), partial(policy_file.read_from, base), now=now)
    except InvalidPolicyError as error:
        if not _mended(error, base, head):
            raise
        notice = f"the policy at the base does not load ({error.problems[0]}); the one that this change brings counts"
        return Choice(proposed, notices=(notice,))
    return Choice(policy, None if proposed.sources == policy.sources else proposed)


def _names(names: Sequence[str], tree: Tree) -> tuple[str, ...]:
    there = tuple(name for name in names if _is_there(name, tree))
    return there or (policy_file.find_among(tree.paths),)


def _is_there(name: str, tree: Tree) -> bool:
    return name.startswith(policy_file.PACK) or name in tree.paths


def _mended(error: InvalidPolicyError, base: Tree, head: Tree) -> bool:
    """Tell whether a change has other content in every file of which something is wrong at its base."""
    paths = {problem.location.path for problem in error.problems}
    return all(_content(base.read, path) != _content(head.read, path) for path in paths)


def _content(read: Callable[[str], bytes | Special | None], path: str) -> bytes | Special | None:
    return None if path.startswith(policy_file.PACK) else read(path)
