"""What `docker save` writes: before and after it became an image layout too, and what others make of that."""

from typing import Any

import pytest

from imagegate.oci import media_type
from imagegate.oci.config import parse_config
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.image import Image, LeftOut, PlatformImage
from imagegate.oci.reference import Reference
from tests.images import encoded, manifest_of
from tests.local.images import (
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
    read,
    refusal,
    saved,
    unpacked,
    users,
)
from tests.local.tarballs import header, member, packed, tarball

ONE, TWO = config("1"), config("2")
ONE_ID, TWO_ID = Digest.of(ONE), Digest.of(TWO)
BOTH = saved((ONE, ["app:1", "ghcr.io/team/app:1"]), (TWO, ["app:2"]))
LAID_OUT = "blobs/sha256/{hex}"
MANIFEST_TOO = encoded(manifest_of(ONE, layers=2))
OTHER_FILES, OTHER = blob(MANIFEST_TOO), descriptor(MANIFEST_TOO, media_type.OCI_MANIFEST)


def modern(*images: tuple[bytes, str]) -> Files:
    """Give what newer engines write: an archive that is a layout as well."""
    files: Files = {}
    entries = []
    for content, name in images:
        blobs, entry = image(content)
        files |= blobs
        entries.append(named(entry, name.rpartition(":")[2], f"docker.io/library/{name}"))
    return {**saved(*((content, [name]) for content, name in images), path=LAID_OUT), **layout(files, *entries)}


def test_an_image_without_a_manifest_is_its_config() -> None:
    own = Descriptor(media_type.DOCKER_CONFIG, ONE_ID, len(ONE))
    resolution = read("docker-archive:-", handed_over(saved((ONE, ["app:1"]))))
    assert isinstance(resolution, Image)
    assert resolution == Image(resolution.reference, own, None, (PlatformImage(own, None, parse_config(ONE)),))
    assert resolution.reference.text == "docker-archive:-"


@pytest.mark.parametrize(
    ("files", "suffix", "user"),
    [
        pytest.param(saved((ONE, ["app:1"])), "", "1", id="the only one"),
        pytest.param(saved((ONE, [])), "", "1", id="without a name"),
        pytest.param(saved((ONE, ["app:1"]), (ONE, ["app:2"])), "", "1", id="listed twice"),
        pytest.param(BOTH, ":app:2", "2", id="by its name"),
        pytest.param(BOTH, ":docker.io/library/app:2", "2", id="by its name, spelt out"),
        pytest.param(BOTH, ":ghcr.io/team/app:1", "1", id="by its other name"),
        pytest.param(saved((ONE, ["app:latest"]), (TWO, ["b:latest"])), ":app", "1", id="by a name without a tag"),
        pytest.param(saved((ONE, ["Not a name", "app:1"])), ":app:1", "1", id="beside a name that is none"),
        pytest.param(saved((ONE, []), (TWO, ["app:2"])), ":app:2", "2", id="by its name, beside one that has none"),
        pytest.param(BOTH, f"@{TWO_ID}", "2", id="by its id"),
        pytest.param(saved((ONE, ["app:1"]), (TWO, ["app:1"])), f":app:1@{TWO_ID}", "2", id="by both"),
        pytest.param(saved((ONE, ["app:1"]), path="sha256:{hex}"), "", "1", id="as go-containerregistry names it"),
        pytest.param(saved((ONE, ["app:1"]), path="config.json"), "", "1", id="as Jib names it"),
        pytest.param(saved((ONE, ["app:1"]), path="config.json"), f"@{ONE_ID}", "1", id="as Jib does, by its id"),
        pytest.param(saved((ONE, ["app:1"]), path=LAID_OUT), "", "1", id="in the folder of a layout that is none"),
        pytest.param(
            {
                **saved((ONE, ["app:1"])),
                "oci-layout": b'{"imageLayoutVersion":"1.0.0"}',
                "index.json": b'{"manifests":null}',
            },
            "",
            "1",
            id="beside an index of nothing, as Docker 25 wrote it for a digest",
        ),
    ],
)
def test_the_image_that_is_meant(files: Files, suffix: str, user: str) -> None:
    resolution = read(f"docker-archive:-{suffix}", handed_over(files))
    assert users(resolution) == {"linux/amd64": user}
    assert isinstance(resolution, Image)
    assert resolution.platforms[0].manifest is None


