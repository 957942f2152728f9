"""The commits from which two others went their own ways (git-merge-base(1)). Pure."""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import TypeAlias

from imagegate.tree import Commit

LookUp: TypeAlias = Callable[[str], Commit | None]

_ONE, _OTHER, _OLDER = 1, 2, 4


class _UnknownError(Exception):
    """A commit that would have to be looked at is not here."""


def merge_bases(one: str, other: str, look_up: LookUp) -> tuple[str, ...] | None:
    """Give the best common ancestors of two commits, the youngest first; more than one where branches cross.

    None where the history that is here does not tell: with a part of it missing, an ancestor that both have need not
    be the best one.
    """
    try:
        return _Walk(look_up).bases(one, other)
    except _UnknownError:
        return None


class _Walk:
    """Goes back from both commits, the youngest first, until only ancestors of what was found are left."""

    def __init__(self, look_up: LookUp) -> None:
        self._look_up = look_up
        self._marks: dict[str, int] = {}
        self._waiting: list[tuple[int, str]] = []
        self._open: set[str] = set()

    def bases(self, one: str, other: str) -> tuple[str, ...]:
        self._mark(one, _ONE)
        self._mark(other, _OTHER)
        common: dict[str, None] = {}
        while self._open:
            oid = heappop(self._waiting)[1]
            self._open.discard(oid)
            marks = self._marks[oid]
            if marks & _ONE and marks & _OTHER:
                if not marks & _OLDER:
                    common[oid] = None
                marks |= _OLDER
            for parent in self._commit(oid).parents:
                self._mark(parent, marks)
        return tuple(oid for oid in common if not self._marks[oid] & _OLDER)

    def _mark(self, oid: str, marks: int) -> None:
        before = self._marks.get(oid, 0)
        if before | marks == before:
            return
        self._marks[oid] = before | marks
        heappush(self._waiting, (-self._commit(oid).time, oid))
        if (before | marks) & _OLDER:
            self._open.discard(oid)
        else:
            self._open.add(oid)

    def _commit(self, oid: str) -> Commit:
        commit = self._look_up(oid)
        if commit is None:
            raise _UnknownError
        return commit
