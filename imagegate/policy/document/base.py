"""The document's `base`: what an image tells of the image that it was built from.

Four places may tell: the annotations and the labels `org.opencontainers.image.base.*` (image-spec, annotations.md),
BuildKit's build information in the config, and the label that Cloud Native Buildpacks write. All of it is the
word of whoever built the image. Where the base itself was read, as it is now, the two are compared.
"""

import base64
from collections.abc import Mapping
from typing import NamedTuple

from imagegate.oci.config import Config
from imagegate.oci.digest import Digest, InvalidDigestError
from imagegate.oci.image import Image, PlatformImage
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.strict.json import Json, JsonObject, MalformedJsonError, load_object

BUILD_INFORMATION = "moby.buildkit.buildinfo.v1"
BUILDPACKS_LABEL = "io.buildpacks.lifecycle.metadata"
EMBEDDED_BYTES_MAX = 1024 * 1024

_NAME = "org.opencontainers.image.base.name"
_DIGEST = "org.opencontainers.image.base.digest"


class _Base(NamedTuple):
    name: str | None
    digest: str | None


class Below(NamedTuple):
    """One platform of an image that another one may have been built on."""

    image: Image
    one: PlatformImage


def base_fields(
    config: Config, annotations: Mapping[str, str], candidate: Below | None = None, *, is_named: bool = False
) -> JsonObject:
    """Say what is known of the base image; the first place that names it counts.

    With a candidate, its layers are held against the first of the image's: they are there if it was built on that.
    If it `is_named` by the image itself, it also tells whether the image was built on what the name stands for now.
    """
    source, base = _told(config, annotations)
    layers_match = is_built_on(config, candidate.one.config) if candidate else None
    return {
        "known": source is not None,
        "name": base.name,
        "digest": base.digest,
        "source": source,
        "layersMatch": layers_match,
        "current": _is_current(base, candidate, layers_match=layers_match) if candidate and is_named else None,
    }


def base_reference(config: Config, annotations: Mapping[str, str]) -> Reference | None:
    """Give the tag that names the base image, which may stand for another image by now; None if none is told."""
    _, base = _told(config, annotations)
    try:
        reference = Reference.parse(base.name or "")
    except InvalidReferenceError:
        return None
    return Reference.parse(reference.text.partition("@")[0]) if reference.tag else None


def _told(config: Config, annotations: Mapping[str, str]) -> tuple[str | None, "_Base"]:
    labels = config.execution.labels
    places = {
        "annotation": _described(annotations),
        "label": _described(labels),
        "buildinfo": _build_information(config.raw.get(BUILD_INFORMATION)),
        "buildpacks": _buildpacks(labels.get(BUILDPACKS_LABEL)),
    }
    return next(((source, base) for source, base in places.items() if any(base)), (None, _Base(None, None)))


def _is_current(base: _Base, now: Below, *, layers_match: bool | None) -> bool | None:
    # An index is written anew when another platform is, so the layers tell where the digests differ.
    if base.digest in (str(now.image.descriptor.digest), str(now.one.descriptor.digest)) or layers_match:
        return True
    return False if base.digest else None


def is_built_on(config: Config, base: Config) -> bool:
    """Tell whether an image has all layers of another one below its own, and at least one more."""
    below = base.diff_ids
    return bool(below) and len(below) < len(config.diff_ids) and config.diff_ids[: len(below)] == below


def _described(keys: Mapping[str, str]) -> _Base:
    return _Base(keys.get(_NAME) or None, _digest(keys.get(_DIGEST)))


def _build_information(value: Json) -> _Base:
    """Take the only image among the sources; with more of them, none says which is the base."""
    sources = _list(_embedded(_decoded(value)), "sources")
    images = [source for source in sources if isinstance(source, dict) and source.get("type") == "docker-image"]
    if len(images) != 1:
        return _Base(None, None)
    named = _reference(images[0].get("ref"))
    return _Base(named.name, named.digest or _digest(images[0].get("pin"))) if named.name else named


def _buildpacks(value: Json) -> _Base:
    metadata = _embedded(value)
    run_image = _object(metadata, "runImage")
    stack = _object(_object(metadata, "stack"), "runImage")
    named = (_reference(text) for text in (run_image.get("reference"), run_image.get("image"), stack.get("image")))
    return next((base for base in named if base.name), _Base(None, None))


def _reference(value: Json) -> _Base:
    try:
        reference = Reference.parse(value if isinstance(value, str) else "")
    except InvalidReferenceError:
        return _Base(None, None)
    name = reference.text.partition("@")[0]
    return _Base(name, str(reference.digest) if reference.digest else None)


def _digest(value: Json) -> str | None:
    try:
        return str(Digest.parse(value)) if isinstance(value, str) else None
    except InvalidDigestError:
        return None


def _decoded(value: Json) -> str | None:
    if not isinstance(value, str) or len(value) > EMBEDDED_BYTES_MAX:
        return None
    try:
        return base64.b64decode(value, validate=True).decode()
    except ValueError:  # neither base64 nor UTF-8
        return None


def _embedded(value: Json) -> JsonObject:
    if not isinstance(value, str) or len(value) > EMBEDDED_BYTES_MAX:
        return {}
    try:
        return load_object(value.encode())
    except MalformedJsonError:
        return {}


def _object(mapping: JsonObject, key: str) -> JsonObject:
    value = mapping.get(key)
    return value if isinstance(value, dict) else {}


def _list(mapping: JsonObject, key: str) -> list[Json]:
    value = mapping.get(key)
    return value if isinstance(value, list) else []