@pytest.mark.parametrize(
    ("files", "suffix", "expected"),
    [
        pytest.param(modern((ONE, "app:1")), "", {"linux/amd64": "1"}, id="the only one"),
        pytest.param(modern((ONE, "app:1"), (ONE, "app:2")), "", {"linux/amd64": "1"}, id="with two names"),
        pytest.param(modern((ONE, "app:1"), (TWO, "app:2")), ":app:2", {"linux/amd64": "2"}, id="by its name"),
        pytest.param(modern((ONE, "app:1"), (TWO, "app:2")), f"@{TWO_ID}", {"linux/amd64": "2"}, id="by its id"),
        pytest.param(
            modern((ONE, "app:1"), (TWO, "app:2")),
            f"@{image(TWO)[1]['digest']}",
            {"linux/amd64": "2"},
            id="by its manifest's digest",
        ),
        pytest.param(layout(*image(ONE)), "", {"linux/amd64": "1"}, id="a layout alone"),
        pytest.param(
            layout(image(ONE)[0], named(image(ONE)[1], "1", "docker.io/library/app:1")),
            ":app:1",
            {"linux/amd64": "1"},
            id="a layout alone, by name",
        ),
    ],
)
def test_the_image_that_is_meant_in_a_layout(files: Files, suffix: str, expected: dict[str, str]) -> None:
    resolution = read(f"docker-archive:-{suffix}", handed_over(files))
    assert users(resolution) == expected
    assert isinstance(resolution, Image)
    assert all(one.manifest for one in resolution.platforms)


def pulled(*missing: str) -> Files:
    """Give what an engine saves of an image for three platforms, of which it does not have all."""
    files, entry = multi(amd64="1", arm64="2", s390x="3")
    for architecture in missing:
        user = {"amd64": "1", "arm64": "2", "s390x": "3"}[architecture]
        for name in image(config(user, f"linux/{architecture}"))[0]:
            del files[name]
    own = saved((config("1"), ["app:1"]), path=LAID_OUT)
    return {**own, **layout(files, named(entry, "1", "docker.io/library/app:1"))}


def test_every_platform_is_judged() -> None:
    resolution = read("docker-archive:-", handed_over(pulled()))
    assert users(resolution) == {"linux/amd64": "1", "linux/arm64": "2", "linux/s390x": "3"}


def test_what_the_engine_never_pulled_is_listed() -> None:
    resolution = read("docker-archive:-", handed_over(pulled("arm64", "s390x")))
    assert users(resolution) == {"linux/amd64": "1"}
    assert isinstance(resolution, Image)
    assert resolution.index is not None
    assert [(str(left.descriptor.platform), left.reason) for left in resolution.left_out] == [
        ("linux/arm64", "it is not in the archive"),
        ("linux/s390x", "it is not in the archive"),
    ]
    assert all(isinstance(left, LeftOut) for left in resolution.left_out)


def differing(**changes: Any) -> Files:
    """Give an archive whose two lists mean different images."""
    benign, evil = modern((ONE, "app:1")), saved((TWO, ["app:1"]), path=LAID_OUT)
    return {**benign, **evil, **changes}


def written(files: Files, **items: Any) -> Files:
    """Let `manifest.json` say something else."""
    return {**files, "manifest.json": encoded([{"Config": f"{ONE_ID.encoded}.json", "Layers": ["layer.tar"], **items}])}


SAVED = saved((ONE, ["app:1"]))
MODERN = modern((ONE, "app:1"))
DIFFERENT = "its manifest.json and its index.json mean different images"


