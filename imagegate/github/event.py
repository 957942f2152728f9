"""What an event says of a change: which commits its two sides are, and where the policy stands. Pure.

What is checked out plays no part. Payloads are read as if they were odd: a field can be missing, and for some events
of forks the whole payload is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from imagegate.errors import UsageError
from imagegate.strict.json import Json, JsonObject, MalformedJsonError, load_object
from imagegate.tree import RepositoryError, commit_id

_TAG = "refs/tags/"


class EventError(RepositoryError):
    """An event that does not say which commits it is about."""

    code = "event"


class Scope(StrEnum):
    """Which references are judged: those that a change brings, or all that the new side has."""

    CHANGED = "changed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class MergeBase:
    """The commit from which `head` left `base`."""

    base: str
    head: str


@dataclass(frozen=True, slots=True)
class Exactly:
    """A commit that must be had."""

    commit: str


@dataclass(frozen=True, slots=True)
class IfThere:
    """A commit that counts if it can still be had: a branch that was overwritten may have left it behind."""

    commit: str


OldSide: TypeAlias = MergeBase | Exactly | IfThere


@dataclass(frozen=True, slots=True)
class Change:
    """The commits that an event is about. `policy` is the one whose policy counts.

    `old` is None where there is nothing to compare with. `scope` holds unless the user gives one. `changed_files` is
    how many files GitHub says that the change has, None where it says nothing.
    """

    new: str
    policy: str
    old: OldSide | None = None
    scope: Scope = Scope.ALL
    changed_files: int | None = None


def read_event(name: str, payload: bytes | None, commit: str) -> Change | None:
    """Read what the runner tells of an event: its name, its payload, and the commit in `GITHUB_SHA`.

    None means that nothing is left to judge: a branch was deleted. A payload that does not say what it must is an
    `EventError`.
    """
    reader = _READERS.get(name)
    if reader is None:
        new = _commit(commit, "the variable GITHUB_SHA")
        return Change(new, new)
    return reader(_Payload(name, _document(name, payload)))


def pull_request_number(name: str, payload: bytes | None) -> int | None:
    """Give the number of the pull request that an event is about, None if it is about none or does not say."""
    if _READERS.get(name) is not _pull_request:
        return None
    try:
        number = _Payload(name, _document(name, payload)).value("pull_request", "number")
    except EventError:
        return None
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else None


def check_scope(asked: Scope | None, old: object | None) -> None:
    """Refuse `scope: changed` where there is no old side, with a `UsageError`."""
    if asked is Scope.CHANGED and old is None:
        message = "`scope: changed` was asked for, and this event has nothing to compare with"
        raise UsageError(message, hint="leave `scope` out, or give `scope: all`")


@dataclass(frozen=True, slots=True)
class _Payload:
    event: str
    document: JsonObject

    def value(self, *path: str) -> Json:
        value: Json = self.document
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def commit(self, *path: str) -> str:
        value = self.value(*path)
        return _commit(value if isinstance(value, str) else "", f"`{'.'.join(path)}` of the event {self.event}")


def _pull_request(payload: _Payload) -> Change:
    base, head = payload.commit("pull_request", "base", "sha"), payload.commit("pull_request", "head", "sha")
    count = payload.value("pull_request", "changed_files")
    files = count if isinstance(count, int) and not isinstance(count, bool) else None
    return Change(head, base, MergeBase(base, head), Scope.CHANGED, files)


def _merge_group(payload: _Payload) -> Change:
    base, head = payload.commit("merge_group", "base_sha"), payload.commit("merge_group", "head_sha")
    return Change(head, base, Exactly(base), Scope.CHANGED)


def _push(payload: _Payload) -> Change | None:
    if payload.value("deleted") is True or _is_zero(payload.value("after")):
        return None
    # For an annotated tag, `after` is the tag and not its commit.
    is_tag = str(payload.value("ref")).startswith(_TAG) and payload.value("head_commit", "id") is not None
    new = payload.commit("head_commit", "id") if is_tag else payload.commit("after")
    if _is_zero(payload.value("before")):
        return Change(new, new)
    return Change(new, new, IfThere(payload.commit("before")), Scope.CHANGED)


_READERS: dict[str, Callable[[_Payload], Change | None]] = {
    "pull_request": _pull_request,
    "pull_request_target": _pull_request,
    "merge_group": _merge_group,
    "push": _push,
}


def _document(name: str, payload: bytes | None) -> JsonObject:
    if payload is None:
        message = f"the payload of the event {name} is not there"
        raise EventError(message, hint="the runner names its file in GITHUB_EVENT_PATH")
    try:
        return load_object(payload)
    except MalformedJsonError as error:
        message = f"the payload of the event {name} cannot be read: {error.message}"
        raise EventError(message, hint="the runner names its file in GITHUB_EVENT_PATH") from None


def _commit(text: str, where: str) -> str:
    found = commit_id(text)
    if found is None or _is_zero(found):
        message = f"{where} is no commit id" if text else f"{where} is missing"
        hint = "run on pull_request, pull_request_target, merge_group, push, schedule or workflow_dispatch"
        raise EventError(message, hint=hint)
    return found


def _is_zero(value: Json) -> bool:
    return isinstance(value, str) and len(value) > 1 and not value.strip("0")
