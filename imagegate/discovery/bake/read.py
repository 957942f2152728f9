"""Reading a bake file: its contexts, and what its targets build."""

from collections.abc import Iterator

from imagegate.discovery.bake.build import found_in_build
from imagegate.discovery.bake.project import Project
from imagegate.discovery.bake.target import Layer
from imagegate.discovery.detector import File, Found, Surroundings
from imagegate.discovery.hcl.nodes import Template, Text
from imagegate.discovery.hcl.setting import Setting
from imagegate.discovery.yaml.source import Role
from imagegate.source import UsedAs

_SCHEME = "docker-image://"
_KIND = "bake-context"


def found(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a file, and in those that bake lays over it."""
    project = Project(file, surroundings)
    yield from dict.fromkeys(one for layer in project.layers() for one in _contexts(layer))
    for target in project.targets():
        yield from found_in_build(target, project, surroundings)
    yield from project.problems


def _contexts(layer: Layer) -> Iterator[Found]:
    """Find the images among the named contexts that a block gives, and the one that is its main context."""
    role = Role(_KIND, UsedAs.COPY, layer.label)
    main = layer.get("context")
    if main is not None and (main.value.text or main.written).startswith(_SCHEME):
        yield main.reference(role, _SCHEME)
    for name, setting in layer.pairs("contexts"):
        if _may_be_image(setting):
            yield setting.reference(role, _SCHEME)
        elif name is None and setting.value.text is None:
            yield setting.unresolved(role, "it is no object")


def _may_be_image(setting: Setting) -> bool:
    if not setting.value.why_unknown:
        return (setting.value.text or "").startswith(_SCHEME)
    expression = setting.expression
    first = expression.parts[0] if isinstance(expression, Template) and expression.parts else None
    begin = first.text[: len(_SCHEME)] if isinstance(first, Text) else ""
    return _SCHEME.startswith(begin)
