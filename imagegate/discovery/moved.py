"""Files that held references and went where nobody looks for them. Pure.

A name is what claims a file: a Dockerfile that is renamed `build.txt` is still built from, and is searched no more.
Nothing else is guessed at, only files that are new in a change in which one with references is gone.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Protocol

from imagegate.discovery.detector import Problem
from imagegate.discovery.discover import Discovery, discover
from imagegate.errors import ImagegateError
from imagegate.oci.reference import InvalidReferenceError, Reference, Repository
from imagegate.source import DiscoverySettings, Location, Occurrence, Special

LIKENESS_MIN = 0.5
FILE_BYTES_MAX = 256 * 1024


class OutOfSightError(ImagegateError):
    """A file with references whose new name no format claims."""

    code = "out-of-sight"


class Files(Protocol):
    """One side of a change."""

    @property
    def paths(self) -> Collection[str]:
        """All paths."""
        ...

    def read(self, path: str, /) -> bytes | Special | None:
        """Give a file's bytes, None if there is none."""
        ...


def out_of_sight(
    old: Discovery, new: Discovery, before: Files, after: Files, changed: frozenset[str]
) -> tuple[Problem, ...]:
    """Find new files that nothing claims and that continue a file with references that is gone."""
    held = (*old.occurrences, *(one.occurrence for one in old.unresolved))
    gone = {one.location.path for one in held} - set(after.paths)
    if not gone:
        return ()
    known = {*before.paths, *new.claimed, *(one.location.path for one in new.occurrences)}
    fresh = sorted(path for path in changed if path in after.paths and path not in known)
    return tuple(
        _problem(path, source) for path in fresh if (source := _source(path, sorted(gone), old, before, after))
    )


def _source(path: str, gone: list[str], old: Discovery, before: Files, after: Files) -> str | None:
    """Give the file that a new one continues: it is alike, or names the same repositories in the same format."""
    content = after.read(path)
    if not isinstance(content, bytes) or len(content) > FILE_BYTES_MAX:
        return None
    return next((one for one in gone if _continues(path, content, one, old, before.read(one))), None)


def _continues(path: str, content: bytes, source: str, old: Discovery, former: bytes | Special | None) -> bool:
    if isinstance(former, bytes) and _likeness(former, content) >= LIKENESS_MIN:
        return True
    named = {repository for one in old.occurrences if one.location.path == source for repository in _repository(one)}
    return any(not named.isdisjoint(_repositories(path, content, form)) for form in old.claimed.get(source, ()))


def _repositories(path: str, content: bytes, form: str) -> set[Repository]:
    read: Callable[[str], bytes | None] = {path: content}.get
    found = discover((path,), read, DiscoverySettings(formats={path: form}))
    return {repository for one in found.occurrences for repository in _repository(one)}


def _repository(occurrence: Occurrence) -> Iterator[Repository]:
    try:
        yield Reference.parse(occurrence.text).repository
    except InvalidReferenceError:
        return


def _likeness(one: bytes, other: bytes) -> float:
    """Give the share of lines that two texts have in common, as a share of the longer one."""
    lines, others = Counter(one.split(b"\n")), Counter(other.split(b"\n"))
    return (lines & others).total() / max(lines.total(), others.total())


def _problem(path: str, source: str) -> Problem:
    message = f"it continues {source}, which held references, and no format claims its name"
    hint = "keep a name that is searched, or say what it is in the policy's settings.discovery.formats"
    return Problem(Location(path, 1, 1), OutOfSightError(message, hint=hint))
