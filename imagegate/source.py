"""Where a file writes what: places in a repository and the references that stand there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """A reference as a file gives it, not yet parsed.

    `text` is the reference after variables; `written` is what stands in the file where that differs (`alpine:${V}`).
    `location` is where the text begins, `end_column` the column after its last character, `end_line` that
    character's line where it is another one. `kind` is one word a syntax (`dockerfile-from`, `compose-image`, …).
    `platform` is the text of the use's own platform. `key` is what the file calls the place: a stage, a service, a
    container, a job; the same place keeps it from one commit to the next. `stage` is a Dockerfile's stage.
    `contributing` are the other places that gave the text its parts, such as an ARG's default.
    """

    text: str
    location: Location
    end_column: int
    kind: str
    used_as: UsedAs
    platform: str | None = None
    stage: str | None = None
    contributing: tuple[Location, ...] = ()
    key: str = ""
    written: str | None = None
    end_line: int | None = None


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A text that stands where a reference stands, and that nothing in the repository makes one.

    The occurrence's `text` is as written. `reason` says what is missing, in a few words without a full stop. It is
    never fetched and never dropped.
    """

    occurrence: Occurrence
    reason: str


class Special(StrEnum):
    """What an entry of a tree is that is no regular file; nothing follows it."""

    LINK = "a symbolic link"
    SUBMODULE = "a submodule"


@dataclass(frozen=True, slots=True)
class DiscoverySettings:
    """What a policy says about looking for references. Globs start at the repository's root; `**` crosses folders.

    `include` narrows to the files that match, `exclude` leaves files out. `formats` says what a file is that its name
    does not tell: glob → format. `contexts` are the named contexts of builds: name → image, or an empty text for what
    is no image. `variables` are values for variables to which the repository gives none.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    formats: Mapping[str, str] = field(default_factory=dict)
    contexts: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
