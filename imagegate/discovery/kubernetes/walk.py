"""Walk over a Kubernetes resource, and tell the references in it from what only looks like one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from imagegate.discovery.detector import Found, NotJudged
from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.source import Role, Source, is_empty, is_text, short
from imagegate.source import Unresolved, UsedAs

_FIELD = "k8s-field"
_VOLUME = "k8s-image-volume"
_LISTS = {
    "containers": "k8s-container",
    "initContainers": "k8s-init-container",
    "ephemeralContainers": "k8s-ephemeral-container",
    "volumes": _VOLUME,
}
_KEY_MAX = 80
_WORKFLOWS = ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow")
# Admission policies write patterns where an image stands; other fields of that name hold pages and sentences.
_PATTERN = re.compile(r"!.*|.*\*.*", re.DOTALL)
_NO_IMAGE = re.compile(r"(?!docker:|oci:)[A-Za-z][A-Za-z0-9+.-]*://.*|data:.*|[^$<]*\s.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Way:
    """How a node was reached, and what stands under `image_key` in it."""

    path: tuple[str, ...] = ()
    kind: str = _FIELD
    image_key: str = "image"
    name: str = ""
    used_as: UsedAs = UsedAs.DEPLOY

    def to(self, key: str, kind: str = _FIELD, image_key: str = "image", name: str = "") -> "_Way":
        return replace(self, path=(*self.path, key[:_KEY_MAX]), kind=kind, image_key=image_key, name=name)


def is_resource(node: Mapping) -> bool:
    """Tell whether a mapping says what it is."""
    return bool(node.text("apiVersion")) and bool(node.text("kind"))


class Walk:
    """Visits every node of a document once for each thing that its `image` may be."""

    def __init__(self, source: Source) -> None:
        """Take the file."""
        self._source = source
        self._seen: set[tuple[int, str, str]] = set()

    def resource(self, root: Mapping) -> Iterator[Found]:
        """Find everything in a resource, or in a list of resources."""
        yield from self._mapping(root, _Way())

    def below(self, node: Node, keys: list[str]) -> Iterator[Found]:
        """Find everything in a part of a resource to which some keys and indexes lead."""
        lists = [key for key in keys[-2:] if key in _LISTS]
        path = tuple(key[:_KEY_MAX] for key in keys if key)
        yield from self._node(node, _Way(path, _LISTS[lists[-1]] if lists else _FIELD))

    def _node(self, node: Node, way: _Way) -> Iterator[Found]:
        visit = (id(node), way.kind, way.image_key)
        if isinstance(node, Scalar) or visit in self._seen:
            return
        self._seen.add(visit)
        if isinstance(node, Mapping):
            yield from self._mapping(node, way)
        else:
            for item in node.items:
                yield from self._node(item, way)

    def _mapping(self, node: Mapping, way: _Way) -> Iterator[Found]:
        is_root = is_resource(node)
        if is_root and _holds_no_image(node):
            return
        if is_root:
            way = replace(way, used_as=_used_as(node))
        name = node.text("name")[:_KEY_MAX] or way.name
        for entry in node:
            key = entry.key or ""
            if key == "metadata" or (is_root and key == "status"):
                continue
            if key == way.image_key:
                yield from self._image(entry, replace(way, name=name))
            elif key == "image" and way.image_key:
                yield from self._image(entry, replace(way, kind=_FIELD, image_key=key, name=name))
            elif isinstance(entry.value, Sequence) and key in _LISTS:
                yield from self._node(entry.value, way.to(key, _LISTS[key]))
            else:  # in a Ceph volume, `image` is a block device
                yield from self._node(entry.value, way.to(key, image_key="" if key == "rbd" else "image"))

    def _image(self, entry: Entry, way: _Way) -> Iterator[Found]:
        is_volume = way.kind == _VOLUME and way.image_key == "image"
        if isinstance(entry.value, Scalar):
            yield from self._text(entry, entry.value, replace(way, kind=_FIELD) if is_volume else way)
        elif self._source.starts_template(entry.value.start):
            yield NotJudged(self._source.location(entry.value.start), "a template fills it in")
        elif is_volume:
            yield from self._node(entry.value, way.to("image", _VOLUME, "reference", way.name))
        else:
            yield from self._node(entry.value, way.to("image"))

    def _text(self, entry: Entry, scalar: Scalar, way: _Way) -> Iterator[Found]:
        text = short(scalar)
        is_field = way.kind == _FIELD
        if is_empty(scalar) or _PATTERN.fullmatch(text) or (is_field and _NO_IMAGE.fullmatch(text)):
            return
        role = Role(way.kind, way.used_as, way.name or ".".join((*way.path, way.image_key)))
        merged = () if entry.merged_at is None else (self._source.location(entry.merged_at),)
        if "{{" in text:
            yield NotJudged(self._source.occurrence(scalar, role, text).location, "a template fills it in")
        elif is_text(scalar):
            yield self._source.reference(scalar, role, contributing=merged)
        elif not is_field:
            yield Unresolved(
                self._source.occurrence(scalar, role, text, merged), "YAML does not take it for text; quote it"
            )


def _holds_no_image(resource: Mapping) -> bool:
    """Tell whether `image` in a resource means something else: a schema, or what a build gives."""
    return resource.text("kind") == "CustomResourceDefinition" or resource.text("apiVersion").startswith("skaffold/")


def _used_as(resource: Mapping) -> UsedAs:
    version, kind = resource.text("apiVersion"), resource.text("kind")
    is_workflow = version.startswith("argoproj.io/") and kind in _WORKFLOWS
    return UsedAs.CI if is_workflow or version.startswith("tekton.dev/") else UsedAs.DEPLOY
