"""The values of a Compose file, and what one holds: services as they are written, and what it includes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from imagegate.discovery.compose.environment import Environment
from imagegate.discovery.compose.interpolation import (
    Interpolated,
    InvalidInterpolationError,
    Piece,
    Value,
    interpolate,
)
from imagegate.discovery.detector import Problem
from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.source import Source, is_empty
from imagegate.errors import ImagegateError
from imagegate.source import Location

TEXT_MAX = 4096
WORK_MAX = 100_000

_TOO_LONG = f"it has more than {TEXT_MAX} characters"

_TAG = re.compile(r"(?:&\S{1,200}\s{1,200})?!(reset|override)(?![^\s,\]}])")


class InvalidComposeError(ImagegateError):
    """A file that Compose refuses, so that nobody can say what it runs."""

    code = "invalid-compose"

    def __init__(self, message: str, *, hint: str = "mend the file; `docker compose config` says more") -> None:
        """Say what is wrong with it."""
        super().__init__(message, hint=hint)


class TooMuchError(InvalidComposeError):
    """A file that leads to more than can be looked at."""

    code = "too-much"

    def __init__(self, message: str) -> None:
        """Say what there is too much of."""
        super().__init__(message, hint="split it, or exclude it in the policy")


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """A value of a Compose file.

    `via` are the places in other files, or of other services, that brought it where it counts; the first one is
    nearest to what is looked at.
    """

    file: "ComposeFile"
    entry: Entry
    via: tuple[Location, ...] = ()

    @property
    def node(self) -> Node:
        """The value's node."""
        return self.entry.value

    @property
    def scalar(self) -> Scalar | None:
        """The value, if it is a text."""
        return self.entry.value if isinstance(self.entry.value, Scalar) else None

    @property
    def location(self) -> Location:
        """Where it stands."""
        return self.file.source.location(self.scalar.start if self.scalar else self.entry.start)

    @property
    def contributing(self) -> tuple[Location, ...]:
        """The places besides its own that made it count here."""
        merged = self.entry.merged_at
        return (() if merged is None else (self.file.source.location(merged),)) + self.via

    @property
    def tag(self) -> str:
        """What it does to what it overrides: `reset` leaves nothing, `override` replaces it; else an empty text."""
        match = _TAG.match(self.file.source.file.text, self.entry.start)
        return match[1] if match else ""

    def meaning(self) -> Interpolated:
        """Give the text, its variables replaced."""
        if self.scalar is None:
            return _unknown("it is no text")
        if len(self.scalar.text) > TEXT_MAX:
            return _unknown(_TOO_LONG)
        try:
            result = interpolate(self.scalar.text, self.file.environment.value)
        except InvalidInterpolationError as error:
            return _unknown(error.message)
        return _unknown(_TOO_LONG) if result.length > TEXT_MAX else result

    def text(self) -> str:
        """Give the text; an empty one where it is not known."""
        meaning = self.meaning()
        return "" if meaning.why_unknown else meaning.text

    def all(self, key: str) -> list["Setting"]:
        """Give the values of a key: the mapping's own if there are any, else the one it inherits first."""
        if not isinstance(self.node, Mapping):
            return []
        entries = self.node.all(key)
        own = [entry for entry in entries if entry.merged_at is None]
        return [self.at(entry) for entry in own or entries[:1]]

    def get(self, key: str) -> "Setting | None":
        """Give the value of a key that counts, None if there is none or if it is null."""
        values = self.all(key)
        return values[-1] if values and not values[-1].is_null else None

    def items(self) -> Iterator["Setting"]:
        """Give the items of a list, or the value itself if it is none."""
        if isinstance(self.node, Sequence):
            self.file.spend(len(self.node.items))
            for item in self.node.items:
                yield self.at(Entry(None, item, item.start, self.entry.merged_at))
        elif not self.is_null:
            yield self

    def entries(self) -> Iterator["Setting"]:
        """Give the values of a mapping: its own, and of those that it inherits the first of each other key."""
        if isinstance(self.node, Mapping):
            self.file.spend(len(self.node.entries) + len(self.node.inherited))
            own = {entry.key for entry in self.node.entries}
            inherited = {entry.key: entry for entry in reversed(self.node.inherited) if entry.key not in own}
            yield from (self.at(entry) for entry in (*self.node.entries, *inherited.values()))

    def at(self, entry: Entry) -> "Setting":
        """Give a value inside this one."""
        return Setting(self.file, entry, self.via)

    @property
    def is_null(self) -> bool:
        """Whether there is nothing."""
        scalar = self.scalar
        return scalar is not None and scalar.plain and is_empty(scalar)


@dataclass(slots=True, eq=False)
class ComposeFile:
    """A Compose file. Relative paths in it start from `folder`; of a service there are several if it stands twice."""

    source: Source
    folder: str
    environment: Environment
    services: dict[str, list[Setting]] = field(default_factory=dict)
    includes: list[Setting] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    work: int = 0

    @property
    def path(self) -> str:
        """Its path from the repository's root."""
        return self.source.file.path

    def spend(self, work: int) -> None:
        """Count what is looked at: aliases can make it endless."""
        self.work += work
        if self.work > WORK_MAX:
            message = f"the file describes more than {WORK_MAX} values"
            raise TooMuchError(message)

    def refuse(self, place: Location, message: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(place, InvalidComposeError(message)))


def _unknown(reason: str) -> Interpolated:
    return Interpolated((Piece(Value("", (), reason), 0, 0),))
