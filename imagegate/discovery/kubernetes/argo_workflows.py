"""Argo Workflows and Events: images that parameters name, and the manifests of what templates and triggers make."""

from collections.abc import Iterator
from dataclasses import replace

from imagegate.discovery.detector import Found
from imagegate.discovery.kubernetes.argo_parameters import Parameters
from imagegate.discovery.kubernetes.argo_templates import Workflow
from imagegate.discovery.kubernetes.dialect import Dialect, Scope, Walker
from imagegate.discovery.yaml.documents import Document
from imagegate.discovery.yaml.inline import inline
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar
from imagegate.discovery.yaml.source import Source
from imagegate.discovery.yaml.template import read
from imagegate.source import Occurrence, Unresolved, UsedAs

_KIND = "k8s-embedded"
_MANIFESTS = (("resource", "manifest"), ("source", "inline"))


def _scope(root: Mapping, _outer: Scope, source: Source) -> Scope:
    return Parameters(Workflow(root), source)


def _texts(node: Mapping, walker: Walker, scope: Scope) -> Iterator[Found]:
    """Find the images of the resources that a template or a trigger makes, and those that patch a template's pod."""
    for parent, key in _MANIFESTS:
        for entry in node.all(parent):
            for manifest in entry.value.all(key) if isinstance(entry.value, Mapping) else ():
                yield from _resources(manifest.value, walker, scope)
    for entry in node.all("podSpecPatch"):
        for one in _resources(entry.value, walker, scope):
            yield replace(one, used_as=UsedAs.CI) if isinstance(one, Occurrence) else one


def _resources(node: Node, walker: Walker, scope: Scope) -> Iterator[Found]:
    def found(document: Document, source: Source) -> Iterator[Found]:
        said, roots = read(document, source)
        yield from said
        inner = walker.inside(source)
        for root in roots:
            if isinstance(root, Mapping):
                yield from map(_embedded, inner.resource(root, scope))

    if isinstance(node, Scalar) and "image" in node.text:
        yield from inline(node, walker.source, found)


def _embedded(one: Found) -> Found:
    if isinstance(one, Occurrence):
        return replace(one, kind=_KIND)
    if isinstance(one, Unresolved):
        return replace(one, occurrence=replace(one.occurrence, kind=_KIND))
    return one


WORKFLOWS = Dialect(used_as=UsedAs.CI, scope=_scope, more=_texts, taken=frozenset({"withItems"}))
SENSORS = Dialect(more=_texts)
