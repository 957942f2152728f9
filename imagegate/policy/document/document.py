"""An image becomes the image document, version 1: plain JSON with every field that `document.schema.json` names."""

from imagegate.oci.change import built_for, change
from imagegate.oci.config import Execution
from imagegate.oci.image import Image, PlatformImage, Resolution, Unread
from imagegate.oci.platform import Platform, choose
from imagegate.oci.reference import Reference
from imagegate.oci.referrer import Lookup
from imagegate.oci.user import default_user
from imagegate.policy.document.attestations import attestation_fields, fact_fields, raw_referrers, signature_fields
from imagegate.policy.document.base import Below, base_fields, base_reference
from imagegate.policy.document.change import change_fields
from imagegate.policy.document.environment import environment_fields
from imagegate.policy.document.healthcheck import healthcheck_fields
from imagegate.policy.document.history import history_fields
from imagegate.policy.document.layers import layer_fields
from imagegate.policy.document.ports import port_fields
from imagegate.policy.document.reference import reference_fields
from imagegate.policy.document.source import source_fields
from imagegate.policy.document.timestamp import is_reproducible, time_text
from imagegate.policy.document.user import user_fields
from imagegate.policy.verdict import Candidate
from imagegate.strict.json import Json, JsonObject

DOCUMENT_VERSION = 1


def document(
    image: Image, one: PlatformImage, candidate: Candidate, *, old: Image | None = None, base: Image | None = None
) -> JsonObject:
    """Spell out one platform of an image, in one use; `old` is the image that it replaces there.

    `base` is an image that it may have been built on: its layers and steps are then looked for in this one.

    The document shares `raw` with the image it was made from and must not be changed.
    """
    named = named_base(image, one)
    now = (image.bases or {}).get(named) if named else None
    below = _same_platform(base or (now if isinstance(now, Image) else None), one)
    return {
        "documentVersion": DOCUMENT_VERSION,
        "reference": reference_fields(candidate.reference),
        "source": source_fields(candidate),
        **_content(image, one),
        "user": user_fields(default_user(one)),
        **_execution(one.config.execution),
        **_annotated(image, one, below, is_named=base is None),
        **layer_fields(one),
        "history": history_fields(one, below.one.config if below else None),
        "attestations": attestation_fields(image, one),
        "signatures": signature_fields(image, one),
        "facts": {**fact_fields(image), "base": _base_lookup(image, now).value},
        "change": change_fields(change(old, image, one)) if old else None,
        "raw": {
            "index": image.index.raw if image.index else None,
            "manifest": one.manifest.raw if one.manifest else None,
            "config": one.config.raw,
            "referrers": raw_referrers(image, one),
        },
    }


def _content(image: Image, one: PlatformImage) -> JsonObject:
    return {
        "digest": str(one.descriptor.digest),
        "mediaType": one.manifest.media_type if one.manifest else one.descriptor.media_type,
        "indexDigest": str(image.descriptor.digest) if image.index else None,
        "indexMediaType": image.index.media_type if image.index else None,
        "artifactType": one.manifest.artifact_type if one.manifest else None,
        "platform": _platform(one.platform),
        "platforms": [*built_for(image)],
        "created": time_text(one.config.created),
        "createdReproducible": is_reproducible(one.config.created),
        "author": one.config.author,
    }


def _platform(platform: Platform) -> JsonObject:
    normalised = platform.normalised
    return {
        "name": str(platform),
        "os": normalised.os or None,
        "architecture": normalised.architecture or None,
        "variant": normalised.variant,
        "osVersion": normalised.os_version,
        "osFeatures": [*normalised.os_features],
    }


def _execution(execution: Execution) -> JsonObject:
    return {
        "workingDir": execution.working_dir or None,
        "entrypoint": _words(execution.entrypoint),
        "cmd": _words(execution.cmd),
        "command": [*(execution.entrypoint or ()), *(execution.cmd or ())],
        "shell": _words(execution.shell),
        "stopSignal": execution.stop_signal or None,
        "onBuild": [*execution.on_build],
        **environment_fields(execution.env),
        "exposedPorts": port_fields(execution.exposed_ports),
        "volumes": [*sorted(execution.volumes)],
        "healthcheck": healthcheck_fields(execution.healthcheck),
    }


def _words(words: tuple[str, ...] | None) -> list[Json] | None:
    return None if words is None else [*words]


def named_base(image: Image, one: PlatformImage) -> Reference | None:
    """Give the tag by which a platform of an image names what it was built on, None if it names none."""
    return base_reference(one.config, _annotations(image, one))


def _base_lookup(image: Image, now: Resolution | None) -> Lookup:
    if image.bases is None:
        return Lookup.SKIPPED
    return Lookup.ERROR if isinstance(now, Unread) else Lookup.AVAILABLE


def _same_platform(base: Image | None, one: PlatformImage) -> Below | None:
    if base is None:
        return None
    position = choose(one.platform, [other.platform for other in base.platforms])
    return None if position is None else Below(base, base.platforms[position])


def _annotations(image: Image, one: PlatformImage) -> dict[str, str]:
    """Merge the places of annotations; the nearer one to the platform counts."""
    index = image.index.annotations if image.index else {}
    own = one.manifest.annotations if one.manifest else {}
    return {**index, **one.descriptor.annotations, **own}


def _annotated(image: Image, one: PlatformImage, base: Below | None, *, is_named: bool) -> JsonObject:
    """Merge the places of metadata; the nearer one to the platform counts (image-spec, conversion.md)."""
    annotations = _annotations(image, one)
    labels = one.config.execution.labels
    return {
        "labels": {**labels},
        "annotations": {**annotations},
        "metadata": {**labels, **annotations},
        "base": base_fields(one.config, annotations, base, is_named=is_named),
    }
