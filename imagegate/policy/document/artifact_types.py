"""What the artifact types and predicate types that tools write mean: a signature, or an attestation of some kind."""

from imagegate.oci.referrer import Found, Referrer

_COSIGN_SIGNED = "https://sigstore.dev/cosign/sign/"
_BUNDLE = "application/vnd.dev.sigstore.bundle"
_BUNDLE_CONTENT = "dev.sigstore.bundle.content"
_BUNDLE_PREDICATE = "dev.sigstore.bundle.predicateType"

_SIGNATURES = {
    "application/vnd.dev.cosign.artifact.sig.v1+json": "cosign",
    "application/vnd.cncf.notary.signature": "notation",
    "application/vnd.cncf.notary.v2.signature": "notation",
}
_ATTESTATIONS = {
    "application/spdx+json": "sbom",
    "application/vnd.cyclonedx+json": "sbom",
    "application/vnd.cyclonedx+xml": "sbom",
    "application/vnd.syft+json": "sbom",
    "application/vnd.dev.cosign.artifact.sbom.v1+json": "sbom",
    "application/openvex+json": "vex",
    "application/vnd.openvex+json": "vex",
    "application/vnd.in-toto+json": "other",
    "application/vnd.dsse.envelope.v1+json": "other",
    "application/vnd.docker.attestation.manifest.v1+json": "other",
}
_PREDICATES = (
    ("https://slsa.dev/provenance/", "provenance"),
    ("https://spdx.dev/Document", "sbom"),
    ("https://cyclonedx.org/", "sbom"),
    ("https://openvex.dev/", "vex"),
)


def signature_kind(referrer: Referrer) -> str | None:
    """Name the form of a signature; None for what is none."""
    if referrer.artifact_type.startswith(_BUNDLE):
        predicate = referrer.annotations.get(_BUNDLE_PREDICATE, "")
        is_statement = bool(predicate) or referrer.annotations.get(_BUNDLE_CONTENT) == "dsse-envelope"
        return None if is_statement and not predicate.startswith(_COSIGN_SIGNED) else "sigstore-bundle"
    return _SIGNATURES.get(referrer.artifact_type)


def attested(referrer: Referrer) -> tuple[tuple[str | None, str | None], ...]:
    """Give the kind and the predicate type of each statement in an attestation; none for what is no attestation."""
    if signature_kind(referrer):
        return ()
    is_bundle = referrer.artifact_type.startswith(_BUNDLE)
    types = (referrer.annotations.get(_BUNDLE_PREDICATE),) if is_bundle else referrer.predicate_types
    statements = tuple((predicate_kind(text), text) for text in types if text)
    if statements or not (is_bundle or referrer.found is Found.INDEX):
        kind = _ATTESTATIONS.get(referrer.artifact_type)
        return statements or (((kind, None),) if kind else ())
    return (("other", None),)


def predicate_kind(predicate_type: str) -> str:
    """Name what a predicate type is about."""
    return next((kind for prefix, kind in _PREDICATES if predicate_type.startswith(prefix)), "other")
