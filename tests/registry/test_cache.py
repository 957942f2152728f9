"""What is kept between runs, what is not believed, and where nothing is kept."""

import os
import stat
from pathlib import Path

import pytest

from imagegate.oci.digest import Digest
from imagegate.oci.image import Image, Part
from imagegate.oci.reading import Fetched
from imagegate.oci.reference import Reference
from imagegate.registries import Registries
from imagegate.registry.cache import ENTRY_BYTES_MAX, CacheFolderError, ContentCache
from imagegate.settings import RegistryAccess
from tests.fake_registry.server import FakeRegistry, serve

BODY = b'{"schemaVersion":2}'
KIND = "application/vnd.oci.image.manifest.v1+json"
DIGEST = Digest.of(BODY)
CONTENT = Fetched("r.example", KIND, DIGEST, BODY)
NAME = f"sha256-{DIGEST.encoded}"


def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def kept(tmp_path: Path) -> Path:
    ContentCache(folder(tmp_path)).write(CONTENT)
    return folder(tmp_path) / NAME


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(CONTENT, id="a manifest"),
        pytest.param(Fetched("r.example", "", Digest.of(b""), b""), id="nothing, of no kind"),
        pytest.param(Fetched("r.example", KIND, Digest.of(b"\n\n", "sha512"), b"\n\n"), id="sha512, and lines"),
    ],
)
def test_what_is_written_is_read_again(content: Fetched, tmp_path: Path) -> None:
    ContentCache(folder(tmp_path)).write(content)
    assert ContentCache(folder(tmp_path)).read(content.digest, content.host) == content


def test_what_is_found_is_told_of(tmp_path: Path) -> None:
    heard: list[str] = []
    cache = ContentCache(folder(tmp_path), heard=heard.append)
    assert cache.read(DIGEST, "r.example") is None
    cache.write(CONTENT)
    assert cache.read(CONTENT.digest, "r.example")
    assert heard == [f"cache: {CONTENT.digest}, {len(CONTENT.body)} bytes"]


def test_nothing_else_lies_there_and_nobody_else_may_look(tmp_path: Path) -> None:
    entry = kept(tmp_path)
    assert list(entry.parent.iterdir()) == [entry]
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (entry.parent, entry)]
    assert modes == [0o700, 0o600]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"", id="empty"),
        pytest.param(BODY, id="without its first line"),
        pytest.param(f"{KIND}\n".encode() + BODY[:-1], id="cut short"),
        pytest.param(f"{KIND}\n".encode() + BODY.replace(b"2", b"3"), id="changed"),
        pytest.param("é\n".encode() + BODY, id="of a strange kind"),
        pytest.param(b"\n" * (ENTRY_BYTES_MAX + 1), id="endless"),
    ],
)
def test_what_does_not_verify_is_removed(broken: bytes, tmp_path: Path) -> None:
    entry = kept(tmp_path)
    entry.write_bytes(broken)
    cache = ContentCache(folder(tmp_path))
    assert cache.read(DIGEST, "r.example") is None
    assert not entry.exists()
    cache.write(CONTENT)
    assert cache.read(DIGEST, "r.example") == CONTENT


def test_no_link_is_followed(tmp_path: Path) -> None:
    entry = kept(tmp_path)
    other = entry.rename(tmp_path / "other")
    entry.symlink_to(other)
    cache = ContentCache(folder(tmp_path))
    assert cache.read(DIGEST, "r.example") is None
    cache.write(CONTENT)
    assert not entry.is_symlink()
    assert cache.read(DIGEST, "r.example") == CONTENT


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    entry = kept(tmp_path)
    entry.unlink()
    os.mkfifo(entry)
    assert ContentCache(folder(tmp_path)).read(DIGEST, "r.example") is None


def test_what_cannot_be_written_is_not_kept(tmp_path: Path) -> None:
    cache = ContentCache(folder(tmp_path))
    (folder(tmp_path) / NAME).mkdir()
    cache.write(CONTENT)
    assert cache.read(DIGEST, "r.example") is None
    assert [path.name for path in folder(tmp_path).iterdir()] == [NAME]


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        pytest.param(0o755, "is open to other users", id="readable for others"),
        pytest.param(0o720, "is open to other users", id="writable for the group"),
    ],
)
def test_a_folder_of_others_is_refused(mode: int, reason: str, tmp_path: Path) -> None:
    folder(tmp_path).mkdir()
    folder(tmp_path).chmod(mode)
    with pytest.raises(CacheFolderError, match=reason):
        ContentCache(folder(tmp_path))


def test_a_link_or_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    folder(tmp_path).symlink_to(tmp_path / "real")
    with pytest.raises(CacheFolderError, match="cannot be used"):
        ContentCache(folder(tmp_path))
    (tmp_path / "file").touch(mode=0o700)
    with pytest.raises(CacheFolderError, match="cannot be used"):
        ContentCache(tmp_path / "file")


def test_no_more_is_kept_than_allowed(tmp_path: Path) -> None:
    one = len(KIND) + 1 + 100
    contents = [Fetched("r.example", KIND, Digest.of(body), body) for body in (b"%100d" % n for n in range(8))]
    cache = ContentCache(folder(tmp_path), limit=4 * one)
    for number, content in enumerate(contents[:6]):
        cache.write(content)
        path = folder(tmp_path) / f"sha256-{content.digest.encoded}"
        if path.exists():
            os.utime(path, (number, number))
    assert [content for content in contents if cache.read(content.digest, "r.example")] == contents[:4]
    later = ContentCache(folder(tmp_path), limit=4 * one)
    later.write(contents[7])  # makes room: the oldest go
    found = [content for content in contents if later.read(content.digest, "r.example")]
    assert found == [contents[2], contents[3], contents[7]]


def pinned(registry: FakeRegistry) -> Reference:
    store = registry.store
    images = [store.image("team/app", platform=platform) for platform in ("linux/amd64", "linux/arm64")]
    index = store.index("team/app", "1", images)
    return Reference.parse(f"{registry.address}/team/app@{index['digest']}")


def resolved(reference: Reference, cache_dir: Path) -> Image:
    registries = Registries(RegistryAccess(cache_dir=cache_dir), [reference])
    (resolution,) = registries.all([reference], Part.NONE)
    assert isinstance(resolution, Image), resolution
    return resolution


def test_a_pinned_image_that_is_kept_costs_no_request(tmp_path: Path) -> None:
    with serve() as registry:
        reference = pinned(registry)
        first = resolved(reference, folder(tmp_path))
        asked = registry.paths()
        registry.accepted.clear()
        assert resolved(reference, folder(tmp_path)) == first
        assert registry.paths() == asked
        assert registry.accepted == []


def test_a_tag_is_asked_for_and_nothing_below_it(tmp_path: Path) -> None:
    with serve() as registry:
        tag = Reference.parse(f"{pinned(registry).repository}:1")
        first = resolved(tag, folder(tmp_path))
        registry.asked.clear()
        assert resolved(tag, folder(tmp_path)) == first
        assert registry.paths() == ["/v2/team/app/manifests/1"]
