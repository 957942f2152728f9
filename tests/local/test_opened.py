"""Files, folders and standard input: each read once, none waited for in vain."""

import gzip
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from imagegate.errors import ImagegateError
from imagegate.local.archive import Archive
from imagegate.local.folder import Folder
from imagegate.local.opened import Opened
from tests.local.images import open_files
from tests.local.tarballs import END, header, packed

ARCHIVE = packed({"a": b"{}", "layer": b"x" * 100_000, "b": b"[]"})
JUNK = b"x" * 1_000_000


def opened(handed_over: bytes = b"", *, size: int = 1 << 30, check_time: Callable[[], None] = lambda: None) -> Opened:
    """Give what reads an archive from standard input, which gives `size` bytes at a time."""
    pipe = BytesIO(handed_over)
    return Opened(lambda count: pipe.read(min(count, size)), check_time)


@pytest.mark.parametrize("compress", [pytest.param(bytes, id="plain"), pytest.param(gzip.compress, id="gzip")])
class TestArchive:
    def test_a_file(self, compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
        path = tmp_path / "a.tar"
        path.write_bytes(compress(ARCHIVE))
        place = opened().place(str(path))
        assert isinstance(place, Archive)
        assert (place.origin, place.read("a"), place.read("b")) == (str(path), b"{}", b"[]")

    @pytest.mark.parametrize("size", [1 << 30, 4096, 1])
    def test_standard_input(self, compress: Callable[[bytes], bytes], size: int) -> None:
        place = opened(compress(ARCHIVE), size=size).place("-")
        assert isinstance(place, Archive)
        assert (place.origin, place.read("a"), place.read("b")) == ("standard input", b"{}", b"[]")

    def test_it_is_read_once(self, compress: Callable[[bytes], bytes]) -> None:
        one = opened(compress(ARCHIVE))
        assert one.place("-") is one.place("-")

    def test_half_of_it(self, compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
        path = tmp_path / "a.tar"
        half = compress(ARCHIVE)[:200] if compress is gzip.compress else ARCHIVE[:50_000]
        path.write_bytes(half)
        for one, place in ((opened(), str(path)), (opened(half), "-")):
            with pytest.raises(ImagegateError, match="it ends too early"):
                one.place(place)

    def test_time_is_checked_while_it_is_read(self, compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
        path = tmp_path / "a.tar"
        path.write_bytes(compress(ARCHIVE))

        def over() -> None:
            message = "time is over"
            raise ImagegateError(message)

        for place in (str(path), "-"):
            with pytest.raises(ImagegateError, match="time is over"):
                opened(compress(ARCHIVE), check_time=over).place(place)


def test_whoever_writes_is_not_cut_off() -> None:
    pipe = BytesIO(ARCHIVE + bytes(10_000) + JUNK)
    Opened(pipe.read, lambda: None).place("-")
    assert pipe.read() == b""


def test_layers_of_a_file_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    layer = 1 << 40  # a file with a hole: reading it would take an hour
    with path.open("wb") as file:
        file.write(header("layer", b"\x80" + layer.to_bytes(11, "big")))
        file.seek(layer, os.SEEK_CUR)
        file.write(packed({"a": b"{}"}))
    place = opened().place(str(path))
    assert isinstance(place, Archive)
    assert place.read("a") == b"{}"


def test_a_folder(tmp_path: Path) -> None:
    assert isinstance(opened().place(str(tmp_path)), Folder)


@pytest.mark.parametrize(
    ("name", "code", "message", "hint"),
    [
        pytest.param("absent", "not-found", "there is no file or folder", "docker.io/library/", id="not there"),
        pytest.param("pipe", "unreadable", "is neither a file nor a folder", "write - as", id="a pipe"),
        pytest.param("loop", "unreadable", "cannot be read: too many levels of symbolic links", "", id="a loop"),
        pytest.param("file/x", "unreadable", "cannot be read: not a directory", "", id="below a file"),
        pytest.param("empty", "unreadable", "it ends too early", "save the image again", id="an empty file"),
        pytest.param("zstd", "unreadable", "it is compressed by zstd", "zstd -dc FILE |", id="zstd"),
        pytest.param("bzip2", "unreadable", "it is compressed by bzip2", "bzip2 -dc FILE |", id="bzip2"),
        pytest.param("xz", "unreadable", "it is compressed by xz", "xz -dc FILE |", id="xz"),
        pytest.param("page", "malformed-archive", "it is no tar archive", "docker save or skopeo", id="a page"),
    ],
)
def test_refused(tmp_path: Path, name: str, code: str, message: str, hint: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    files = {"file": ARCHIVE, "empty": b"", "zstd": b"\x28\xb5\x2f\xfd" + JUNK, "bzip2": b"BZh9" + JUNK}
    for each, content in {**files, "xz": b"\xfd7zXZ\0" + JUNK, "page": b"<html>" + JUNK}.items():
        (tmp_path / each).write_bytes(content)
    one = opened()
    before = open_files()
    for _ in range(2):  # what cannot be read once is not tried again
        with pytest.raises(ImagegateError) as caught:
            one.place(str(tmp_path / name))
        assert (caught.value.code, message in caught.value.message) == (code, True), caught.value.message
        assert hint in caught.value.hint
    assert open_files() == before


@pytest.mark.parametrize(
    ("handed_over", "message"),
    [
        pytest.param(b"", "standard input is empty", id="nothing"),
        pytest.param(b"BZh9" + JUNK, "it is compressed by bzip2", id="another compression"),
        pytest.param(b"Error response from daemon", "it ends too early", id="an error in its place"),
        pytest.param(END[:-1], "it goes on behind its end", id="half an end"),
    ],
)
def test_refused_on_standard_input(handed_over: bytes, message: str) -> None:
    one = opened(handed_over)
    for _ in range(2):
        with pytest.raises(ImagegateError, match=message):
            one.place("-")


def test_trouble_of_the_system_is_no_bug() -> None:
    def broken(_: int) -> bytes:
        raise OSError(5, "Input/output error")

    with pytest.raises(ImagegateError, match="'-' cannot be read: input/output error"):
        Opened(broken, lambda: None).place("-")
