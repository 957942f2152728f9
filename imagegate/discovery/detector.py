"""What a detector is: a module that knows one file format and finds the references in it.

How to write one
----------------
A module (or a package's module) with the five names of `Detector` below, and a place in `discover.DETECTORS`.

- `claims` looks at a path alone and must be quick: it is asked for every file of the repository. YES means that
  the name says it, and then a file that cannot be read or parsed is a problem. MAYBE means that the content decides;
  `sniffs` is then shown the text. Several detectors may claim one file; each reads it.
- `detect` gives all it finds, in any order: `Occurrence` for a reference, `Unresolved` for a text whose variables
  have no known value (or whose value cannot be a reference), `Problem` for what cannot be parsed, together with what
  could still be read, `NotJudged` for a part that is left alone on purpose, `Build` for a Dockerfile that the
  file has built, `Included` for a file of the same format that is part of this one. An `ImagegateError` that leaves
  it becomes a problem of the file; no other exception may. Whatever holds a reference ends up in one of these: nothing
  is dropped in silence.
- Other files are read through `surroundings.read`, their paths made with `beside`, or taken from `surroundings.paths`
  where a pattern means them. What is read (or is not there) is remembered: when it changes, the file is looked at
  again. `may_depend` says by names alone whether that is possible at all, so that not every file must be read to find
  out; when in doubt it says yes.
- Lines and columns count from 1, columns in characters. `file.location(line, column)` makes places, so that a format
  inside another one (an inline Dockerfile) points into the outer file.

A detector does no I/O and keeps nothing between calls. Its tests are files in `tests/examples/FORMAT/`.
"""

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, TypeAlias

from imagegate.errors import ImagegateError
from imagegate.oci.platform import Platform
from imagegate.source import DiscoverySettings, Location, Occurrence, Unresolved

DEFAULT_PLATFORM = Platform("linux", "amd64")


class OutsideRepositoryError(ImagegateError):
    """A path that leads out of the repository."""

    code = "outside-repository"


class Claim(Enum):
    """Whether a detector is responsible for a file, judging by its path."""

    NO = "no"
    MAYBE = "maybe"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class File:
    """A file's text: no byte order mark, line ends as they are.

    Where the text is part of another one, `line` is the line of that file on which it begins, and `indent` how many
    characters stand before each of its lines.
    """

    path: str
    text: str
    line: int = 1
    indent: int = 0

    def location(self, line: int, column: int) -> Location:
        """Give the place of a line and a column of the text, both from 1, in the file."""
        return Location(self.path, self.line + line - 1, self.indent + column)


@dataclass(frozen=True, slots=True)
class Argument:
    """A build argument that another file passes; a value of None cannot be known.

    `contributing` are the other places that gave the value its parts.
    """

    value: str | None
    location: Location
    contributing: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Build:
    """A Dockerfile that another file has built, and what that gives it.

    `dockerfile` is a path from the repository's root. `contexts` are named contexts: name → image, or an empty text
    for a folder, another build, or whatever else is no image. `location` is where the build is described.
    """

    dockerfile: str
    location: Location
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    contexts: Mapping[str, str] = field(default_factory=dict)
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A claimed file, or a part of one, that cannot be read or parsed; whatever it holds is unverified."""

    location: Location
    error: ImagegateError


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A part of a file that is left alone on purpose; the report counts and names it."""

    location: Location
    reason: str


@dataclass(frozen=True, slots=True)
class Included:
    """Another file that this one takes in, named at `location`: what stands in it is given along.

    Alone it may mean something else, so that nothing counts that is found in it when it is looked at for itself. But it
    may be one that can also be used alone: then the references count that it names so.
    """

    path: str
    location: Location
    is_used_alone: bool = False


Found: TypeAlias = Occurrence | Unresolved | Problem | NotJudged | Build | Included


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a detector may know besides the file.

    `read` gives the text of another file of the same tree, None if there is none, and raises an `ImagegateError` if
    it cannot be read. `builds` are those of the file itself, found by detectors that ran before. `platforms` are
    those that builds are made for. `paths` are all files, for formats with patterns: those of the tree, and those that
    changed, which this side may lack; reading what a pattern means tells them apart, and remembers both.
    """

    read: Callable[[str], str | None]
    settings: DiscoverySettings = field(default_factory=DiscoverySettings)
    builds: tuple[Build, ...] = ()
    platforms: tuple[Platform, ...] = (DEFAULT_PLATFORM,)
    paths: frozenset[str] = frozenset()


class Detector(Protocol):
    """What `discover` asks of a module; paths are relative to the repository's root, POSIX."""

    FORMAT: str
    """The format's name, as `settings.discovery.formats` gives it."""

    def claims(self, path: str, /) -> Claim:
        """Tell from the path whether the file is of this format."""

    def sniffs(self, text: str, /) -> bool:
        """Tell from the text whether a file that may be claimed is; the text may be damaged, and may not parse."""

    def may_depend(self, path: str, changed: frozenset[str], /) -> bool:
        """Tell whether what is found in a claimed file can differ when only the changed files do."""

    def detect(self, file: File, surroundings: Surroundings, /) -> Iterable[Found]:
        """Find everything in a file."""


def beside(path: str, name: str) -> str:
    """Give the path from the repository's root of what a file at `path` calls `name`."""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    if name.startswith("/") or joined == ".." or joined.startswith("../"):
        message = f"{name[:200]!r} lies outside the repository"
        raise OutsideRepositoryError(message, hint="name a file of the repository, relative to the file that names it")
    return joined
