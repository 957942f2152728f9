"""An image layout (image-spec, image-layout.md): `oci-layout`, `index.json` and `blobs/`. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from imagegate.errors import ImagegateError
from imagegate.local.errors import LocalError, quoted
from imagegate.local.files import BYTES_MAX, Files, too_large
from imagegate.local.source import Source
from imagegate.oci.descriptor import Descriptor, InvalidManifestError
from imagegate.oci.digest import Digest
from imagegate.oci.entry import check_platform
from imagegate.oci.image import Image
from imagegate.oci.manifest import Index, parse_manifest
from imagegate.oci.reading import AbsentError, Fetched, Reading
from imagegate.oci.reference import Reference
from imagegate.strict.json import MalformedJsonError, load_object, refuse_shadows

REF_NAME = "org.opencontainers.image.ref.name"
INDEX = "index.json"

_LAYOUT = "oci-layout"
_VERSION_KEY = "imageLayoutVersion"
_VERSION = "1.0.0"
_LISTED_MAX = 10


@dataclass(frozen=True, slots=True)
class Blobs:
    """The blobs of a layout.

    Where `partial`, a manifest that is not there is no error: `docker save` leaves out what the engine never pulled.
    """

    files: Files
    partial: bool = False

    def manifest(self, descriptor: Descriptor) -> Fetched:
        """Give the manifest, or index, that an entry of an index describes."""
        try:
            return self.blob(descriptor)
        except LocalError as error:
            if self.partial and error.code == "not-found":
                message = "it is not in the archive"
                raise AbsentError(message) from error
            raise

    def blob(self, descriptor: Descriptor) -> Fetched:
        """Give the blob that a descriptor describes."""
        digest = descriptor.digest
        if descriptor.size > BYTES_MAX:
            message = f"the blob {digest} {too_large(descriptor.size)}"
            raise LocalError(message, code="too-large")
        content = descriptor.data
        if content is None or not descriptor.describes(content):
            content = self.files.read(f"blobs/{digest.algorithm}/{digest.encoded}")
        if not descriptor.describes(content):
            message = f"the blob {digest} of {descriptor.size} bytes has other content than its name promises"
            raise LocalError(message, hint="do not use this image; it was changed or damaged", code="digest-mismatch")
        return Fetched(self.files.origin, descriptor.media_type, digest, content)


def read_layout(files: Files, source: Source) -> Image:
    """Read the image of a layout that a source means."""
    entries = layout_index(files).manifests
    meant: dict[Digest, Descriptor] = {}
    for entry in entries:
        if source.name in (None, entry.annotations.get(REF_NAME)) and source.digest in (None, entry.digest):
            meant.setdefault(entry.digest, entry)
    if not meant:
        raise none_such(source, map(_label, entries))
    if len(meant) > 1:
        # What one name could mean is told apart by digests.
        raise several(source, [f"@{digest}" if source.name else _label(entry) for digest, entry in meant.items()])
    (entry,) = meant.values()
    return read_entry(Blobs(files), source.reference, entry)


def layout_index(files: Files) -> Index:
    """Read the index of a layout whose version is known."""
    try:
        layout = load_object(files.read(_LAYOUT))
        refuse_shadows(layout, (_VERSION_KEY,), _LAYOUT)
        content = parse_manifest(None, files.read(INDEX))
    except (MalformedJsonError, InvalidManifestError) as error:
        message = f"the image layout is broken: {error.message}"
        raise LocalError(message, hint=error.hint, code="malformed-archive") from error
    except LocalError as error:
        if error.code == "not-found":
            message = f"it is no image layout: {error.message}"
            hint = f"name the folder, or the tar file, that holds {INDEX}"
            raise LocalError(message, hint=hint, code="not-found") from error
        raise
    if layout.get(_VERSION_KEY) != _VERSION:
        message = f"it is an image layout of another version than {_VERSION}"
        raise LocalError(message, code="malformed-archive")
    if not isinstance(content, Index):
        message = f"the image layout is broken: its {INDEX} is no index"
        raise LocalError(message, code="malformed-archive")
    return content


def read_entry(blobs: Blobs, reference: Reference, entry: Descriptor) -> Image:
    """Read the image that an entry of a layout's index describes."""
    image = Reading(reference, blobs, map).image(blobs.blob(entry))
    if image.index is None:
        check_platform(entry, image.platforms[0].config)
    return image


def several(source: Source, labels: Iterable[str]) -> ImagegateError:
    """Say that a source could mean several images."""
    message = f"it could mean several images: {_listed(labels)}"
    hint = f"choose one: {source.kind}:{source.path}:NAME or {source.kind}:{source.path}@DIGEST"
    return LocalError(message, hint=hint, code="ambiguous")


def none_such(source: Source, labels: Iterable[str]) -> ImagegateError:
    """Say that a source means an image that is not there."""
    wanted = " and ".join(quoted(str(part)) for part in (source.name, source.digest) if part)
    message = f"it holds no image {wanted}; it has {_listed(labels) or 'none'}" if wanted else "it holds no image"
    return LocalError(message, code="not-found")


def _label(entry: Descriptor) -> str:
    return entry.annotations.get(REF_NAME) or f"@{entry.digest}"


def _listed(labels: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(labels))
    shown = ", ".join(quoted(label) for label in distinct[:_LISTED_MAX])
    more = len(distinct) - _LISTED_MAX
    return f"{shown} and {more} more" if more > 0 else shown
