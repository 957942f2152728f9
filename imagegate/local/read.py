"""A source becomes an image; whatever cannot be read or proved is a value too."""

from imagegate.errors import ImagegateError
from imagegate.local.archive import Archive
from imagegate.local.docker_archive import OLD, read_archive
from imagegate.local.docker_manifest import MANIFEST
from imagegate.local.errors import LocalError
from imagegate.local.oci_layout import read_layout
from imagegate.local.opened import Opened
from imagegate.local.source import Kind, Source
from imagegate.oci.image import Image, Resolution, Unread


def read_image(source: Source, opened: Opened) -> Resolution:
    """Read the image that a source means; an `ImagegateError` is an `Unread`, anything else is a bug and goes up."""
    try:
        return _image(source, opened)
    except ImagegateError as error:
        named = ImagegateError(f"{source}: {error.message}", hint=error.hint, code=error.code)
        named.__cause__ = error
        return Unread(source.reference, named)


def _image(source: Source, opened: Opened) -> Image:
    place = opened.place(source.path)
    match source.kind:
        case Kind.DOCKER_ARCHIVE:
            if not isinstance(place, Archive):
                message = "it is a folder, and docker save writes a file"
                raise LocalError(message, hint=f"an image layout in a folder is written {Kind.LAYOUT}:{source.path}")
            return read_archive(place, source)
        case Kind.LAYOUT:
            if isinstance(place, Archive) and (MANIFEST in place or OLD in place):
                message = f"docker save wrote it, and an engine may load what its {MANIFEST} means"
                hint = f"write {Kind.DOCKER_ARCHIVE}:{source.path}, which reads both"
                raise LocalError(message, hint=hint, code="ambiguous")
            return read_layout(place, source)
