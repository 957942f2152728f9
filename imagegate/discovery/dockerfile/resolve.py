"""What a Dockerfile's names stand for in one build: a stage, an image, nothing, or what cannot be known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from imagegate.discovery.detector import Argument
from imagegate.discovery.dockerfile.arguments import Environment
from imagegate.discovery.dockerfile.expansion import Expansion, expand
from imagegate.discovery.dockerfile.stages import COPY_FROM, Source
from imagegate.errors import ImagegateError
from imagegate.oci.reference import DEFAULT_TAG, InvalidReferenceError, Reference
from imagegate.source import Location

_SCRATCH = "scratch"
_NEVER_CONTEXTS = (_SCRATCH, "context")
_IMAGE_SCHEME = "docker-image://"
_INDEX = re.compile("[+-]?[0-9]+")
_VARIABLE = re.compile(r"\$.")


@dataclass(frozen=True, slots=True)
class Plan:
    """A way in which a Dockerfile is built.

    `contexts` stand in for stages and images of their name. `doubtful` are names that another build, described at
    that place, gives a context: what they are in this one is said nowhere. `supplied` are the arguments without which
    the file is not built: what lacks one of them is looked at in other plans. `location` is where the build is
    described.
    """

    arguments: Mapping[str, Argument] = field(default_factory=dict)
    contexts: Mapping[str, str] = field(default_factory=dict)
    target: str | None = None
    location: Location | None = None
    doubtful: Mapping[str, Location] = field(default_factory=dict)
    supplied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StageName:
    """The name of a stage of the same file."""

    index: int


@dataclass(frozen=True, slots=True)
class ImageName:
    """The name of an image, and the places that gave it its parts."""

    text: str
    contributing: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class NoImage:
    """The name of something that is not pulled."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A text whose meaning cannot be known, why, and the places that gave it its parts."""

    reason: str
    contributing: tuple[Location, ...] = ()


Meaning: TypeAlias = StageName | ImageName | NoImage | Unknown


def base(text: str, earlier: Mapping[str, int], known: Environment, plan: Plan, escape: str) -> Meaning:
    """Tell what FROM means by a text; `earlier` are the stages above it."""
    try:
        expansion = expand(text, known.values, escape)
    except ImagegateError as error:
        return Unknown(error.message)
    places = known.locations(expansion.used)
    if why := known.why_unknown(expansion.used):
        return Unknown(why, places)
    meaning = _named(expansion.text, earlier.get(expansion.text.lower()), plan)
    match meaning:
        case ImageName(name, contributing):
            return ImageName(name, (*places, *contributing))
        case Unknown(reason):
            waits = expansion.unset and plan.supplied.issuperset(expansion.unset)
            return NoImage() if waits else Unknown(_why(expansion) or reason, places)
        case _:
            return meaning


def source(one: Source, stages: Mapping[str, int], count: int, plan: Plan, escape: str) -> Meaning:
    """Tell what `--from` of COPY or `from` of a mount means; `stages` are all of the file, `count` their number."""
    text = one.piece.text
    if _holds_variable(one, escape):
        return Unknown("a variable cannot stand here; give the image a stage of its own")
    if one.form == COPY_FROM and _INDEX.fullmatch(text):
        index = int(text) if len(text) < 10 else -1  # noqa: PLR2004 - more digits than any file has stages
        return StageName(index) if 0 <= index < count else Unknown(f"there is no stage {text[:20]}")
    return _named(text, stages.get(text.lower()), plan)


def trigger(one: Source, plan: Plan) -> Meaning | None:
    """Tell what a source in ONBUILD means where another file is built from this one; None if that file decides."""
    if not set(one.piece.text) & set("/:@"):
        return None
    return source(one, {}, 0, plan, "\\")


def _named(text: str, stage: int | None, plan: Plan) -> Meaning:
    name = _familiar(text) if plan.contexts or plan.doubtful else text
    if name in plan.contexts and name.lower() not in _NEVER_CONTEXTS:
        return _context(plan.contexts[name].removeprefix(_IMAGE_SCHEME), plan.location)
    if stage is not None:
        return StageName(stage)
    if text == _SCRATCH:
        return NoImage()
    if name in plan.doubtful:
        return Unknown(f"{plan.doubtful[name]} gives it a context, and other builds may not; say so in the policy")
    return image(text)


def _context(text: str, location: Location | None) -> Meaning:
    meaning = image(text) if text else NoImage()
    return replace(meaning, contributing=(location,)) if location and isinstance(meaning, ImageName) else meaning


def image(text: str) -> Meaning:
    """Tell whether a text can be the name of an image."""
    try:
        Reference.parse(text)
    except InvalidReferenceError as error:
        return Unknown(error.message)
    return ImageName(text)


def _familiar(text: str) -> str:
    """Give the name under which BuildKit looks a context up: what Docker Hub adds left out, and `:latest` too."""
    try:
        reference = Reference.parse(text)
    except InvalidReferenceError:
        return text
    name = str(reference.repository).removeprefix("docker.io/").removeprefix("library/")
    tag = f":{reference.tag}" if reference.tag and (reference.tag != DEFAULT_TAG or reference.digest) else ""
    return f"{name}{tag}" + (f"@{reference.digest}" if reference.digest else "")


def _holds_variable(one: Source, escape: str) -> bool:
    if one.form != COPY_FROM:
        return _VARIABLE.search(one.piece.text) is not None
    try:
        return expand(one.piece.text, {}, escape).text != one.piece.text
    except ImagegateError:
        return True


def _why(expansion: Expansion) -> str:
    if expansion.unset:
        return f"{' and '.join(expansion.unset)} {'has' if len(expansion.unset) == 1 else 'have'} no value"
    return "" if expansion.text else "it is empty"
