"""The document's `attestations` and `signatures`: what an index lists of them, and what else refers to the image."""

from collections.abc import Iterator

from imagegate.oci.descriptor import ATTESTATION_SUBJECT, ATTESTATION_TYPE, Descriptor
from imagegate.oci.image import Image, PlatformImage
from imagegate.oci.media_type import OCI_INDEX
from imagegate.oci.referrer import Found, Lookup, Referrer
from imagegate.policy.document.artifact_types import attested, signature_kind
from imagegate.strict.json import Json, JsonObject


def attestation_fields(image: Image, one: PlatformImage) -> list[Json]:
    """List what attests something about this platform's manifest, or about the index that lists it."""
    return [*_in_index(image, one), *_beside(image, one)]


def signature_fields(image: Image, one: PlatformImage) -> list[Json]:
    """List the signatures of this platform's manifest, or of the index that lists it."""
    return [
        {"kind": kind, "source": referrer.found.value, "digest": str(referrer.digest)}
        for referrer in _referrers(image, one)
        if (kind := signature_kind(referrer))
    ]


def fact_fields(image: Image) -> JsonObject:
    """Say which parts were looked for, and how that ended."""
    referrers = image.referrers
    return {
        "referrers": referrers.listed.value,
        "provenance": referrers.provenance.value,
        "tags": referrers.tagged.value,
    }


def raw_referrers(image: Image, one: PlatformImage) -> Json:
    """Give the list of referrers as an index; null where it was not read."""
    if image.referrers.listed is not Lookup.AVAILABLE:
        return None
    found = (referrer.raw for referrer in _referrers(image, one) if referrer.found is Found.LIST)
    return {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [*found]}


def _in_index(image: Image, one: PlatformImage) -> Iterator[Json]:
    """Give the index's entries; what they attest stands in manifests of their own, which are read where asked for."""
    read = {referrer.digest: referrer for referrer in image.referrers.found if referrer.found is Found.INDEX}
    for entry in image.index.manifests if image.index else ():
        if _attests(entry, one.descriptor):
            referrer = read.get(entry.digest)
            for kind, predicate_type in attested(referrer) if referrer else ((None, None),):
                yield _attestation(kind, predicate_type, Found.INDEX.value, str(entry.digest))


def _beside(image: Image, one: PlatformImage) -> Iterator[Json]:
    for referrer in _referrers(image, one):
        for kind, predicate_type in attested(referrer):
            yield _attestation(kind, predicate_type, referrer.found.value, str(referrer.digest))


def _referrers(image: Image, one: PlatformImage) -> Iterator[Referrer]:
    about = image.referrers.of(one.descriptor.digest, image.descriptor.digest)
    return (referrer for referrer in about if referrer.found is not Found.INDEX)


def _attestation(kind: str | None, predicate_type: str | None, source: str, digest: str) -> JsonObject:
    return {"kind": kind, "predicateType": predicate_type, "source": source, "digest": digest}


def _attests(entry: Descriptor, subject: Descriptor) -> bool:
    return (
        entry.platform is not None
        and entry.platform.is_unknown
        and bool(entry.annotations.get(ATTESTATION_TYPE))
        and entry.annotations.get(ATTESTATION_SUBJECT) == str(subject.digest)
    )
