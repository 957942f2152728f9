"""The images in a kustomization's inline patches: parts of resources, or JSON patches (RFC 6902)."""

from collections.abc import Iterator
from functools import partial

from imagegate.discovery.detector import Found, Problem
from imagegate.discovery.kubernetes.dialect import Walker
from imagegate.discovery.yaml.documents import Document
from imagegate.discovery.yaml.inline import inline
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence, items
from imagegate.discovery.yaml.source import Role, Source, is_empty
from imagegate.source import UsedAs

_KIND = "kustomize-patch"


def patches(root: Mapping, walker: Walker) -> Iterator[Found]:
    """Find everything in the patches that stand in the file itself."""
    seen: set[int] = set()
    for key in ("patches", "patchesJson6902", "patchesStrategicMerge"):
        for one in items(root.get(key)):
            patch = one.get("patch") if isinstance(one, Mapping) else one
            if isinstance(patch, Scalar) and id(patch.origin or patch) not in seen and _is_inline(patch):
                seen.add(id(patch.origin or patch))
                yield from inline(patch, walker.source, partial(_document, walker))
            elif isinstance(patch, Sequence):
                yield from operations(patch, walker)


def _is_inline(patch: Scalar) -> bool:
    """Tell a patch from the path of one."""
    return "\n" in patch.text or ":" in patch.text


def _document(walker: Walker, document: Document, source: Source) -> Iterator[Found]:
    content = document.read()
    if content.fault:
        yield Problem(source.location(content.fault.offset), content.fault.error)
    for root in content.roots:
        inner = walker.inside(source)
        yield from inner.resource(root) if isinstance(root, Mapping) else operations(root, inner)


def operations(patch: Node, walker: Walker) -> Iterator[Found]:
    """Find everything that the operations of a JSON patch write."""
    for operation in items(patch):
        if isinstance(operation, Mapping):
            yield from _operation(operation, walker)


def _operation(operation: Mapping, walker: Walker) -> Iterator[Found]:
    """Find what one operation writes: an image, or something that holds one."""
    value = operation.get("value")
    path = operation.text("path")
    if isinstance(value, Scalar):
        if path.endswith("/image") and not is_empty(value):
            yield walker.source.reference(value, Role(_KIND, UsedAs.DEPLOY, path))
    elif value is not None:
        yield from walker.below(value, path.split("/"))
