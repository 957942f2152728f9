"""Where a run looked for references, and what it passed by."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from imagegate.source import Location, Occurrence


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A part of a file that was not judged on purpose, and why."""

    location: Location
    reason: str


@dataclass(frozen=True, slots=True)
class Search:
    """Where references were looked for: commits by their full names, None for files as they stand or no old side.

    `files` counts those that were read for references. `removed` are references of the old side that are gone.
    `excluded` are files that the policy's settings hid although they changed. `changed_lines` gives the lines of the
    new side that the old side has not, for each file in which that matters.
    """

    base: str | None = None
    head: str | None = None
    files: int = 0
    removed: tuple[Occurrence, ...] = ()
    left_alone: tuple[LeftAlone, ...] = ()
    excluded: tuple[str, ...] = ()
    changed_lines: Mapping[str, frozenset[int]] = field(default_factory=dict)
