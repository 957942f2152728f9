"""Where a file writes what: places in a repository and the references that stand there."""

from dataclasses import dataclass
from enum import StrEnum


class UsedAs(StrEnum):
    """What an image is used for; policies match on it."""

    BASE = "base"
    BUILD = "build"
    COPY = "copy"
    SYNTAX = "syntax"
    DEPLOY = "deploy"
    CI = "ci"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file: path relative to the repository's root, POSIX; line and column from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        """Give `path:line:column`, as compilers do."""
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A reference as a file writes it, not yet parsed.

    `kind` is one word a syntax (`dockerfile-from`, `compose-image`, …). `platform` is the text of the use's own
    platform. `contributing` are the places that gave the text its parts, such as an ARG's default.
    """

    text: str
    location: Location
    end_column: int
    kind: str
    used_as: UsedAs
    platform: str | None = None
    stage: str | None = None
    contributing: tuple[Location, ...] = ()
