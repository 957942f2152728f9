"""Find the images of a Dockerfile that stands in a bake file."""

from collections.abc import Iterator
from dataclasses import replace

from imagegate.discovery.detector import Build, Found, Surroundings
from imagegate.discovery.dockerfile.detect import detect_build
from imagegate.discovery.hcl.inline_file import UNKNOWN, InlineFile, inline_file
from imagegate.discovery.hcl.nodes import Interpolation, Template, Traversal
from imagegate.discovery.hcl.setting import Setting
from imagegate.discovery.hcl.values import Piece
from imagegate.discovery.yaml.source import Role
from imagegate.source import Occurrence, Unresolved, UsedAs

_KIND = "bake-dockerfile"


def found_inline(setting: Setting, build: Build, target: str, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in the Dockerfile of a target."""
    role = Role(_KIND, UsedAs.BASE, target)
    file = inline_file(setting)
    if file.text == UNKNOWN:
        yield setting.unresolved(role, setting.value.why_unknown or "it is no text")
        return
    found = [file.completed(one) for one in detect_build(file, build, surroundings)]
    yield from (_of(target, one) for one in found)
    told = {id(piece) for one in found if isinstance(one, Unresolved) for piece in file.inside(one.occurrence)}
    for part, piece in _expressions(setting, file):
        if id(piece) not in told:
            yield replace(setting, expression=part.value).unresolved(role, piece.value.why_unknown)


def _of(target: str, one: Found) -> Found:
    """Say which target it belongs to."""
    match one:
        case Occurrence():
            return replace(one, key=f"{target}.{one.key}" if one.key else target)
        case Unresolved(occurrence):
            return replace(one, occurrence=replace(occurrence, key=f"{target}.{occurrence.key}"))
        case _:
            return one


def _expressions(setting: Setting, file: InlineFile) -> Iterator[tuple[Interpolation, Piece]]:
    """Give what may be anything, even an instruction of its own; a variable that is not set may not."""
    if isinstance(setting.expression, Template):
        for part, piece in zip(setting.expression.parts, file.pieces, strict=True):
            if isinstance(part, Interpolation) and not isinstance(part.value, Traversal) and piece.value.why_unknown:
                yield part, piece
