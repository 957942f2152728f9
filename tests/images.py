"""Images as values, for the tests of everything that never sees a registry."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from imagegate.oci import media_type
from imagegate.oci.config import parse_config
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.image import Image, PlatformImage
from imagegate.oci.manifest import Index, Manifest, parse_manifest
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.policy.verdict import Candidate, Use
from imagegate.source import UsedAs

CREATED = "2026-11-01T10:00:00Z"
LAYER_BYTES = 1000


def encoded(document: object) -> bytes:
    """Give the bytes that a builder would push."""
    return json.dumps(document, separators=(",", ":")).encode()


def config_of(execution: Mapping[str, Any], platform: Platform, **top: Any) -> dict[str, Any]:
    """Give an image config with one layer; `top` replaces or adds top-level members."""
    layer = Digest.of(b"layer " + str(platform).encode())
    config: dict[str, Any] = {
        "created": CREATED,
        "os": platform.os,
        "architecture": platform.architecture,
        "config": dict(execution),
        "rootfs": {"type": "layers", "diff_ids": [str(layer)]},
        "history": [{"created": CREATED, "created_by": "COPY / / # buildkit", "comment": "buildkit.dockerfile.v0"}],
        **top,
    }
    if platform.variant:
        config.setdefault("variant", platform.variant)
    return config


def manifest_of(config: bytes, layers: int = 1, annotations: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Give an OCI manifest for a config; each layer counts `LAYER_BYTES` bytes compressed."""
    return {
        "schemaVersion": 2,
        "mediaType": media_type.OCI_MANIFEST,
        "config": {"mediaType": media_type.OCI_CONFIG, "digest": str(Digest.of(config)), "size": len(config)},
        "layers": [
            {
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": str(Digest.of(b"blob %d" % position)),
                "size": LAYER_BYTES,
            }
            for position in range(layers)
        ],
        **({"annotations": dict(annotations)} if annotations else {}),
    }


def image(
    execution: Mapping[str, Any] | None = None,
    *,
    reference: str = "docker.io/library/ruby:3.4",
    platforms: Sequence[str] = ("linux/amd64",),
    annotations: Mapping[str, str] | None = None,
    **top: Any,
) -> Image:
    """Give an image whose platforms share one execution config; more than one platform makes an index."""
    ones = tuple(_one(execution or {}, Platform.parse(text), annotations, top) for text in platforms)
    if len(ones) == 1:
        return Image(Reference.parse(reference), ones[0].descriptor, None, ones)
    index = Index(media_type.OCI_INDEX, tuple(one.descriptor for one in ones))
    content = encoded([str(one.descriptor.digest) for one in ones])
    descriptor = Descriptor(media_type.OCI_INDEX, Digest.of(content), len(content))
    return Image(Reference.parse(reference), descriptor, index, ones)


def candidate(reference: str = "docker.io/library/ruby:3.4", used_as: UsedAs = UsedAs.NAMED) -> Candidate:
    """Give a reference in one use, named by the user."""
    return Candidate(Reference.parse(reference), Use(used_as))


def _one(
    execution: Mapping[str, Any], platform: Platform, annotations: Mapping[str, str] | None, top: Mapping[str, Any]
) -> PlatformImage:
    config = encoded(config_of(execution, platform, **top))
    content = encoded(manifest_of(config, annotations=annotations))
    manifest = parse_manifest(None, content)
    assert isinstance(manifest, Manifest)
    descriptor = Descriptor(media_type.OCI_MANIFEST, Digest.of(content), len(content), platform=platform)
    return PlatformImage(descriptor, manifest, parse_config(config))
