"""The document's `layers`, `layerCount` and `size`."""

from imagegate.oci.descriptor import Descriptor
from imagegate.oci.image import PlatformImage
from imagegate.strict.json import Json, JsonObject


def layer_fields(image: PlatformImage) -> JsonObject:
    """Spell the layers out; `diffId` only where config and manifest count the same number of layers."""
    diff_ids = image.config.diff_ids
    if image.manifest is None:
        spelt: list[Json] = [_unlisted(index, str(diff_id)) for index, diff_id in enumerate(diff_ids)]
    else:
        layers = image.manifest.layers
        paired = len(layers) == len(diff_ids)
        spelt = [_layer(index, layer, str(diff_ids[index]) if paired else None) for index, layer in enumerate(layers)]
    return {"layers": spelt, "layerCount": image.layer_count, "size": image.layers_size}


def _layer(index: int, layer: Descriptor, diff_id: str | None) -> JsonObject:
    return {
        "index": index,
        "digest": str(layer.digest),
        "diffId": diff_id,
        "size": layer.size,
        "mediaType": layer.media_type,
        "compression": _compression(layer.media_type),
        "foreign": bool(layer.urls) or ".nondistributable." in layer.media_type or ".foreign." in layer.media_type,
    }


def _unlisted(index: int, diff_id: str) -> JsonObject:
    """Spell out a layer that only the config knows of: how it is stored, no manifest says."""
    return {
        "index": index,
        "digest": None,
        "diffId": diff_id,
        "size": None,
        "mediaType": None,
        "compression": "unknown",
        "foreign": False,
    }


def _compression(media_type: str) -> str:
    # OCI writes layer.v1.tar+gzip (image-spec, layer.md), Docker's schema 2 diff.tar.gzip.
    for ending, compression in ((".tar", "none"), ("gzip", "gzip"), ("zstd", "zstd")):
        if media_type.endswith((f"tar+{ending}", f"tar.{ending}") if compression != "none" else ending):
            return compression
    return "unknown"
