"""Which entries of an index are images, and whether a config is what its entry promised (image-spec, image-index.md).

What an entry calls itself never excuses it, because runtimes do not ask.
"""

from imagegate.oci import media_type as types
from imagegate.oci.config import Config
from imagegate.oci.descriptor import ATTESTATION_SUBJECT, ATTESTATION_TYPE, Descriptor, InvalidManifestError
from imagegate.oci.digest import Digest
from imagegate.oci.image import NotAnImageError
from imagegate.oci.manifest import Content, Index, Manifest

_SHOWN_MAX = 100


def candidates(index: Index) -> tuple[Descriptor, ...]:
    """Give the entries that have to be looked at: all but the attestations that BuildKit lists beside its images."""
    return tuple(entry for entry in index.manifests if not _is_attestation(entry, index))


def attestations(index: Index) -> tuple[tuple[Descriptor, Digest], ...]:
    """Give the attestations that BuildKit lists beside its images, each with the digest of what it is about."""
    listed = {str(entry.digest): entry.digest for entry in index.manifests}
    found = (entry for entry in index.manifests if _is_attestation(entry, index))
    return tuple((entry, listed[entry.annotations[ATTESTATION_SUBJECT]]) for entry in found)


def kind_of(manifest: Manifest) -> str:
    """Name what a manifest says it is, for a sentence."""
    return repr((manifest.artifact_type or manifest.config.media_type or "no media type")[:_SHOWN_MAX])


def check_type(descriptor: Descriptor, content: Content) -> None:
    """Refuse content of another media type than its entry says: two readers would see two things in it."""
    if descriptor.media_type in types.KNOWN and content.media_type != descriptor.media_type:
        message = f"the index calls {descriptor.digest} {descriptor.media_type}, which it is not"
        raise InvalidManifestError(message)


def check_image(manifest: Manifest, config: Config) -> None:
    """Refuse a manifest whose config is no image's: it cannot run."""
    if not config.names_image:
        artifact = f" but {kind_of(manifest)}" if manifest.declares_artifact else ""
        message = f"it is not an image{artifact}: its config names neither `os` nor `rootfs`"
        raise NotAnImageError(message, hint="name an image; an artifact has nothing that runs")


def check_platform(descriptor: Descriptor, config: Config) -> None:
    """Refuse a config for another platform than its entry promises: the runtime would run something else."""
    if descriptor.platform is None or descriptor.platform.is_unknown:
        return
    promised, found = descriptor.platform.normalised, config.platform.normalised
    same = (promised.os, promised.architecture) == (found.os, found.architecture)
    # Older builders leave the variant out of the config, or out of the index.
    written = descriptor.platform.variant and config.platform.variant
    if not same or (written and promised.variant != found.variant):
        message = f"the index lists {descriptor.digest} for {promised}, but its config is for {found}"
        raise NotAnImageError(message, hint="the image is built wrongly; rebuild it", code="platform-mismatch")


def _is_attestation(entry: Descriptor, index: Index) -> bool:
    if not (entry.platform and entry.platform.is_unknown and entry.annotations.get(ATTESTATION_TYPE)):
        return False
    subject = entry.annotations.get(ATTESTATION_SUBJECT)
    return any(str(other.digest) == subject for other in index.manifests if other.digest != entry.digest)
