"""What a bump changes."""

from dataclasses import replace
from typing import Any

import pytest

from imagegate.oci import media_type
from imagegate.oci.change import Change, built_for, change
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.image import Image
from imagegate.oci.manifest import Index
from imagegate.oci.platform import Platform
from tests.images import image


def entry(platform: Platform | None) -> Descriptor:
    return Descriptor(media_type.OCI_MANIFEST, Digest.of(str(platform).encode()), 1, platform)


def test_a_change_is_spelt_out() -> None:
    old = image(
        {
            "User": "1000",
            "Env": ["A=1", "B=2", "C"],
            "ExposedPorts": {"80": {}, "70/udp": {}},
            "Volumes": {"/a": {}},
            "Entrypoint": ["/old"],
        },
        reference="nginx:1",
        platforms=("linux/arm64", "linux/s390x"),
    )
    new = image(
        {
            "Env": ["B=3"],
            "ExposedPorts": {"8080": {}, "9/udp": {}, "80/tcp": {}, "x": {}},
            "Volumes": {"/c": {}, "/b": {}, "/a": {}},
            "Entrypoint": ["/new"],
        },
        reference="ghcr.io/library/nginx:2",
        platforms=("linux/amd64", "linux/arm64"),
    )
    assert change(old, new, new.platforms[1]) == Change(
        reference=old.reference,
        digest=old.descriptor.digest,
        user_before="1000",
        became_root=True,
        platforms_removed=("linux/s390x",),
        ports_added=("9/udp", "8080/tcp", "x"),
        volumes_added=("/b", "/c"),
        env_removed=("A", "C"),
        entrypoint_changed=True,
        size_delta=0,
        registry_changed=True,
        repository_changed=False,
    )


def test_nothing_changed() -> None:
    one = image({"User": "1000", "Entrypoint": []})
    other = image({"User": "1000"})
    assert change(one, other, other.platforms[0]) == Change(
        reference=one.reference,
        digest=one.descriptor.digest,
        user_before="1000",
        became_root=False,
        platforms_removed=(),
        ports_added=(),
        volumes_added=(),
        env_removed=(),
        entrypoint_changed=False,
        size_delta=0,
        registry_changed=False,
        repository_changed=False,
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("1000", "", True, id="a number becomes root"),
        pytest.param("1000", "root", True, id="a number becomes root by name"),
        pytest.param("app", "", True, id="a named user becomes root"),
        pytest.param("1000", "app", None, id="a number becomes a name"),
        pytest.param("app", "other", None, id="a name becomes another"),
        pytest.param("app", "app", False, id="a name stays"),
        pytest.param("", "", False, id="root stays root"),
        pytest.param("", "0", False, id="root by another name"),
        pytest.param("", "app", False, id="root becomes a name"),
        pytest.param("", "1000", False, id="root becomes a number"),
        pytest.param("app", "1000", False, id="a name becomes a number"),
    ],
)
def test_whether_an_image_became_root(before: str, after: str, expected: bool | None) -> None:  # noqa: FBT001 - a row
    old, new = image({"User": before}), image({"User": after})
    assert change(old, new, new.platforms[0]).became_root is expected


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        pytest.param((500, 2500), 2000, id="it grew"),
        pytest.param((2500, 500), -2000, id="it shrank"),
        pytest.param((None, 500), None, id="the old manifest lists no layers"),
        pytest.param((500, None), None, id="the new manifest lists no layers"),
    ],
)
def test_sizes_are_compared_in_compressed_bytes(layers: tuple[int | None, int | None], expected: int | None) -> None:
    old, new = (_sized(image(), size) for size in layers)
    assert change(old, new, new.platforms[0]).size_delta == expected


def test_sizes_of_two_platforms_are_not_compared() -> None:
    old, new = image({"User": "7"}, platforms=("linux/amd64",)), image(platforms=("linux/arm64",))
    changed = change(old, new, new.platforms[0])
    assert (changed.size_delta, changed.user_before, changed.became_root) == (None, "7", True)


@pytest.mark.parametrize(
    ("platforms", "entries", "expected"),
    [
        pytest.param(("linux/arm64/v8",), None, ("linux/arm64",), id="no index"),
        pytest.param(
            ("linux/amd64",),
            [Platform("linux", "arm"), Platform("linux", "amd64"), Platform("unknown", "unknown"), None],
            ("linux/amd64", "linux/arm/v7"),
            id="an index: also what is not judged, no attestation, nothing nameless",
        ),
        pytest.param(
            ("windows/amd64",),
            [Platform("windows", "amd64", os_version="1"), Platform("windows", "amd64", os_version="2")],
            ("windows/amd64",),
            id="two versions of one platform",
        ),
    ],
)
def test_every_platform_is_named(platforms: tuple[str, ...], entries: Any, expected: tuple[str, ...]) -> None:
    index = Index(media_type.OCI_INDEX, tuple(entry(platform) for platform in entries)) if entries else None
    assert built_for(replace(image(platforms=platforms), index=index)) == expected


def _sized(whole: Image, size: int | None) -> Image:
    one = whole.platforms[0]
    assert one.manifest is not None
    layers = () if size is None else (replace(one.manifest.layers[0], size=size),)
    return replace(whole, platforms=(replace(one, manifest=replace(one.manifest, layers=layers)),))
