"""What a Dockerfile says about images: its stages and what they name, nothing resolved."""

from dataclasses import dataclass

from imagegate.discovery.detector import Problem
from imagegate.discovery.dockerfile.lines import Piece
from imagegate.errors import ImagegateError
from imagegate.source import Location

COPY_FROM = "copy-from"
MOUNT_FROM = "run-mount-from"


class InvalidDockerfileError(ImagegateError):
    """A Dockerfile that BuildKit refuses, so that nobody can say what it builds from."""

    code = "invalid-dockerfile"


@dataclass(frozen=True, slots=True)
class Default:
    """An ARG before the first FROM: its name, and its value as it is written, None where there is none."""

    name: str
    value: str | None
    location: Location


@dataclass(frozen=True, slots=True)
class Source:
    """Where a COPY or a RUN takes files from; `form` is `COPY_FROM` or `MOUNT_FROM`."""

    form: str
    piece: Piece


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage. `image` is None where its FROM cannot be read; `triggers` are the sources in its ONBUILD."""

    index: int
    image: Piece | None = None
    name: str | None = None
    platform: str | None = None
    sources: tuple[Source, ...] = ()
    triggers: tuple[Source, ...] = ()

    @property
    def key(self) -> str:
        """The name, else the number."""
        return self.name or str(self.index)


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """A Dockerfile: the image of its frontend, the ARGs before the first FROM, the stages, and what is wrong."""

    escape: str
    syntax: Piece | None
    defaults: tuple[Default, ...]
    stages: tuple[Stage, ...]
    problems: tuple[Problem, ...]
