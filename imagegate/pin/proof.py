"""The proof of an edit: the files are searched again, and nothing but what was wanted is different. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from imagegate.discovery.discover import Discovery, discover
from imagegate.discovery.search import Read
from imagegate.oci.platform import Platform
from imagegate.pin.edit import Moves
from imagegate.source import DiscoverySettings, Location, Occurrence

Move: TypeAlias = Callable[[Location], Location]
"""Give where a place is after the edits."""

_Row: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """Files that are searched together, and how."""

    paths: tuple[str, ...]
    read: Read
    settings: DiscoverySettings
    platforms: tuple[Platform, ...] = ()

    def found(self) -> Discovery:
        """Search them."""
        return discover(self.paths, self.read, self.settings, platforms=self.platforms)

    def with_contents(self, contents: Mapping[str, bytes]) -> "Files":
        """Give the same files with other contents."""
        return replace(self, read=lambda path: contents[path] if path in contents else self.read(path))


def is_proved(before: Discovery, after: Discovery, moves: Moves, wanted: Mapping[Occurrence, str]) -> bool:
    """Tell whether each reference is what it was, or what was wanted of it, and everything else is as it was."""
    return (
        Counter(_occurrences(before, moves.of, wanted)) == Counter(_occurrences(after, _stays, {}))
        and Counter(_rest(before, moves.of)) == Counter(_rest(after, _stays))
        and (before.claimed, before.excluded) == (after.claimed, after.excluded)
    )


def _stays(place: Location) -> Location:
    return place


def _occurrences(found: Discovery, move: Move, wanted: Mapping[Occurrence, str]) -> Iterator[_Row]:
    for one in found.occurrences:
        yield _row(one, wanted.get(one, one.text), move)


def _rest(found: Discovery, move: Move) -> Iterable[_Row]:
    for text in found.unresolved:
        yield (*_row(text.occurrence, text.occurrence.text, move), text.reason)
    for problem in found.problems:
        yield move(problem.location), problem.error.message
    for part in found.not_judged:
        yield move(part.location), part.reason


def _row(one: Occurrence, text: str, move: Move) -> _Row:
    return text, move(one.location), one.kind, one.used_as, one.platform, one.stage, one.key
