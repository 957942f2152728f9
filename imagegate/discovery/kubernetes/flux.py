"""Flux: the values that it gives charts, and the images and patches that it gives kustomize."""

from collections.abc import Iterator

from imagegate.discovery.detector import Found
from imagegate.discovery.helm_values import Values
from imagegate.discovery.kubernetes.dialect import Dialect, Scope, Walker
from imagegate.discovery.kustomize_image import image
from imagegate.discovery.kustomize_patch import patches
from imagegate.discovery.yaml.nodes import Mapping, items


def _changes(node: Mapping, walker: Walker, _scope: Scope) -> Iterator[Found]:
    for entry in items(node.get("images")):
        yield from image(entry, walker.source)
    yield from patches(node, walker)


def _release(node: Mapping, walker: Walker, scope: Scope) -> Iterator[Found]:
    for entry in node.all("values"):
        yield from Values(walker.source, None).found(entry.value)
    yield from _changes(node, walker, scope)


KUSTOMIZATIONS = Dialect(more=_changes)
RELEASES = Dialect(more=_release, taken=frozenset({"values"}))
