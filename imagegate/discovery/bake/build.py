"""How a target's Dockerfile is built: which file it is, and what it gets."""

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from imagegate.discovery.bake.inline import found_inline
from imagegate.discovery.bake.names import with_those_above
from imagegate.discovery.bake.project import Project, Target
from imagegate.discovery.compose.other_files import is_elsewhere, path_from
from imagegate.discovery.detector import (
    Argument,
    Build,
    Found,
    NotJudged,
    OutsideRepositoryError,
    Problem,
    Surroundings,
)
from imagegate.discovery.hcl.setting import Setting
from imagegate.discovery.yaml.source import Role
from imagegate.source import UsedAs

_KIND = "bake-build"

_DEFAULT = "Dockerfile"
_HERE = "cwd://"
_IMAGE_SCHEME = "docker-image://"
_ELSEWHERE = "it is built from another place, which is not read"


def found_in_build(target: Target, project: Project, surroundings: Surroundings) -> Iterator[Found]:
    """Give the build of a target, and what is in its Dockerfile where that stands in the bake file.

    A target that others inherit from need not be built itself.
    """
    is_inherited = target.name in project.inherited
    role = Role(_KIND, UsedAs.BASE, target.name)
    yield from _unknown(target, role)
    stage = target.get("target")
    place = target.own[0].file.source.location(target.own[0].block.start)
    build = Build("", place, _arguments(target), _contexts(target), stage.value.text if stage else None)
    inline = target.get("dockerfile-inline")
    if inline is not None and inline.value.text != "":
        yield from found_inline(inline, build, target.name, surroundings)
    elif not (is_inherited and target.name.startswith("_")):
        yield from _named(target, build, project, is_inherited=is_inherited)


def _unknown(target: Target, role: Role) -> Iterator[Found]:
    """Say which arguments or parents nobody can tell; unknown contexts are told where they stand."""
    for layer in target.own:
        for name, setting in layer.pairs("args"):
            if name is None:
                yield setting.unresolved(role, setting.value.why_unknown or "its arguments are not known")
        inherits = layer.get("inherits")
        if inherits is not None and _is_unknown(inherits):
            yield inherits.unresolved(role, inherits.value.why_unknown or "what it inherits is not known")


def _is_unknown(inherits: Setting) -> bool:
    data = inherits.value.data
    return not isinstance(data, tuple) or any(value.text is None for value in data)


def _arguments(target: Target) -> dict[str, Argument]:
    """Give the arguments; null passes none, and takes none back."""
    return {
        name: Argument(setting.value.text, setting.location, setting.value.places)
        for name, setting in target.pairs("args")
        if name is not None and (setting.value.data is not None or setting.value.why_unknown)
    }


def _contexts(target: Target) -> dict[str, str]:
    """Give the named contexts: the image that each stands for, an empty text if it is none."""
    found = {name: setting.value.text or "" for name, setting in target.pairs("contexts") if name is not None}
    unknown = {name for name, setting in target.pairs("contexts") if name is not None and setting.value.why_unknown}
    return {
        name: text.removeprefix(_IMAGE_SCHEME) if text.startswith(_IMAGE_SCHEME) else ""
        for name, text in found.items()
        if text or name in unknown
    }


def _named(target: Target, build: Build, project: Project, *, is_inherited: bool) -> Iterator[Found]:
    """Give the build of the Dockerfile that is named, or say why nobody can tell which it is."""
    settings = [one for one in (target.get("context"), target.get("dockerfile")) if one is not None]
    unknown = next((one for one in settings if one.value.text is None), None)
    if unknown is not None:
        reason = unknown.value.why_unknown or "it is no text"
        yield unknown.unresolved(Role(_KIND, UsedAs.BASE, target.name), reason)
        return
    context, dockerfile = _text(target, "context"), _text(target, "dockerfile") or _DEFAULT
    place = settings[-1].location if settings else build.location
    if is_elsewhere(dockerfile.removeprefix(_HERE)) or (
        is_elsewhere(context.removeprefix(_HERE)) and not dockerfile.startswith(_HERE)
    ):
        yield NotJudged(place, _ELSEWHERE)
        return
    try:
        path = _path(build.location.path, context, dockerfile, project)
    except OutsideRepositoryError as error:
        yield Problem(place, error)
        return
    if _is_there(path, project) or (settings and not is_inherited):
        yield replace(build, dockerfile=path)


def _text(target: Target, name: str) -> str:
    setting = target.get(name)
    return (setting.value.text or "") if setting is not None else ""


def _path(file: str, context: str, dockerfile: str, project: Project) -> str:
    """Give the Dockerfile's path: from the folder that bake runs in, which is the file's or one above it."""
    names = ("", dockerfile) if dockerfile.startswith(_HERE) else (context, dockerfile)
    context, dockerfile = (name.removeprefix(_HERE) for name in names)
    folder = posixpath.dirname(file)
    for one in with_those_above(folder):
        with suppress(OutsideRepositoryError):
            path = path_from(one, context, dockerfile)
            if _is_there(path, project):
                return path
    return path_from(folder, context, dockerfile)


def _is_there(path: str, project: Project) -> bool:
    """Tell whether a file is there; of `Dockerfile`, `dockerfile` will do."""
    folder, slash, name = path.rpartition("/")
    return project.holds(path) or (name == _DEFAULT and project.holds(f"{folder}{slash}{_DEFAULT.lower()}"))
