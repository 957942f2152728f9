"""A small image that complies with most policies: what a case says is laid over it.

It is put together as a builder would, and read as an image from a registry is: a case that gives a `config` is judged
on the document that a real image with this config would have.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from imagegate.oci import media_type
from imagegate.oci.config import parse_config
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.image import Image, PlatformImage
from imagegate.oci.manifest import Index, Manifest, parse_manifest
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.policy.overlay import merged
from imagegate.strict.json import Json, JsonObject

REFERENCE = "registry.example.com/example/app:1.2.3"
CREATED = "2026-01-01T00:00:00Z"
NOW = datetime(2026, 1, 2, tzinfo=UTC)
PLATFORM = Platform("linux", "amd64")
LAYER_BYTES = 10_000_000

_EXECUTION: JsonObject = {
    "User": "10001:10001",
    "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    "Entrypoint": ["/app/run"],
    "WorkingDir": "/app",
}
_HISTORY: list[Json] = [
    {"created": CREATED, "created_by": "COPY /app /app # buildkit", "comment": "buildkit.dockerfile.v0"},
    {
        "created": CREATED,
        "created_by": 'ENTRYPOINT ["/app/run"]',
        "comment": "buildkit.dockerfile.v0",
        "empty_layer": True,
    },
]


@dataclass(frozen=True, slots=True)
class Written:
    """What a case says of an image. `config` and `manifest` are laid over small ones; a `whole` config is not."""

    reference: Reference
    platforms: tuple[Platform, ...] = (PLATFORM,)
    config: Mapping[str, Json] = field(default_factory=dict)
    manifest: Mapping[str, Json] = field(default_factory=dict)
    whole: bool = False


def minimal_image(written: Written) -> Image:
    """Make the image; a config or a manifest that no registry would get past the gate is an `ImagegateError`."""
    ones = tuple(_one(written, platform) for platform in written.platforms)
    if len(ones) == 1:
        return Image(written.reference, ones[0].descriptor, None, ones)
    entries: list[Json] = [_entry(one.descriptor) for one in ones]
    raw: JsonObject = {"schemaVersion": 2, "mediaType": media_type.OCI_INDEX, "manifests": entries}
    content = _encoded(raw)
    index = Index(media_type.OCI_INDEX, tuple(one.descriptor for one in ones), raw=raw)
    return Image(written.reference, Descriptor(index.media_type, Digest.of(content), len(content)), index, ones)


def _one(written: Written, platform: Platform) -> PlatformImage:
    config = _encoded(written.config if written.whole else _config(written.config, platform))
    parsed = parse_config(config)
    content = _encoded(merged(_manifest(config, len(parsed.diff_ids)), dict(written.manifest)))
    # What has a config is a manifest, and what has both a config and manifests is refused.
    manifest = cast("Manifest", parse_manifest(None, content))
    descriptor = Descriptor(manifest.media_type, Digest.of(content), len(content), platform=platform)
    return PlatformImage(descriptor, manifest, parsed)


def _config(own: Mapping[str, Json], platform: Platform) -> Json:
    history = own.get("history", _HISTORY)
    steps = history if isinstance(history, list) else []
    count = sum(1 for step in steps if isinstance(step, dict) and step.get("empty_layer") is not True)
    layers: list[Json] = [_digest(f"{platform} {position}") for position in range(count)]
    config: JsonObject = {
        "created": CREATED,
        "architecture": platform.architecture,
        "os": platform.os,
        **({"variant": platform.variant} if platform.variant else {}),
        "config": _EXECUTION,
        "rootfs": {"type": "layers", "diff_ids": layers},
        "history": _HISTORY,
    }
    return merged(config, dict(own))


def _manifest(config: bytes, layers: int) -> JsonObject:
    return {
        "schemaVersion": 2,
        "mediaType": media_type.OCI_MANIFEST,
        "config": {"mediaType": media_type.OCI_CONFIG, "digest": str(Digest.of(config)), "size": len(config)},
        "layers": [
            {
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": _digest(f"blob {position}"),
                "size": LAYER_BYTES,
            }
            for position in range(layers)
        ],
    }


def _entry(descriptor: Descriptor) -> JsonObject:
    platform = descriptor.platform or PLATFORM
    return {
        "mediaType": descriptor.media_type,
        "digest": str(descriptor.digest),
        "size": descriptor.size,
        "platform": {
            "os": platform.os,
            "architecture": platform.architecture,
            **({"variant": platform.variant} if platform.variant else {}),
        },
    }


def _digest(text: str) -> str:
    return str(Digest.of(text.encode()))


def _encoded(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