@pytest.mark.parametrize(
    ("files", "suffix", "code", "message"),
    [
        pytest.param({"a": b"{}"}, "", "not-found", "neither manifest.json nor index.json", id="no archive of images"),
        pytest.param({"repositories": b"{}"}, "", "malformed-archive", "it has no manifest.json", id="an old one"),
        pytest.param(
            {**layout(*image(ONE)), "repositories": b"{}"},
            "",
            "malformed-archive",
            "it has no manifest.json",
            id="an old one, and a layout",
        ),
        pytest.param(saved(), "", "not-found", "it holds no image", id="none in it"),
        pytest.param(BOTH, "", "ambiguous", "it could mean several images: 'app:1', 'app:2'", id="two"),
        pytest.param(
            saved((ONE, []), (TWO, ["b"])), "", "ambiguous", f"several images: '@{ONE_ID}', 'b'", id="two, one nameless"
        ),
        pytest.param(
            saved((ONE, ["app:1"]), (TWO, ["app:1"])),
            ":app:1",
            "ambiguous",
            f"it could mean several images: '@{ONE_ID}', '@{TWO_ID}'",
            id="two of one name, of which engines take the last",
        ),
        pytest.param(
            BOTH, ":app:3", "not-found", "no image 'app:3'; it has 'app:1', 'ghcr.io/team/app:1', 'app:2'", id="no name"
        ),
        pytest.param(BOTH, ":app", "not-found", "it holds no image 'app'", id="no such tag: latest"),
        pytest.param(
            saved((ONE, [])), ":app", "not-found", f"no image 'app'; it has '@{ONE_ID}'", id="none with a name"
        ),
        pytest.param(
            saved((ONE, ["evil.example/app:1"])), ":app:1", "not-found", "it holds no image 'app:1'", id="another host"
        ),
        pytest.param(BOTH, f"@{Digest.of(b'x')}", "not-found", "it holds no image", id="no such id"),
        pytest.param(BOTH, f":app:1@{TWO_ID}", "not-found", "it holds no image 'app:1' and", id="another's id"),
        pytest.param(
            {**SAVED, f"{ONE_ID.encoded}.json": TWO},
            "",
            "digest-mismatch",
            f"the config '{ONE_ID.encoded}.json' has other content than its name promises",
            id="another config",
        ),
        pytest.param(
            {name: content for name, content in SAVED.items() if not name.startswith(ONE_ID.encoded)},
            "",
            "not-found",
            f"there is no '{ONE_ID.encoded}.json' in standard input",
            id="no config",
        ),
        pytest.param(
            saved((ONE, ["app:1"]), layers=2), "", "malformed-archive", "lists 2 layers and its config 1", id="layers"
        ),
        pytest.param(
            saved((encoded({"a": 1}), ["app:1"]), layers=0),
            "",
            "not-an-image",
            "neither `os` nor `rootfs`",
            id="no config",
        ),
        pytest.param(
            saved((b'{"os":"linux","config":{"user":"0"}}', ["a"]), layers=0),
            "",
            "invalid-config",
            "which container runtimes read as 'User'",
            id="a config of two meanings",
        ),
        pytest.param(
            written(SAVED, Config="../x.json"), "", "malformed-archive", "not '../x.json'", id="a config outside"
        ),
        pytest.param(
            written(SAVED, Config="a/x.json"), "", "malformed-archive", "not 'a/x.json'", id="a config in a folder"
        ),
        pytest.param(
            written(SAVED, Config=""), "", "malformed-archive", "Config must be a file", id="no config's name"
        ),
        pytest.param(written(SAVED, Config=5), "", "malformed-archive", "Config must be a string", id="a number"),
        pytest.param(written(SAVED, Config=".."), "", "malformed-archive", "Config must be a file", id="dots"),
        pytest.param(
            written(SAVED, config="x"), "", "malformed-archive", "which container runtimes read as 'Config'", id="case"
        ),
        pytest.param(
            written(SAVED, Layers=None), "", "malformed-archive", "lists 0 layers and its config 1", id="no layers"
        ),
        pytest.param(
            written(SAVED, Config="a/" * 100), "", "malformed-archive", f"{'a/' * 58}a...'", id="a long name, shortened"
        ),
        pytest.param(written(SAVED, RepoTags="app"), "", "malformed-archive", "RepoTags must be an array", id="tags"),
        pytest.param(
            {**SAVED, "manifest.json": b"{}"},
            "",
            "malformed-archive",
            "an array of at most 1000 images",
            id="an object",
        ),
        pytest.param(
            {**SAVED, "manifest.json": encoded([{}] * 1001)}, "", "malformed-archive", "at most 1000", id="too many"
        ),
        pytest.param(
            {**SAVED, "manifest.json": b"[5]"}, "", "malformed-archive", "an image must be an object", id="five"
        ),
        pytest.param({**SAVED, "manifest.json": b"[{]"}, "", "malformed-archive", "not JSON", id="no JSON"),
        pytest.param(differing(), "", "malformed-archive", DIFFERENT, id="two meanings"),
        pytest.param(differing(), ":app:1", "malformed-archive", DIFFERENT, id="two meanings of a name"),
        pytest.param(differing(), f"@{ONE_ID}", "not-found", "it holds no image", id="an id in the layout alone"),
        pytest.param(differing(), f"@{TWO_ID}", "malformed-archive", DIFFERENT, id="an id outside the layout"),
        pytest.param(
            {**MODERN, f"blobs/sha256/{ONE_ID.encoded}": TWO}, "", "digest-mismatch", "the blob", id="a config's bytes"
        ),
        pytest.param(
            {**MODERN, **saved((ONE, ["app:1"])), f"{ONE_ID.encoded}.json": TWO},
            "",
            "digest-mismatch",
            "the config",
            id="another file of the promised name, which engines would take",
        ),
        pytest.param(
            {**MODERN, **saved((TWO, ["app:1"]), path="config.json")},
            "",
            "malformed-archive",
            DIFFERENT,
            id="a config whose name promises nothing",
        ),
        pytest.param(
            {**MODERN, "index.json": index([image(ONE)[1], image(TWO)[1]]), **image(TWO)[0]},
            "",
            "ambiguous",
            "it could mean several images: '@sha256:",
            id="a second image in the layout",
        ),
        pytest.param(
            {**MODERN, "index.json": index([image(ONE)[1]])},
            ":app:1",
            "malformed-archive",
            DIFFERENT,
            id="a name that only manifest.json has",
        ),
        pytest.param(
            {
                **MODERN,
                **image(TWO)[0],
                "index.json": index(
                    [named(image(ONE)[1], "app:1"), named(image(TWO)[1], "1", "docker.io/library/app:1")]
                ),
            },
            ":app:1",
            "ambiguous",
            "it could mean several images",
            id="a name that two entries have",
        ),
        pytest.param(
            {
                **SAVED,
                f"sha256:{ONE_ID.encoded}": TWO,
                "manifest.json": encoded(
                    [
                        {"Config": place, "RepoTags": ["app:1"], "Layers": ["layer.tar"]}
                        for place in (f"{ONE_ID.encoded}.json", f"sha256:{ONE_ID.encoded}")
                    ]
                ),
            },
            ":app:1",
            "digest-mismatch",
            f"the config 'sha256:{ONE_ID.encoded}' has other content",
            id="a second file that is promised to be the same",
        ),
        pytest.param({**MODERN, "oci-layout": b"{}"}, "", "malformed-archive", "of another version", id="a version"),
        pytest.param(
            layout(image(ONE)[0], named(image(ONE)[1], "1", "docker.io/library/app:1")),
            ":app:2",
            "not-found",
            "it holds no image 'app:2'; it has 'docker.io/library/app:1'",
            id="a name that a layout alone has not",
        ),
        pytest.param(
            layout(image(ONE)[0] | OTHER_FILES, image(ONE)[1], OTHER),
            f"@{ONE_ID}",
            "ambiguous",
            f"it could mean several images: '@{image(ONE)[1]['digest']}', '@{OTHER['digest']}'",
            id="an id that two manifests have",
        ),
        pytest.param(
            {**pulled(), f"blobs/{image(config('2', 'linux/arm64'))[1]['digest'].replace(':', '/')}": b"{}"},
            "",
            "digest-mismatch",
            "has other content than its name promises",
            id="a platform whose manifest is another one",
        ),
        pytest.param(
            pulled("amd64", "arm64", "s390x"), "", "not-an-image", "its index lists nothing that runs", id="nothing"
        ),
        pytest.param(pulled("amd64"), "", "malformed-archive", DIFFERENT, id="without what manifest.json names"),
    ],
)
def test_refused(files: Files, suffix: str, code: str, message: str) -> None:
    found_code, found, _ = refusal(read(f"docker-archive:-{suffix}", handed_over(files)))
    assert (found_code, message in found) == (code, True), found


