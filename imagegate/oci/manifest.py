"""Manifests and indexes, from untrusted bytes (image-spec, manifest.md and image-index.md).

One digest must have one meaning (CVE-2021-41190): the body's `mediaType`, the response's `Content-Type` and the
shape of the body have to agree, and a body that is both a manifest and an index is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from imagegate.oci import media_type as types
from imagegate.oci.descriptor import (
    Descriptor,
    InvalidManifestError,
    annotations,
    as_object,
    parse_descriptor,
    text,
)
from imagegate.strict.json import Json, JsonObject, MalformedJsonError, load_object, refuse_shadows

LAYERS_MAX = 500
ENTRIES_MAX = 1000

_SCHEMA_VERSION = 2
_SHOWN_MAX = 100
_FIELDS = (
    *("schemaVersion", "mediaType", "artifactType", "config", "layers", "manifests", "subject", "annotations"),
    "fsLayers",  # schema 1, which containerd looks for too
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """An image, or an artifact, for one platform: its config and layers. `raw` is the JSON as it came."""

    media_type: str
    config: Descriptor
    layers: tuple[Descriptor, ...]
    annotations: Mapping[str, str] = field(default_factory=dict)
    artifact_type: str | None = None
    raw: JsonObject = field(default_factory=dict, repr=False)

    @property
    def declares_artifact(self) -> bool:
        """Whether its own bytes say that it is something else than an image."""
        return self.artifact_type is not None or self.config.media_type not in types.CONFIGS


@dataclass(frozen=True, slots=True)
class Index:
    """A list of manifests, mostly one for each platform. `raw` is the JSON as it came."""

    media_type: str
    manifests: tuple[Descriptor, ...]
    annotations: Mapping[str, str] = field(default_factory=dict)
    raw: JsonObject = field(default_factory=dict, repr=False)


Content: TypeAlias = Manifest | Index


def parse_manifest(media_type: str | None, content: bytes) -> Content:
    """Read a manifest or an index; `media_type` is the response's Content-Type or the descriptor's, if known."""
    try:
        return _content(types.essence(media_type or ""), load_object(content))
    except MalformedJsonError as error:
        raise InvalidManifestError(error.message) from error


def _content(outside: str, mapping: JsonObject) -> Content:
    refuse_shadows(mapping, _FIELDS, "the manifest")
    kind = _kind(outside, mapping)
    return _index(kind, mapping) if kind in types.INDEXES else _manifest(kind, mapping)


def _kind(outside: str, mapping: JsonObject) -> str:
    inside = text(mapping, "mediaType", "the manifest")
    _refuse_schema1({inside, outside}, mapping)
    if inside and outside in types.KNOWN and inside != outside:
        message = f"it is handed out as {outside}, its own mediaType says {inside[:_SHOWN_MAX]!r}"
        raise InvalidManifestError(message)
    has_entries, has_image = "manifests" in mapping, "config" in mapping or "layers" in mapping
    if has_entries and has_image:
        message = "it is a manifest and an index at once"
        raise InvalidManifestError(message)
    shape = types.INDEXES if has_entries else types.MANIFESTS
    kind = inside or (outside if outside in types.KNOWN else "")
    if kind and kind not in shape:
        message = f"its media type {kind[:_SHOWN_MAX]!r} does not fit what it holds"
        raise InvalidManifestError(message)
    return kind or (types.OCI_INDEX if has_entries else types.OCI_MANIFEST)


def _refuse_schema1(media_types: set[str], mapping: JsonObject) -> None:
    version = mapping.get("schemaVersion")
    if types.SCHEMA1 & media_types or version == 1 or "fsLayers" in mapping:
        message = "the image has a manifest of schema version 1, which registries and runtimes no longer take"
        raise InvalidManifestError(message, hint="rebuild the image, or pull and push it again with a current tool")
    if version is not None and (version != _SCHEMA_VERSION or not isinstance(version, int)):
        message = "its schemaVersion is not 2"
        raise InvalidManifestError(message)


def _index(kind: str, mapping: JsonObject) -> Index:
    entries = _descriptors(mapping.get("manifests"), "manifests", ENTRIES_MAX)
    return Index(kind, entries, annotations(mapping, "the index"), mapping)


def _manifest(kind: str, mapping: JsonObject) -> Manifest:
    if mapping.get("config") is None:
        message = "it has no config, so it is no image"
        raise InvalidManifestError(message)
    return Manifest(
        media_type=kind,
        config=parse_descriptor(mapping["config"], "config"),
        layers=_descriptors(mapping.get("layers"), "layers", LAYERS_MAX),
        annotations=annotations(mapping, "the manifest"),
        artifact_type=text(mapping, "artifactType", "the manifest") or None,
        raw=as_object(mapping, "the manifest"),
    )


def _descriptors(value: Json, where: str, limit: int) -> tuple[Descriptor, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        message = f"{where} must be an array"
        raise InvalidManifestError(message)
    if len(value) > limit:
        message = f"{where} has {len(value)} entries; at most {limit} are read"
        raise InvalidManifestError(message)
    return tuple(parse_descriptor(item, f"{where}[{position}]") for position, item in enumerate(value))
