"""`manifest.json`, with which `docker save` says what an archive holds (moby, image/spec). Pure."""

import re
from dataclasses import dataclass

from imagegate.local.errors import LocalError, quoted
from imagegate.oci import decode
from imagegate.oci.digest import Digest
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.strict.json import Json, MalformedJsonError, loads, refuse_shadows, type_name

MANIFEST = "manifest.json"
IMAGES_MAX = 1000

_FIELDS = ("Config", "RepoTags", "Layers", "Parent", "LayerSources")
# HEX.json by the engine and skopeo, blobs/sha256/HEX by newer engines, sha256:HEX by go-containerregistry.
_PROMISE = re.compile(r"(?:sha256:|blobs/sha256/)?(?P<digest>[a-f0-9]{64})(?:\.json)?")


@dataclass(frozen=True, slots=True)
class SavedImage:
    """An image of an archive: where its config lies, what it is called, and how many layers it has."""

    config: str
    names: tuple[str, ...]
    layers: int

    def is_called(self, name: Reference) -> bool:
        """Tell whether one of its names means the same as this one."""
        return any(means(own, name) for own in self.names)

    @property
    def promised(self) -> Digest | None:
        """The digest that the name of its config promises; None if it promises none."""
        match = _PROMISE.fullmatch(self.config)
        return Digest("sha256", match["digest"]) if match else None


def parse_saved(content: bytes) -> tuple[SavedImage, ...]:
    """Read the list of images; whatever is wrong with it is a `LocalError`."""
    try:
        return tuple(map(_image, _items(loads(content))))
    except MalformedJsonError as error:
        message = f"its {MANIFEST} is not usable: {error.message}"
        raise LocalError(message, hint="save the image again", code="malformed-archive") from error


def means(own: str, name: Reference) -> bool:
    """Tell whether a text that an archive holds is a name, and the same one."""
    try:
        found = Reference.parse(own)
    except InvalidReferenceError:
        return False
    return (found.repository, found.implied_tag) == (name.repository, name.implied_tag)


def _items(value: Json) -> list[Json]:
    if not isinstance(value, list) or len(value) > IMAGES_MAX:
        message = f"it must be an array of at most {IMAGES_MAX} images"
        raise MalformedJsonError(message)
    return value


def _image(item: Json) -> SavedImage:
    if not isinstance(item, dict):
        message = f"an image must be an object, not {type_name(item)}"
        raise MalformedJsonError(message)
    refuse_shadows(item, _FIELDS, "an image")
    config = decode.text(item, "Config")
    saved = SavedImage(config, decode.texts(item, "RepoTags") or (), len(decode.texts(item, "Layers") or ()))
    if saved.promised is None and (not config or "/" in config or config in (".", "..")):
        message = f"Config must be a file at the top, or one named by its digest, not {quoted(config)}"
        raise MalformedJsonError(message)
    return saved