def test_a_layout_of_many_images_is_not_searched_without_end() -> None:
    files: Files = {}
    entries = []
    for number in range(65):
        blobs, entry = image(config(str(number)))
        files |= blobs
        entries.append(entry)
    archive = layout(files, *entries)
    assert refusal(read(f"docker-archive:-@{Digest.of(config('7'))}", handed_over(archive)))[0] == "ambiguous"
    assert users(read(f"docker-archive:-@{entries[7]['digest']}", handed_over(archive))) == {"linux/amd64": "7"}


def test_a_config_that_is_a_link(tmp_path: Any) -> None:
    link = header(f"{ONE_ID.encoded}.json", kind=b"2")
    path = tmp_path / "a.tar"
    path.write_bytes(tarball(link, member("manifest.json", SAVED["manifest.json"])))
    assert refusal(read(f"docker-archive:{path}"))[1].startswith(
        f"'{ONE_ID.encoded}.json' in {path} is a symbolic link"
    )


def test_a_manifest_that_stands_twice(tmp_path: Any) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(packed(SAVED)[:-1024] + packed(saved((TWO, ["app:1"]))))
    code, message, _ = refusal(read(f"docker-archive:{path}"))
    assert (code, "'manifest.json'" in message, "stands in it twice" in message) == ("malformed-archive", True, True)


def test_a_folder_is_no_archive(tmp_path: Any) -> None:
    folder = unpacked(SAVED, tmp_path / "a")
    _, message, hint = refusal(read(f"docker-archive:{folder}"))
    assert (message, hint) == (
        "it is a folder, and docker save writes a file",
        f"an image layout in a folder is written oci:{folder}",
    )


def test_its_own_name_is_not_what_it_is_called() -> None:
    resolution = read("docker-archive:-", handed_over(saved((ONE, ["ghcr.io/team/app:1"]))))
    assert (str(resolution.reference.repository), resolution.reference.tag) == ("/", None)
    called = read("docker-archive:-:ghcr.io/team/app:1", handed_over(saved((ONE, ["ghcr.io/team/app:1"]))))
    assert called.reference.repository == Reference.parse("ghcr.io/team/app").repository
    assert descriptor(ONE, media_type.DOCKER_CONFIG)["digest"] == str(ONE_ID)
