"""The images in a kustomization's inline patches: parts of resources, or JSON patches (RFC 6902)."""

from collections.abc import Iterator
from dataclasses import replace

from imagegate.discovery.detector import File, Found, Problem
from imagegate.discovery.kubernetes.walk import Walk
from imagegate.discovery.yaml.documents import documents
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.source import Role, Source, is_empty
from imagegate.source import Location, Occurrence, Unresolved, UsedAs

_KIND = "kustomize-patch"


def patches(root: Mapping, source: Source) -> Iterator[Found]:
    """Find everything in the patches that stand in the file itself."""
    seen: set[int] = set()
    for key in ("patches", "patchesJson6902", "patchesStrategicMerge"):
        listed = root.get(key)
        for one in listed.items if isinstance(listed, Sequence) else ():
            patch = one.get("patch") if isinstance(one, Mapping) else one
            if isinstance(patch, Scalar) and id(patch.origin or patch) not in seen and _is_inline(patch):
                seen.add(id(patch.origin or patch))
                yield from _inline(patch, source)


def _is_inline(patch: Scalar) -> bool:
    """Tell a patch from the path of one."""
    return "\n" in patch.text or ":" in patch.text


def _inline(patch: Scalar, source: Source) -> Iterator[Found]:
    """Read a patch; what is found in one whose lines are folded stands where the patch does."""
    file = source.within(patch)
    inner = Source(file or File(source.file.path, patch.text), source.variables)
    for document in documents(inner.file):
        content = document.read()
        problems = [Problem(inner.location(content.fault.offset), content.fault.error)] if content.fault else []
        for one in (*problems, *(found for root in content.roots for found in _patch(root, inner))):
            yield one if file else _at(one, source.location(patch.start))


def _at(one: Found, place: Location) -> Found:
    match one:
        case Unresolved(occurrence):
            return replace(one, occurrence=_pinned(occurrence, place))
        case Occurrence():
            return _pinned(one, place)
        case _:
            return replace(one, location=place)


def _pinned(one: Occurrence, place: Location) -> Occurrence:
    return replace(one, location=place, end_column=place.column + 1, end_line=None, written=None, contributing=())


def _patch(root: Node, source: Source) -> Iterator[Found]:
    if isinstance(root, Mapping):
        yield from Walk(source).resource(root)
    for operation in root.items if isinstance(root, Sequence) else ():
        if isinstance(operation, Mapping):
            yield from _operation(operation, source)


def _operation(operation: Mapping, source: Source) -> Iterator[Found]:
    """Find what one operation writes: an image, or something that holds one."""
    value = operation.get("value")
    path = operation.text("path")
    if isinstance(value, Scalar):
        if path.endswith("/image") and not is_empty(value):
            yield source.reference(value, Role(_KIND, UsedAs.DEPLOY, path))
    elif value is not None:
        yield from Walk(source).below(value, path.split("/"))
