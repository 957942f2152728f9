"""The document's `attestations`: what BuildKit lists in an index beside the platforms."""

from imagegate.oci.descriptor import ATTESTATION_SUBJECT, ATTESTATION_TYPE, Descriptor
from imagegate.oci.image import Image, PlatformImage
from imagegate.strict.json import Json


def attestation_fields(image: Image, one: PlatformImage) -> list[Json]:
    """List the entries that are about this platform's manifest; what they attest stands in manifests of their own."""
    return [
        {"kind": None, "predicateType": None, "source": "buildkit", "digest": str(entry.digest)}
        for entry in (image.index.manifests if image.index else ())
        if _attests(entry, one.descriptor)
    ]


def _attests(entry: Descriptor, subject: Descriptor) -> bool:
    return (
        entry.platform is not None
        and entry.platform.is_unknown
        and bool(entry.annotations.get(ATTESTATION_TYPE))
        and entry.annotations.get(ATTESTATION_SUBJECT) == str(subject.digest)
    )
