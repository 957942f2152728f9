"""Names of commits, as users write them on the command line (gitrevisions(7), the usual part of it)."""

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from imagegate.errors import UsageError
from imagegate.git.checkout import Checkout
from imagegate.tree import commit_id

_FORM = re.compile(r"(?P<name>[^~^]+)(?P<steps>(?:[~^][0-9]{0,6})*)")
_STEP = re.compile(r"([~^])([0-9]*)")
_ABBREVIATED = re.compile("[0-9a-f]{4,39}")
_STEPS_MAX = 100_000
# In git's order.
_PLACES = ("{}", "refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")


class UnknownRevisionError(UsageError):
    """A name that stands for no commit of the repository."""

    code = "unknown-revision"

    def __init__(self, name: str) -> None:
        """Quote the name."""
        hint = "name a commit, a branch or a tag that the repository has"
        super().__init__(f"{name[:80]!r} is no commit of this repository", hint=hint)


def resolve(name: str, checkout: Checkout) -> str:
    """Give the commit that a name stands for: an id, also a short one, a branch, a tag, HEAD, with `~N` and `^N`."""
    form = _FORM.fullmatch(name)
    found = _commit(form["name"], checkout) if form else None
    for kind, number in _STEP.findall(form["steps"]) if form else ():
        found = _step(found, kind, int(number or 1), checkout)
    if found is None:
        raise UnknownRevisionError(name)
    return found


def _commit(name: str, checkout: Checkout) -> str | None:
    whole = commit_id(name)
    if whole:
        return checkout.peel(whole)
    pointed = _pointed(name, checkout)
    if pointed:
        return checkout.peel(pointed)
    return _abbreviated(name, checkout) if _ABBREVIATED.fullmatch(name) else None


def _pointed(name: str, checkout: Checkout) -> str | None:
    from dulwich.refs import DiskRefsContainer

    places = checkout.places
    refs = DiskRefsContainer(str(places.shared), str(places.own))
    for place in _PLACES:
        ref = place.format(name).encode("utf-8", "surrogateescape")
        found = b""
        with suppress(Exception):  # a name that git does not allow, a file that is none: of many types
            found = refs[ref]  # type: ignore[index]
        if oid := commit_id(found.decode("ascii", "replace")):
            return oid
    return None


def _abbreviated(prefix: str, checkout: Checkout) -> str | None:
    found = {oid for oid in islice(_beginning(prefix, checkout), 100) if checkout.commit(oid)}
    return found.pop() if len(found) == 1 else None


def _beginning(prefix: str, checkout: Checkout) -> Iterator[str]:
    for store in checkout.stores:
        with suppress(Exception):  # a damaged pack: of many types
            yield from (oid.decode("ascii") for oid in store.iter_prefix(prefix.encode("ascii")))


def _step(oid: str | None, kind: str, number: int, checkout: Checkout) -> str | None:
    if kind == "^":
        return _parent(oid, number, checkout) if number else oid
    for _ in range(min(number, _STEPS_MAX)):
        oid = _parent(oid, 1, checkout)
    return oid


def _parent(oid: str | None, number: int, checkout: Checkout) -> str | None:
    commit = checkout.commit(oid) if oid else None
    return commit.parents[number - 1] if commit and number <= len(commit.parents) else None
