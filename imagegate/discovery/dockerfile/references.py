"""The images of a Dockerfile in one build: what each name means, and what the image is used for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from imagegate.discovery.detector import NotJudged
from imagegate.discovery.dockerfile.arguments import Environment, environment, predefined
from imagegate.discovery.dockerfile.expansion import expand
from imagegate.discovery.dockerfile.lines import Piece
from imagegate.discovery.dockerfile.resolve import (
    ImageName,
    Meaning,
    NoImage,
    Plan,
    StageName,
    Unknown,
    base,
    source,
    trigger,
)
from imagegate.discovery.dockerfile.stages import Dockerfile, Source, Stage
from imagegate.errors import ImagegateError
from imagegate.oci.platform import Platform
from imagegate.source import Location, Occurrence, Unresolved, UsedAs

Answer: TypeAlias = Occurrence | Unresolved | NotJudged

_FROM = "dockerfile-from"
_DOWNSTREAM = "the file that is built from this one decides what an ONBUILD names"


@dataclass(frozen=True, slots=True)
class _Site:
    """Where a name stands, and what it is for."""

    piece: Piece
    kind: str
    used_as: UsedAs
    stage: Stage | None = None
    platform: str | None = None


def references(
    dockerfile: Dockerfile, plan: Plan, platform: Platform, variables: Mapping[str, str]
) -> Iterator[Answer]:
    """Give what the names of all stages mean in one build for one platform, built or not."""
    target = plan.target or dockerfile.stages[-1].name or "default"
    known = environment(dockerfile, plan.arguments, variables, predefined(platform, target))
    bases = tuple(_bases(dockerfile, known, plan))
    shipped = _shipped(dockerfile, bases, target)
    for stage, meaning in zip(dockerfile.stages, bases, strict=True):
        if stage.image is not None:
            used_as = UsedAs.BASE if stage.index in shipped else UsedAs.BUILD
            own = _platform(stage.platform, known, dockerfile.escape)
            yield from _answers(_Site(stage.image, _FROM, used_as, stage, own), meaning)
    extended = {meaning.index for meaning in bases if isinstance(meaning, StageName)}
    names = {stage.name: stage.index for stage in dockerfile.stages if stage.name}
    for stage in dockerfile.stages:
        yield from _sources(dockerfile, stage, plan, names, is_extended=stage.index in extended)


def reference(piece: Piece, kind: str, used_as: UsedAs, meaning: Meaning) -> Iterator[Answer]:
    """Give what a name outside all stages means."""
    yield from _answers(_Site(piece, kind, used_as), meaning)


def _bases(dockerfile: Dockerfile, known: Environment, plan: Plan) -> Iterator[Meaning]:
    earlier: dict[str, int] = {}
    for stage in dockerfile.stages:
        yield base(stage.image.text, earlier, known, plan, dockerfile.escape) if stage.image else NoImage()
        if stage.name:
            earlier[stage.name] = stage.index


def _shipped(dockerfile: Dockerfile, bases: tuple[Meaning, ...], target: str) -> set[int]:
    """Give the stages that the target is built from: itself, its base, and so on."""
    named = [stage.index for stage in dockerfile.stages if stage.name == target.lower()]
    index: int | None = named[-1] if named else dockerfile.stages[-1].index
    shipped: set[int] = set()
    while index is not None:
        shipped.add(index)
        meaning = bases[index]
        index = meaning.index if isinstance(meaning, StageName) else None
    return shipped


def _sources(
    dockerfile: Dockerfile, stage: Stage, plan: Plan, names: Mapping[str, int], *, is_extended: bool
) -> Iterator[Answer]:
    count = len(dockerfile.stages)
    for one in stage.sources:
        yield from _answers(_copy(one, stage, ""), source(one, names, count, plan, dockerfile.escape))
    for one in stage.triggers:
        meaning = source(one, names, count, plan, dockerfile.escape) if is_extended else trigger(one, plan)
        if meaning is None:
            yield NotJudged(one.piece.location, _DOWNSTREAM)
        else:
            yield from _answers(_copy(one, stage, "onbuild-"), meaning)


def _copy(one: Source, stage: Stage, prefix: str) -> _Site:
    return _Site(one.piece, f"dockerfile-{prefix}{one.form}", UsedAs.COPY, stage)


def _answers(site: _Site, meaning: Meaning) -> Iterator[Answer]:
    match meaning:
        case ImageName(text, contributing):
            yield _occurrence(site, text, contributing)
        case Unknown(reason, contributing):
            yield Unresolved(_occurrence(site, site.piece.text, contributing), reason)
        case StageName() | NoImage():
            return
        case _:
            assert_never(meaning)


def _occurrence(site: _Site, text: str, contributing: tuple[Location, ...]) -> Occurrence:
    piece, stage = _bare(site.piece, text), site.stage
    return Occurrence(
        text,
        piece.location,
        piece.end_column,
        site.kind,
        site.used_as,
        site.platform,
        stage.name if stage else None,
        contributing,
        stage.key if stage else "",
        None if piece.text == text else piece.text,
        None if piece.end_line == piece.location.line else piece.end_line,
    )


def _bare(piece: Piece, text: str) -> Piece:
    """Leave the quotes around a text out of its place."""
    if piece.text not in (f'"{text}"', f"'{text}'") or piece.end_line != piece.location.line:
        return piece
    start = replace(piece.location, column=piece.location.column + 1)
    return Piece(text, start, piece.end_line, piece.end_column - 1)


def _platform(text: str | None, known: Environment, escape: str) -> str | None:
    """Give a stage's own platform: none where it is that of the build, or cannot be known."""
    if not text:
        return None
    try:
        expansion = expand(text, known.values, escape)
        if known.machine.isdisjoint(expansion.used) and not known.why_unknown(expansion.used):
            return str(Platform.parse(expansion.text))
    except ImagegateError:
        return None
    return None
