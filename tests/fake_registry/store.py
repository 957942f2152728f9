"""What a registry holds: content by its digest, and tags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from imagegate.oci import media_type
from imagegate.oci.digest import Digest
from imagegate.oci.platform import Platform
from tests.images import config_of, encoded

LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


@dataclass(slots=True)
class Store:
    """Manifests with their media types and blobs, by repository and digest; tags point to digests.

    `referrers` are the descriptors of what refers to a digest.
    """

    manifests: dict[tuple[str, str], tuple[str, bytes]] = field(default_factory=dict)
    blobs: dict[tuple[str, str], bytes] = field(default_factory=dict)
    tags: dict[tuple[str, str], str] = field(default_factory=dict)
    referrers: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)

    def blob(self, repository: str, content: bytes, kind: str = media_type.OCI_CONFIG) -> dict[str, Any]:
        """Keep a blob and give its descriptor."""
        digest = str(Digest.of(content))
        self.blobs[repository, digest] = content
        return {"mediaType": kind, "digest": digest, "size": len(content)}

    def manifest(self, repository: str, content: bytes, kind: str, tag: str | None = None) -> dict[str, Any]:
        """Keep a manifest or an index, under a tag if there is one, and give its descriptor."""
        digest = str(Digest.of(content))
        self.manifests[repository, digest] = (kind, content)
        if tag:
            self.tags[repository, tag] = digest
        return {"mediaType": kind, "digest": digest, "size": len(content)}

    def image(
        self,
        repository: str,
        tag: str | None = None,
        execution: Mapping[str, Any] | None = None,
        *,
        platform: str = "linux/amd64",
        docker: bool = False,
        top: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Keep an image for one platform and give its descriptor, with the platform as an index has it.

        `docker` is for Docker's media types; `top` adds to, or replaces, the config's top level.
        """
        parsed = Platform.parse(platform)
        config = encoded(config_of(execution or {"User": "1000"}, parsed, **(top or {})))
        kind = media_type.DOCKER_CONFIG if docker else media_type.OCI_CONFIG
        descriptor = self.with_config(repository, tag, self.blob(repository, config, kind), docker=docker)
        return {**descriptor, "platform": platform_of(parsed)}

    def with_config(
        self, repository: str, tag: str | None, config: Mapping[str, Any], *, docker: bool = False, **top: Any
    ) -> dict[str, Any]:
        """Keep a manifest with any config and give its descriptor; `top` adds to the manifest's top level."""
        kind = media_type.DOCKER_MANIFEST if docker else media_type.OCI_MANIFEST
        layer = {"mediaType": LAYER, "digest": str(Digest.of(b"never pulled")), "size": 12}
        content = encoded({"schemaVersion": 2, "mediaType": kind, "config": config, "layers": [layer], **top})
        return self.manifest(repository, content, kind, tag)

    def index(
        self, repository: str, tag: str | None, entries: Sequence[Mapping[str, Any]], *, docker: bool = False
    ) -> dict[str, Any]:
        """Keep an index of these descriptors and give its own."""
        kind = media_type.DOCKER_LIST if docker else media_type.OCI_INDEX
        content = encoded({"schemaVersion": 2, "mediaType": kind, "manifests": list(entries)})
        return self.manifest(repository, content, kind, tag)

    def refer(
        self, repository: str, subject: str, artifact_type: str, annotations: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Keep an artifact that refers to a manifest, in the list of what does, and give its descriptor."""
        empty = self.blob(repository, b"{}", media_type.OCI_EMPTY)
        top: dict[str, Any] = {
            "artifactType": artifact_type,
            "annotations": dict(annotations or {}),
            "subject": {"digest": subject},
        }
        made = self.with_config(repository, None, empty, **top)
        listed = {**made, "artifactType": artifact_type, "annotations": dict(annotations or {})}
        self.referrers.setdefault((repository, subject), []).append(listed)
        return listed


def platform_of(platform: Platform) -> dict[str, str]:
    """Give a platform as an index writes it."""
    parts = {"os": platform.os, "architecture": platform.architecture, "variant": platform.variant}
    return {key: value for key, value in parts.items() if value}


def attestation(subject: str, descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """Give the entry that BuildKit writes for the attestations of another entry."""
    annotations = {"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": subject}
    return {**descriptor, "platform": {"os": "unknown", "architecture": "unknown"}, "annotations": annotations}
