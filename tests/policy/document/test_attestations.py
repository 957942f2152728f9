"""Attestations that BuildKit lists in an index."""

from dataclasses import replace
from typing import Any

import pytest

from imagegate.oci import media_type
from imagegate.oci.descriptor import ATTESTATION_SUBJECT, ATTESTATION_TYPE, Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.manifest import Index
from imagegate.oci.platform import Platform
from imagegate.policy.document.attestations import attestation_fields
from tests.images import image

WHOLE = image(platforms=("linux/amd64", "linux/arm64"))
ONE = WHOLE.platforms[0]
D = Digest.of(b"attestation")
UNKNOWN = Platform("unknown", "unknown")
ANNOTATIONS = {ATTESTATION_TYPE: "attestation-manifest", ATTESTATION_SUBJECT: str(ONE.descriptor.digest)}
FOUND = {"kind": None, "predicateType": None, "source": "buildkit", "digest": str(D)}


@pytest.mark.parametrize(
    ("platform", "annotations", "expected"),
    [
        pytest.param(UNKNOWN, ANNOTATIONS, [FOUND], id="about this platform's manifest"),
        pytest.param(
            UNKNOWN,
            {**ANNOTATIONS, ATTESTATION_SUBJECT: str(WHOLE.platforms[1].descriptor.digest)},
            [],
            id="about another platform's",
        ),
        pytest.param(UNKNOWN, {ATTESTATION_TYPE: "attestation-manifest"}, [], id="about nothing"),
        pytest.param(UNKNOWN, {ATTESTATION_SUBJECT: ANNOTATIONS[ATTESTATION_SUBJECT]}, [], id="of no kind"),
        pytest.param(Platform("linux", "amd64"), ANNOTATIONS, [], id="an image that calls itself an attestation"),
        pytest.param(None, ANNOTATIONS, [], id="no platform"),
    ],
)
def test_attestations(platform: Platform | None, annotations: dict[str, str], expected: list[Any]) -> None:
    assert WHOLE.index is not None
    entry = Descriptor(media_type.OCI_MANIFEST, D, 1, platform, annotations)
    index = Index(media_type.OCI_INDEX, (*WHOLE.index.manifests, entry))
    assert attestation_fields(replace(WHOLE, index=index), ONE) == expected


def test_without_an_index_there_are_none() -> None:
    alone = image()
    assert attestation_fields(alone, alone.platforms[0]) == []
