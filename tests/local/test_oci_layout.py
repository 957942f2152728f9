"""Image layouts: which image is meant, and that nothing counts that its digest does not prove."""

import base64
from pathlib import Path
from typing import Any

import pytest

from imagegate.local.opened import Opened
from imagegate.oci import media_type
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.image import Image
from imagegate.oci.manifest import Manifest
from imagegate.oci.platform import Platform
from tests.images import encoded, manifest_of
from tests.local.images import (
    LAYOUT,
    Files,
    blob,
    config,
    descriptor,
    handed_over,
    image,
    index,
    layout,
    multi,
    named,
    nothing_handed_over,
    read,
    refusal,
    saved,
    unpacked,
    users,
)

ONE_FILES, ONE = image(config("1"))
TWO_FILES, TWO = image(config("2"))
MANY_FILES, MANY = multi(amd64="3", arm64="4")
BOTH = ONE_FILES | TWO_FILES
PLATFORM = {"os": "linux", "architecture": "arm64"}
ANOTHER = str(Digest.of(b"another"))


def place(files: Files, folder: Path, kind: str) -> tuple[str, Opened]:
    """Give the path of a layout, as a folder or as an archive on standard input, and what reads it."""
    if kind == "folder":
        return str(unpacked(files, folder)), Opened(nothing_handed_over, lambda: None)
    return "-", handed_over(files)


def test_the_whole_image() -> None:
    content = config("1")
    manifest = encoded(manifest_of(content))
    resolution = read("oci:-:1.0", handed_over(layout(ONE_FILES, named(ONE, "1.0"))))
    assert isinstance(resolution, Image)
    assert (resolution.reference.text, resolution.index, resolution.left_out) == ("oci:-:1.0", None, ())
    expected = Descriptor(media_type.OCI_MANIFEST, Digest.of(manifest), len(manifest))
    (one,) = resolution.platforms
    # As from a registry: the annotations of the layout's own index are no part of the image.
    assert resolution.descriptor == one.descriptor == expected
    assert resolution.descriptor.annotations == {}
    assert isinstance(one.manifest, Manifest)
    assert one.manifest.raw == manifest_of(content)
    assert one.config.raw["config"] == {"User": "1"}
    assert one.platform == Platform("linux", "amd64")


@pytest.mark.parametrize("kind", ["folder", "archive"])
@pytest.mark.parametrize(
    ("files", "suffix", "expected"),
    [
        pytest.param(layout(ONE_FILES, ONE), "", {"linux/amd64": "1"}, id="the only one"),
        pytest.param(layout(ONE_FILES, named(ONE, "a"), named(ONE, "b")), "", {"linux/amd64": "1"}, id="with two tags"),
        pytest.param(layout(BOTH, named(ONE, "a"), named(TWO, "b")), ":b", {"linux/amd64": "2"}, id="by its tag"),
        pytest.param(layout(BOTH, named(ONE, "a"), TWO), f"@{TWO['digest']}", {"linux/amd64": "2"}, id="by its digest"),
        pytest.param(layout(BOTH, ONE, named(TWO, "x:1")), ":x:1", {"linux/amd64": "2"}, id="by a whole name"),
        pytest.param(
            layout(BOTH, named(ONE, "a"), named(TWO, "a")),
            f":a@{ONE['digest']}",
            {"linux/amd64": "1"},
            id="by a tag that two have, and a digest",
        ),
        pytest.param(
            layout(MANY_FILES, MANY), "", {"linux/amd64": "3", "linux/arm64": "4"}, id="every platform of an index"
        ),
        pytest.param(
            {**layout(ONE_FILES, {**ONE, "platform": {**PLATFORM, "architecture": "amd64"}})},
            "",
            {"linux/amd64": "1"},
            id="with its platform",
        ),
        pytest.param(
            {**layout(ONE_FILES, ONE), "index.json": encoded({"schemaVersion": 2, "manifests": [ONE]})},
            "",
            {"linux/amd64": "1"},
            id="as umoci writes it: without a media type",
        ),
        pytest.param(
            layout({}, {**ONE, "data": base64.b64encode(encoded(manifest_of(config("1")))).decode()})
            | blob(config("1")),
            "",
            {"linux/amd64": "1"},
            id="a manifest that lies in its descriptor",
        ),
        pytest.param(
            layout(ONE_FILES, {**ONE, "data": "e30="}), "", {"linux/amd64": "1"}, id="something else in its descriptor"
        ),
    ],
)
def test_the_image_that_is_meant(
    files: Files, suffix: str, expected: dict[str, str], kind: str, tmp_path: Path
) -> None:
    path, opened = place(files, tmp_path, kind)
    assert users(read(f"oci:{path}{suffix}", opened)) == expected


