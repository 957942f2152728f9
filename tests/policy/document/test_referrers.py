"""Signatures and attestations in the document: which artifacts are which, and whose."""

from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from imagegate.oci import media_type
from imagegate.oci.descriptor import ATTESTATION_SUBJECT, ATTESTATION_TYPE, Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.image import Image
from imagegate.oci.manifest import Index
from imagegate.oci.platform import Platform
from imagegate.oci.referrer import Found, Lookup, Referrer, Referrers
from imagegate.policy.document.document import document
from imagegate.policy.document.fields import schema
from tests.images import candidate, image

WHOLE = image(platforms=("linux/amd64", "linux/arm64"))
ONE, OTHER = WHOLE.platforms
D = Digest.of(b"referrer")
BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
CONTENT, PREDICATE = "dev.sigstore.bundle.content", "dev.sigstore.bundle.predicateType"
SLSA, SPDX, VEX = "https://slsa.dev/provenance/v1", "https://spdx.dev/Document", "https://openvex.dev/ns/v0.2.0"


def referrer(kind: str, *types: str, found: Found = Found.LIST, about: Digest | None = None, **notes: str) -> Referrer:
    annotations = {{"content": CONTENT, "predicate": PREDICATE}[name]: text for name, text in notes.items()}
    return Referrer(about or ONE.descriptor.digest, D, found, kind, annotations, types, {"raw": kind})


def made(*found: Referrer, whole: Image = WHOLE, **states: Lookup) -> dict[str, Any]:
    one = replace(whole, referrers=Referrers(found, **states))
    facts = document(one, one.platforms[0], candidate())
    Draft202012Validator(schema()).validate(facts)
    return facts


def signature(kind: str, source: str = "referrer") -> dict[str, str]:
    return {"kind": kind, "source": source, "digest": str(D)}


def attestation(kind: str | None, predicate_type: str | None, source: str = "referrer") -> dict[str, str | None]:
    return {"kind": kind, "predicateType": predicate_type, "source": source, "digest": str(D)}


@pytest.mark.parametrize(
    ("found", "signatures", "attestations"),
    [
        pytest.param(
            referrer("application/vnd.dev.cosign.artifact.sig.v1+json"), [signature("cosign")], [], id="cosign"
        ),
        pytest.param(
            referrer("application/vnd.dev.cosign.artifact.sig.v1+json", found=Found.TAG),
            [signature("cosign", "cosign-tag")], [], id="cosign, under a tag",
        ),
        pytest.param(referrer("application/vnd.cncf.notary.signature"), [signature("notation")], [], id="notation"),
        pytest.param(referrer(BUNDLE), [signature("sigstore-bundle")], [], id="a bundle that does not say"),
        pytest.param(
            referrer(BUNDLE, content="message-signature"), [signature("sigstore-bundle")], [], id="a signed message"
        ),
        pytest.param(
            referrer(BUNDLE, content="dsse-envelope", predicate="https://sigstore.dev/cosign/sign/v1"),
            [signature("sigstore-bundle")], [], id="a signature as a statement",
        ),
        pytest.param(
            referrer(BUNDLE, content="dsse-envelope", predicate=SLSA), [], [attestation("provenance", SLSA)],
            id="a bundle with provenance",
        ),
        pytest.param(
            referrer(BUNDLE, content="dsse-envelope"), [], [attestation("other", None)], id="a statement of no kind"
        ),
        pytest.param(
            referrer("application/vnd.in-toto+json", SPDX), [], [attestation("sbom", SPDX)], id="a statement"
        ),
        pytest.param(
            referrer("application/vnd.in-toto+json", SLSA, VEX, found=Found.TAG), [],
            [attestation("provenance", SLSA, "cosign-tag"), attestation("vex", VEX, "cosign-tag")],
            id="statements under a tag",
        ),
        pytest.param(
            referrer("application/vnd.in-toto+json"), [], [attestation("other", None)], id="a statement without a type"
        ),
        pytest.param(referrer("application/spdx+json"), [], [attestation("sbom", None)], id="SPDX"),
        pytest.param(referrer("application/vnd.cyclonedx+json"), [], [attestation("sbom", None)], id="CycloneDX"),
        pytest.param(referrer("application/vnd.example"), [], [], id="something else"),
        pytest.param(referrer("", SLSA), [], [attestation("provenance", SLSA)], id="a type of statement alone"),
        pytest.param(
            referrer("application/spdx+json", about=WHOLE.descriptor.digest), [], [attestation("sbom", None)],
            id="about the index",
        ),
        pytest.param(
            referrer("application/spdx+json", about=OTHER.descriptor.digest), [], [], id="about another platform"
        ),
    ],
)  # fmt: skip
def test_what_refers_to_an_image(found: Referrer, signatures: list[Any], attestations: list[Any]) -> None:
    facts = made(found)
    assert (facts["signatures"], facts["attestations"]) == (signatures, attestations)


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        pytest.param(None, [attestation(None, None, "buildkit")], id="not read"),
        pytest.param((), [attestation("other", None, "buildkit")], id="read, and of no type"),
        pytest.param(
            (SLSA, SPDX),
            [attestation("provenance", SLSA, "buildkit"), attestation("sbom", SPDX, "buildkit")],
            id="read",
        ),
    ],
)
def test_what_an_index_attests(types: tuple[str, ...] | None, expected: list[Any]) -> None:
    assert WHOLE.index
    notes = {ATTESTATION_TYPE: "attestation-manifest", ATTESTATION_SUBJECT: str(ONE.descriptor.digest)}
    entry = Descriptor(media_type.OCI_MANIFEST, D, 1, Platform("unknown", "unknown"), notes)
    whole = replace(WHOLE, index=Index(media_type.OCI_INDEX, (*WHOLE.index.manifests, entry)))
    found = () if types is None else (referrer("", *types, found=Found.INDEX),)
    assert made(*found, whole=whole)["attestations"] == expected
    assert made(*found, whole=whole)["signatures"] == []


def test_facts() -> None:
    assert made()["facts"] == {"referrers": "skipped", "provenance": "skipped", "tags": "skipped", "base": "skipped"}
    facts = made(listed=Lookup.AVAILABLE, provenance=Lookup.ERROR, tagged=Lookup.UNSUPPORTED)["facts"]
    assert facts == {"referrers": "available", "provenance": "error", "tags": "unsupported", "base": "skipped"}


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        pytest.param(Lookup.SKIPPED, None, id="not read"),
        pytest.param(Lookup.ERROR, None, id="not to be read"),
        pytest.param(
            Lookup.AVAILABLE,
            {"schemaVersion": 2, "mediaType": media_type.OCI_INDEX, "manifests": [{"raw": "a"}, {"raw": "b"}]},
            id="as it came",
        ),
    ],
)
def test_raw(listed: Lookup, expected: Any) -> None:
    found = (
        referrer("a"),
        referrer("b", about=WHOLE.descriptor.digest),
        referrer("c", found=Found.TAG),
        referrer("d", about=OTHER.descriptor.digest),
    )
    assert made(*found, listed=listed)["raw"]["referrers"] == expected
