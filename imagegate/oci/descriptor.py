"""Descriptors: what some content is, its digest and its size (image-spec, descriptor.md)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field

from imagegate.errors import ImagegateError
from imagegate.oci.digest import Digest, InvalidDigestError
from imagegate.oci.platform import Platform
from imagegate.strict.json import Json, JsonObject, refuse_shadows, type_name

_FIELDS = ("mediaType", "digest", "size", "urls", "annotations", "data", "artifactType", "platform")
_PLATFORM_FIELDS = ("architecture", "os", "os.version", "os.features", "variant", "features")

ATTESTATION_TYPE = "vnd.docker.reference.type"
ATTESTATION_SUBJECT = "vnd.docker.reference.digest"


class InvalidManifestError(ImagegateError):
    """Bytes that are no manifest, no index, or one that could be read in two ways."""

    code = "invalid-manifest"


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What a manifest or index says of some content. `size` is in bytes; `data` is the content itself if embedded.

    `urls` are places outside of the registry; nothing is ever fetched from them.
    """

    media_type: str
    digest: Digest
    size: int
    platform: Platform | None = None
    annotations: Mapping[str, str] = field(default_factory=dict, hash=False)
    artifact_type: str | None = None
    data: bytes | None = field(default=None, repr=False)
    urls: tuple[str, ...] = ()

    def describes(self, content: bytes) -> bool:
        """Tell whether these bytes have the size and the digest that are promised."""
        return len(content) == self.size and self.digest.verifies(content)


def parse_descriptor(value: Json, where: str) -> Descriptor:
    """Read a descriptor; `where` names its place for the error."""
    mapping = as_object(value, where)
    refuse_shadows(mapping, _FIELDS, where)
    size = mapping.get("size")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        message = f"{where} has no valid size"
        raise InvalidManifestError(message)
    return Descriptor(
        media_type=text(mapping, "mediaType", where),
        digest=_digest(mapping, where),
        size=size,
        platform=_platform(mapping.get("platform"), f"{where}.platform"),
        annotations=annotations(mapping, where),
        artifact_type=text(mapping, "artifactType", where) or None,
        data=_data(mapping, where),
        urls=_texts(mapping, "urls", where),
    )


def as_object(value: Json, where: str) -> JsonObject:
    """Take a value that must be an object."""
    if not isinstance(value, dict):
        message = f"{where} must be an object, not {type_name(value)}"
        raise InvalidManifestError(message)
    return value


def text(mapping: JsonObject, key: str, where: str) -> str:
    """Take a text that may be missing or null: empty then, as Go's decoder has it."""
    value = mapping.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        message = f"{where}.{key} must be a string, not {type_name(value)}"
        raise InvalidManifestError(message)
    return value


def annotations(mapping: JsonObject, where: str) -> dict[str, str]:
    """Take `annotations`: texts by key; a null is an empty text, as Go's decoder has it."""
    value = mapping.get("annotations")
    if value is None:
        return {}
    pairs = as_object(value, f"{where}.annotations")
    return {key: text(pairs, key, f"{where}.annotations") for key in pairs}


def _digest(mapping: JsonObject, where: str) -> Digest:
    try:
        return Digest.parse(text(mapping, "digest", where))
    except InvalidDigestError as error:
        message = f"{where}.digest: {error.message}"
        raise InvalidManifestError(message) from error


def _platform(value: Json, where: str) -> Platform | None:
    if value is None:
        return None
    mapping = as_object(value, where)
    refuse_shadows(mapping, _PLATFORM_FIELDS, where)
    features = mapping.get("os.features")
    features = [] if features is None else features
    if not isinstance(features, list) or not all(isinstance(feature, str) for feature in features):
        message = f"{where}.os.features must be an array of strings"
        raise InvalidManifestError(message)
    return Platform(
        os=text(mapping, "os", where),
        architecture=text(mapping, "architecture", where),
        variant=text(mapping, "variant", where) or None,
        os_version=text(mapping, "os.version", where) or None,
        os_features=tuple(str(feature) for feature in features),
    )


def _texts(mapping: JsonObject, key: str, where: str) -> tuple[str, ...]:
    values = mapping.get(key)
    if values is None:
        return ()
    if not isinstance(values, list):
        message = f"{where}.{key} must be an array, not {type_name(values)}"
        raise InvalidManifestError(message)
    # Go decodes a null in a list of strings as an empty one.
    return tuple(text({key: value}, key, where) for value in values)


def _data(mapping: JsonObject, where: str) -> bytes | None:
    encoded = text(mapping, "data", where)
    try:
        return base64.b64decode(encoded, validate=True) if encoded else None
    except binascii.Error:
        return None  # an optimisation that failed: the content can be fetched
