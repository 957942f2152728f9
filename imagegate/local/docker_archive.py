"""What `docker save` writes: `manifest.json`, the configs and the layers; newer engines make it an image layout too.

Where an archive is both, an engine loads it by the one or the other, depending on how it stores images. So both have
to mean the same image: the layout is read, with all its platforms, and must have the config that `manifest.json` names.
Engines take that config for what its file holds, whatever the file is called; here the two must agree.
Where there is no layout there is no manifest, and none is made up: the image is its config. Pure.
"""

from collections.abc import Mapping, Sequence

from imagegate.local.archive import Archive
from imagegate.local.docker_manifest import MANIFEST, SavedImage, means, parse_saved
from imagegate.local.errors import LocalError, quoted
from imagegate.local.oci_layout import INDEX, REF_NAME, Blobs, layout_index, none_such, read_entry, several
from imagegate.local.source import Source
from imagegate.oci import media_type
from imagegate.oci.config import parse_config
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.image import Image, NotAnImageError, PlatformImage
from imagegate.oci.reference import Reference

IMAGE_NAME = "io.containerd.image.name"
OLD = "repositories"  # by which engines before 1.10 wrote archives, and by which all read one without `manifest.json`

_WALKED_MAX = 64


def read_archive(archive: Archive, source: Source) -> Image:
    """Read the image of an archive that a source means."""
    if MANIFEST not in archive:
        _refuse_others(archive)
    saved = parse_saved(archive.read(MANIFEST)) if MANIFEST in archive else ()
    entries = layout_index(archive).manifests if INDEX in archive else ()
    images = _laid_out(archive, entries, source)
    if MANIFEST not in archive:
        return _only(images, source, entries)
    ids = _ids(archive, saved)
    one = _chosen(saved, ids, images, source)
    if not entries:
        return _without_manifest(archive, one, source.reference)
    if not images or not all(ids[one.config] in _configs(image) for image in images):
        message = f"its {MANIFEST} and its {INDEX} mean different images, and engines read either"
        raise LocalError(message, hint="do not load it; save the image again", code="malformed-archive")
    return _only(images, source, entries)


def _refuse_others(archive: Archive) -> None:
    if OLD in archive:
        message = f"it has no {MANIFEST}, as archives of engines before 1.10"
        raise LocalError(message, hint="load it and save it again with a newer engine", code="malformed-archive")
    if INDEX not in archive:
        message = f"it has neither {MANIFEST} nor {INDEX}, so docker save did not write it"
        raise LocalError(message, hint="give what docker save wrote, as a tar file", code="not-found")


def _laid_out(archive: Archive, entries: Sequence[Descriptor], source: Source) -> tuple[Image, ...]:
    """Read the images of the layout that a source could mean, each content once."""
    wanted: dict[Digest, Descriptor] = {}
    for entry in entries:
        if source.name is None or _is_called(entry, source):
            wanted.setdefault(entry.digest, entry)
    if source.digest in wanted:
        wanted = {source.digest: wanted[source.digest]}
    if len(wanted) > (_WALKED_MAX if source.digest else 1):
        raise several(source, [_label(entry) for entry in wanted.values()])
    blobs = Blobs(archive, partial=True)
    images = (read_entry(blobs, source.reference, entry) for entry in wanted.values())
    return tuple(image for image in images if source.digest is None or source.digest in _digests(image))


def _chosen(
    saved: Sequence[SavedImage], ids: Mapping[str, Digest], images: Sequence[Image], source: Source
) -> SavedImage:
    """Take the image of `manifest.json` that a source means."""
    pinned = {source.digest, *(digest for image in images for digest in _configs(image))}
    found: dict[Digest, SavedImage] = {}
    for one in saved:
        called = source.name is None or one.is_called(source.reference)
        if called and (source.digest is None or ids[one.config] in pinned):
            found.setdefault(ids[one.config], one)
    if not found:
        raise none_such(source, [name for one in saved for name in one.names or (f"@{ids[one.config]}",)])
    if len(found) > 1:
        raise several(source, [f"@{digest}" if source.name else _name(one, digest) for digest, one in found.items()])
    return found.popitem()[1]


def _ids(archive: Archive, saved: Sequence[SavedImage]) -> dict[str, Digest]:
    """Give the images' ids by the names of their configs, each of which must be what its name promises."""
    ids: dict[str, Digest] = {}
    for one in {one.config: one for one in saved}.values():
        content = archive.read(one.config)
        ids[one.config] = Digest.of(content)
        if one.promised not in (None, ids[one.config]):
            message = f"the config {quoted(one.config)} has other content than its name promises"
            raise LocalError(message, hint="do not use this image; it was changed or damaged", code="digest-mismatch")
    return ids


def _without_manifest(archive: Archive, one: SavedImage, reference: Reference) -> Image:
    content = archive.read(one.config)
    config = parse_config(content)
    if not config.names_image:
        message = "it is not an image: its config names neither `os` nor `rootfs`"
        raise NotAnImageError(message)
    if one.layers != len(config.diff_ids):
        message = f"its {MANIFEST} lists {one.layers} layers and its config {len(config.diff_ids)}"
        raise LocalError(message, hint="save the image again", code="malformed-archive")
    descriptor = Descriptor(media_type.DOCKER_CONFIG, Digest.of(content), len(content))
    return Image(reference, descriptor, None, (PlatformImage(descriptor, None, config),))


def _only(images: Sequence[Image], source: Source, entries: Sequence[Descriptor]) -> Image:
    if len(images) == 1:
        return images[0]
    if images:
        raise several(source, [f"@{image.descriptor.digest}" for image in images])
    raise none_such(source, [_label(entry) for entry in entries])


def _configs(image: Image) -> set[Digest]:
    return {one.manifest.config.digest for one in image.platforms if one.manifest}


def _digests(image: Image) -> set[Digest]:
    return {image.descriptor.digest, *_configs(image), *(one.descriptor.digest for one in image.platforms)}


def _is_called(entry: Descriptor, source: Source) -> bool:
    own = (entry.annotations.get(key, "") for key in (IMAGE_NAME, REF_NAME))
    return any(means(name, source.reference) for name in own)


def _label(entry: Descriptor) -> str:
    return entry.annotations.get(IMAGE_NAME) or entry.annotations.get(REF_NAME) or f"@{entry.digest}"


def _name(one: SavedImage, digest: Digest) -> str:
    return one.names[0] if one.names else f"@{digest}"
