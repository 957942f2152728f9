"""Layers."""

from dataclasses import replace

import pytest

from imagegate.oci.descriptor import Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.image import PlatformImage
from imagegate.policy.document.layers import layer_fields
from imagegate.strict.json import Json
from tests.images import image

D = Digest.of(b"layer")
DIFF_IDS = (Digest.of(b"one"), Digest.of(b"two"))


@pytest.mark.parametrize(
    ("media_type", "urls", "compression", "foreign"),
    [
        pytest.param("application/vnd.oci.image.layer.v1.tar", (), "none", False, id="OCI, no compression"),
        pytest.param("application/vnd.oci.image.layer.v1.tar+gzip", (), "gzip", False, id="OCI, gzip"),
        pytest.param("application/vnd.oci.image.layer.v1.tar+zstd", (), "zstd", False, id="OCI, zstd"),
        pytest.param("application/vnd.docker.image.rootfs.diff.tar", (), "none", False, id="Docker, no compression"),
        pytest.param("application/vnd.docker.image.rootfs.diff.tar.gzip", (), "gzip", False, id="Docker, gzip"),
        pytest.param("application/vnd.docker.image.rootfs.diff.tar.zstd", (), "zstd", False, id="Docker, zstd"),
        pytest.param(
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", (), "gzip", True, id="Docker, foreign"
        ),
        pytest.param(
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", (), "gzip", True, id="OCI, foreign"
        ),
        pytest.param(
            "application/vnd.oci.image.layer.v1.tar+gzip", ("https://a.example/b",), "gzip", True, id="URLs are enough"
        ),
        pytest.param("application/octet-stream", (), "unknown", False, id="anything"),
        pytest.param("", (), "unknown", False, id="nothing"),
        pytest.param("text/x-nottar", (), "unknown", False, id="no archive"),
    ],
)
def test_a_media_type_tells_the_compression(
    media_type: str,
    urls: tuple[str, ...],
    compression: str,
    foreign: bool,  # noqa: FBT001 - a row
) -> None:
    one = image().platforms[0]
    assert layer_fields(_with(one, Descriptor(media_type, D, 7, urls=urls)))["layers"] == [
        {
            "index": 0,
            "digest": str(D),
            "diffId": str(one.config.diff_ids[0]),
            "size": 7,
            "mediaType": media_type,
            "compression": compression,
            "foreign": foreign,
        }
    ]


@pytest.mark.parametrize(
    ("sizes", "diff_ids", "expected"),
    [
        pytest.param((), (), {"layers": [], "layerCount": 0, "size": None}, id="no layers: the size is not known"),
        pytest.param((), DIFF_IDS, {"layers": [], "layerCount": 0, "size": None}, id="layers in the config only"),
        pytest.param(
            (3, 4),
            DIFF_IDS,
            {"layers": [(0, 3, str(DIFF_IDS[0])), (1, 4, str(DIFF_IDS[1]))], "layerCount": 2, "size": 7},
            id="as many diff ids as layers",
        ),
        pytest.param(
            (0,), DIFF_IDS, {"layers": [(0, 0, None)], "layerCount": 1, "size": 0}, id="another number of diff ids"
        ),
    ],
)
def test_layers_are_paired_with_diff_ids(
    sizes: tuple[int, ...], diff_ids: tuple[Digest, ...], expected: dict[str, Json]
) -> None:
    one = _with(image().platforms[0], *(Descriptor("", D, size) for size in sizes))
    fields = layer_fields(replace(one, config=replace(one.config, diff_ids=diff_ids)))
    layers = fields.pop("layers")
    assert isinstance(layers, list)
    triples = [(item["index"], item["size"], item["diffId"]) for item in layers if isinstance(item, dict)]
    assert {"layers": triples, **fields} == expected


def test_layers_that_no_manifest_lists() -> None:
    one = image(rootfs={"type": "layers", "diff_ids": [str(diff_id) for diff_id in DIFF_IDS]}).platforms[0]
    unlisted = {"digest": None, "size": None, "mediaType": None, "compression": "unknown", "foreign": False}
    assert layer_fields(replace(one, manifest=None)) == {
        "layers": [{"index": index, "diffId": str(diff_id), **unlisted} for index, diff_id in enumerate(DIFF_IDS)],
        "layerCount": 2,
        "size": None,
    }


def _with(one: PlatformImage, *layers: Descriptor) -> PlatformImage:
    assert one.manifest is not None
    return replace(one, manifest=replace(one.manifest, layers=layers))