def bad(files: Files, place: str, content: bytes) -> Files:
    """Put other bytes in the place of a blob."""
    return {**files, f"blobs/{place.replace(':', '/')}": content}


def without(files: Files, *names: str) -> Files:
    return {name: content for name, content in files.items() if name not in names}


CONFIG = str(Digest.of(config("1")))
ARM64_MANIFEST = [f"blobs/{image(config('4', 'linux/arm64'))[1]['digest'].replace(':', '/')}"]
MANIFEST = ONE["digest"]
LAID_OUT = layout(ONE_FILES, ONE)


@pytest.mark.parametrize("kind", ["folder", "archive"])
@pytest.mark.parametrize(
    ("files", "suffix", "code", "message"),
    [
        pytest.param({"a": b"{}"}, "", "not-found", "it is no image layout: there is no 'oci-layout' in", id="none"),
        pytest.param(LAYOUT, "", "not-found", "it is no image layout: there is no 'index.json' in", id="no index"),
        pytest.param(layout({}), "", "not-found", "it holds no image", id="nothing in it"),
        pytest.param(layout({}), ":a", "not-found", "it holds no image 'a'; it has none", id="nothing of that name"),
        pytest.param(
            layout(BOTH, named(ONE, "a"), TWO),
            ":b",
            "not-found",
            f"it holds no image 'b'; it has 'a', '@{TWO['digest']}'",
            id="no such tag",
        ),
        pytest.param(
            LAID_OUT, f"@{ANOTHER}", "not-found", f"it holds no image '{ANOTHER}'; it has '@{MANIFEST}'", id="no digest"
        ),
        pytest.param(
            layout(BOTH, named(ONE, "a"), named(TWO, "b")),
            f":a@{TWO['digest']}",
            "not-found",
            f"it holds no image 'a' and '{TWO['digest']}'; it has 'a', 'b'",
            id="a tag and the digest of another",
        ),
        pytest.param(
            layout(BOTH, named(ONE, "a"), named(TWO, "b\n::error::")),
            "",
            "ambiguous",
            r"it could mean several images: 'a', 'b\n::error::'",
            id="two",
        ),
        pytest.param(
            layout(BOTH, named(ONE, "a"), named(TWO, "a")),
            ":a",
            "ambiguous",
            f"it could mean several images: '@{MANIFEST}', '@{TWO['digest']}'",
            id="two of one tag",
        ),
        pytest.param(
            without(LAID_OUT, f"blobs/{MANIFEST.replace(':', '/')}"),
            "",
            "not-found",
            f"there is no 'blobs/{MANIFEST.replace(':', '/')}' in",
            id="no manifest",
        ),
        pytest.param(
            without(LAID_OUT, f"blobs/{CONFIG.replace(':', '/')}"),
            "",
            "not-found",
            "there is no 'blobs/",
            id="no config",
        ),
        pytest.param(
            without(layout(MANY_FILES, MANY), f"blobs/{Digest.of(config('4', 'linux/arm64'))}".replace(":", "/")),
            "",
            "not-found",
            "there is no 'blobs/",
            id="no config of one platform",
        ),
        pytest.param(
            without(layout(MANY_FILES, MANY), *ARM64_MANIFEST),
            "",
            "not-found",
            "there is no 'blobs/",
            id="no manifest of one platform: an image layout is whole",
        ),
        pytest.param(
            bad(LAID_OUT, MANIFEST, b"{}"),
            "",
            "digest-mismatch",
            f"the blob {MANIFEST} of {ONE['size']} bytes has other content than its name promises",
            id="another manifest",
        ),
        pytest.param(
            bad(LAID_OUT, CONFIG, config("0")), "", "digest-mismatch", f"the blob {CONFIG} of", id="another config"
        ),
        pytest.param(
            layout(ONE_FILES, {**ONE, "size": ONE["size"] + 1}), "", "digest-mismatch", "the blob", id="another size"
        ),
        pytest.param(
            layout(ONE_FILES, {**ONE, "size": 2**40}),
            "",
            "too-large",
            f"the blob {MANIFEST} is 1099511627776 bytes large",
            id="an absurd size",
        ),
        pytest.param(
            layout(ONE_FILES, {**ONE, "digest": "sha256:../../../etc/passwd"}),
            "",
            "malformed-archive",
            "the image layout is broken: manifests[0].digest: 'sha256:../../../etc/passwd' is not a digest",
            id="a digest that is a path",
        ),
        pytest.param(
            layout(ONE_FILES, {**ONE, "mediaType": media_type.OCI_INDEX}),
            "",
            "invalid-manifest",
            f"its own mediaType says '{media_type.OCI_MANIFEST}'",
            id="called an index",
        ),
        pytest.param(
            layout(ONE_FILES, {**ONE, "mediaType": media_type.DOCKER_MANIFEST}),
            "",
            "invalid-manifest",
            f"its own mediaType says '{media_type.OCI_MANIFEST}'",
            id="called Docker's",
        ),
        pytest.param(
            layout(ONE_FILES, {**ONE, "platform": PLATFORM}),
            "",
            "platform-mismatch",
            "for linux/arm64, but its config is for linux/amd64",
            id="another platform",
        ),
        pytest.param(
            {**LAID_OUT, "oci-layout": b'{"imageLayoutVersion":"2.0.0"}'},
            "",
            "malformed-archive",
            "it is an image layout of another version than 1.0.0",
            id="another version",
        ),
        pytest.param({**LAID_OUT, "oci-layout": b"{}"}, "", "malformed-archive", "of another version", id="no version"),
        pytest.param({**LAID_OUT, "index.json": b"x"}, "", "malformed-archive", "JSON", id="no JSON"),
        pytest.param(
            {**LAID_OUT, "oci-layout": b"[]"}, "", "malformed-archive", "a JSON object was expected", id="no object"
        ),
        pytest.param(
            {**LAID_OUT, "oci-layout": b'{"ImageLayoutVersion":"1.0.0"}'},
            "",
            "malformed-archive",
            "which container runtimes read as 'imageLayoutVersion'",
            id="a version in capitals",
        ),
        pytest.param(
            {**LAID_OUT, "index.json": b'{"manifests":[],"Manifests":[]}'},
            "",
            "malformed-archive",
            "which container runtimes read as 'manifests'",
            id="two lists",
        ),
        pytest.param(
            {**LAID_OUT, "index.json": encoded(manifest_of(config("1")))},
            "",
            "malformed-archive",
            "its index.json is no index",
            id="a manifest in its place",
        ),
        pytest.param(
            {**LAID_OUT, "index.json": index([ONE] * 1001)}, "", "malformed-archive", "has 1001 entries", id="too many"
        ),
        pytest.param(
            layout(blob(index([])), descriptor(index([]), media_type.OCI_INDEX)),
            "",
            "not-an-image",
            "its index lists nothing that runs",
            id="an index of nothing",
        ),
    ],
)
def test_refused(files: Files, suffix: str, code: str, message: str, kind: str, tmp_path: Path) -> None:
    path, opened = place(files, tmp_path, kind)
    found_code, found, _ = refusal(read(f"oci:{path}{suffix}", opened))
    assert (found_code, message in found) == (code, True), found


def test_many_images_are_not_all_listed() -> None:
    entries: list[dict[str, Any]] = []
    files: Files = {}
    for number in range(15):
        blobs, entry = image(config(str(number)))
        files |= blobs
        entries.append(named(entry, f"v{number}"))
    _, message, hint = refusal(read("oci:-", handed_over(layout(files, *entries))))
    assert message.endswith("'v8', 'v9' and 5 more")
    assert hint == "choose one: oci:-:NAME or oci:-@DIGEST"


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(saved((config("0"), ["app:1"])), id="manifest.json"),
        pytest.param({"repositories": b"{}"}, id="repositories"),
    ],
)
def test_an_archive_that_an_engine_would_read_otherwise(more: Files, tmp_path: Path) -> None:
    both = {**LAID_OUT, **more}
    code, _, hint = refusal(read("oci:-", handed_over(both)))
    assert (code, hint) == ("ambiguous", "write docker-archive:-, which reads both")
    # No engine loads a folder.
    assert users(read(f"oci:{unpacked(both, tmp_path)}")) == {"linux/amd64": "1"}
