"""Walk over a Kubernetes resource, and tell the references in it from what only looks like one."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from imagegate.discovery.detector import Found, NotJudged, Problem
from imagegate.discovery.kubernetes.dialect import FIELD, Dialect, Filled, NoVariables, Scope
from imagegate.discovery.kubernetes.repeats import NODES_MAX, VALUES_MAX, Repeats
from imagegate.discovery.yaml.nodes import Entry, InvalidYamlError, Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.source import Role, Source, is_empty, is_text, short
from imagegate.source import Unresolved

_VOLUME = "k8s-image-volume"
_LISTS = {
    "containers": "k8s-container",
    "initContainers": "k8s-init-container",
    "ephemeralContainers": "k8s-ephemeral-container",
    "volumes": _VOLUME,
}
_KEY_MAX = 80
# Admission policies write patterns where an image stands; other fields of that name hold pages and sentences.
_PATTERN = re.compile(r"!.*|.*\*.*", re.DOTALL)
_NO_IMAGE = re.compile(r"(?!docker:|oci:)[A-Za-z][A-Za-z0-9+.-]*://.*|data:.*|[^$<]*\s.*", re.DOTALL)
_NO_VARIABLES = NoVariables()
_PLAIN = Dialect()


@dataclass(frozen=True, slots=True)
class _Way:
    """How a node was reached, what stands under `image_key` in it, and what is known there."""

    dialect: Dialect = _PLAIN
    scope: Scope = _NO_VARIABLES
    path: tuple[str, ...] = ()
    kind: str = FIELD
    image_key: str = "image"
    name: str = ""

    def to(self, key: str, kind: str = FIELD, image_key: str = "image", name: str = "") -> "_Way":
        return replace(self, path=(*self.path, key[:_KEY_MAX]), kind=kind, image_key=image_key, name=name)


def is_resource(node: Mapping) -> bool:
    """Tell whether a mapping says what it is."""
    return bool(node.text("apiVersion")) and bool(node.text("kind"))


class Walk:
    """Visits every node of a document once for each thing that its `image` may be, and each scope it stands in."""

    def __init__(
        self, source: Source, dialect_of: Callable[[Mapping], Dialect | None], repeats: Repeats | None = None
    ) -> None:
        """Take the file, and what tells how to read a resource; None for one without images."""
        self.source = source
        self._dialect_of = dialect_of
        self._repeats = repeats or Repeats()
        self._nodes: set[int] = set()
        self._seen: set[tuple[int, Scope, str, str]] = set()
        self._read: set[tuple[int, Scope]] = set()

    def inside(self, source: Source) -> "Walk":
        """Give one for a text in the file."""
        return Walk(source, self._dialect_of, self._repeats)

    def resource(self, root: Mapping, scope: Scope = _NO_VARIABLES) -> Iterator[Found]:
        """Find everything in a resource, or in a list of resources."""
        yield from self._mapping(root, _Way(scope=scope))
        if self._repeats.nodes < 0:
            message = f"cannot be read: aliases repeat more than {NODES_MAX} values"
            yield Problem(self.source.location(root.start), InvalidYamlError(message))

    def below(self, node: Node, keys: list[str]) -> Iterator[Found]:
        """Find everything in a part of a resource to which some keys and indexes lead."""
        lists = [key for key in keys[-2:] if key in _LISTS]
        path = tuple(key[:_KEY_MAX] for key in keys if key)
        yield from self._node(node, _Way(path=path, kind=_LISTS[lists[-1]] if lists else FIELD))

    def _node(self, node: Node, way: _Way) -> Iterator[Found]:
        visit = (id(node), way.scope, way.kind, way.image_key)
        if isinstance(node, Scalar) or visit in self._seen or self._repeats.nodes < 0:
            return
        self._seen.add(visit)
        self._repeats.nodes -= id(node) in self._nodes
        self._nodes.add(id(node))
        if isinstance(node, Mapping):
            yield from self._mapping(node, way)
        else:
            for item in node.items:
                yield from self._node(item, way)

    def _mapping(self, node: Mapping, way: _Way) -> Iterator[Found]:
        is_root = is_resource(node)
        if is_root:
            dialect = self._dialect_of(node)
            if dialect is None:
                return
            if dialect != _PLAIN and not self._repeats.affords(node):
                message = f"cannot be read whole: aliases repeat more than {VALUES_MAX} values"
                yield Problem(self.source.location(node.start), InvalidYamlError(message))
                dialect = _PLAIN
            way = replace(way, dialect=dialect, scope=dialect.scope(node, way.scope, self.source))
        way = replace(way, scope=way.scope.within(node), name=node.text("name")[:_KEY_MAX] or way.name)
        yield from self._more(node, way)
        skipped = {"metadata", "status"} if is_root else {"metadata"}
        for entry in node:
            if entry.key not in skipped and entry.key not in way.dialect.taken:
                yield from self._entry(entry, way)

    def _more(self, node: Mapping, way: _Way) -> Iterator[Found]:
        visit = (id(node), way.scope)
        if visit not in self._read:
            self._read.add(visit)
            yield from way.dialect.more(node, self, way.scope)

    def _entry(self, entry: Entry, way: _Way) -> Iterator[Found]:
        key = entry.key or ""
        if key == way.image_key:
            yield from self._image(entry, way)
        elif key == "image" and way.image_key:
            yield from self._image(entry, replace(way, kind=FIELD, image_key=key))
        elif key == "from" and isinstance(entry.value, Mapping) and entry.value.text("kind") == "DockerImage":
            for name in entry.value.all("name"):  # in OpenShift, an image of a registry
                yield from self._image(name, way.to(key, image_key="name", name=way.name))
        elif isinstance(entry.value, Sequence) and key in _LISTS:
            yield from self._node(entry.value, way.to(key, _LISTS[key]))
        else:  # in a Ceph volume, `image` is a block device
            yield from self._node(entry.value, way.to(key, image_key="" if key == "rbd" else "image"))

    def _image(self, entry: Entry, way: _Way) -> Iterator[Found]:
        is_volume = way.kind == _VOLUME and way.image_key == "image"
        if isinstance(entry.value, Scalar):
            yield from self._text(entry, entry.value, replace(way, kind=FIELD) if is_volume else way)
        elif self.source.starts_template(entry.value.start):
            yield NotJudged(self.source.location(entry.value.start), "a template fills it in")
        elif is_volume:
            yield from self._node(entry.value, way.to("image", _VOLUME, "reference", way.name))
        else:
            yield from self._node(entry.value, way.to("image"))

    def _text(self, entry: Entry, scalar: Scalar, way: _Way) -> Iterator[Found]:
        text = short(scalar)
        kind = way.dialect.field if way.kind == FIELD else way.kind
        role = Role(kind, way.dialect.used_as, way.name or ".".join((*way.path, way.image_key)))
        filled = way.scope.fill(text)
        if is_empty(scalar):
            return
        if filled:
            for one in filled:
                yield self._filled(entry, scalar, role, one)
        elif "{{" in text:
            yield self._filled(entry, scalar, role, Filled(text))
        elif not _PATTERN.fullmatch(text) and not (kind == FIELD and _NO_IMAGE.fullmatch(text)):
            if is_text(scalar):
                yield self._filled(entry, scalar, role, Filled(text))
            elif kind != FIELD:
                reason = "YAML does not take it for text; quote it"
                yield self._filled(entry, scalar, role, Filled(text, reason=reason))

    def _filled(self, entry: Entry, scalar: Scalar, role: Role, filled: Filled) -> Found:
        merged = () if entry.merged_at is None else (self.source.location(entry.merged_at),)
        places = (*filled.places, *merged)
        if filled.places and not filled.text.strip():
            filled = Filled(short(scalar), reason="its variables leave it empty")
        if filled.reason:
            return Unresolved(self.source.occurrence(scalar, role, filled.text, places), filled.reason)
        if "{{" in filled.text:
            return NotJudged(self.source.occurrence(scalar, role, filled.text).location, "a template fills it in")
        return self.source.reference(scalar, role, filled.text, places)
