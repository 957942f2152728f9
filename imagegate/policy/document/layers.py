"""The document's `layers`, `layerCount` and `size`."""

from imagegate.oci.descriptor import Descriptor
from imagegate.oci.image import PlatformImage
from imagegate.strict.json import Json, JsonObject


def layer_fields(image: PlatformImage) -> JsonObject:
    """Spell the layers out; `diffId` only where config and manifest count the same number of layers."""
    layers, diff_ids = image.manifest.layers, image.config.diff_ids
    paired = len(layers) == len(diff_ids)
    spelt: list[Json] = [
        _layer(index, layer, str(diff_ids[index]) if paired else None) for index, layer in enumerate(layers)
    ]
    return {"layers": spelt, "layerCount": len(layers), "size": image.manifest.layers_size}


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


def _compression(media_type: str) -> str:
    # OCI writes layer.v1.tar+gzip (image-spec, layer.md), Docker's schema 2 diff.tar.gzip.
    for ending, compression in ((".tar", "none"), ("gzip", "gzip"), ("zstd", "zstd")):
        if media_type.endswith((f"tar+{ending}", f"tar.{ending}") if compression != "none" else ending):
            return compression
    return "unknown"
