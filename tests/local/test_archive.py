"""An archive as a set of files: what is kept of it, and what must not be in it."""

import tracemalloc
from io import BytesIO

import pytest

from imagegate.local.archive import KEPT_BYTES_MAX, Archive, scan
from imagegate.local.errors import LocalError
from imagegate.local.files import BYTES_MAX
from imagegate.local.stream import Forward
from tests.local.tarballs import BLOCK, END, extension, header, member, packed, records, tarball

TWICE = "stands in it twice, with different contents, of which others may take either"


def scanned(archive: bytes) -> Archive:
    return scan("a.tar", Forward(BytesIO(archive).read))


@pytest.mark.parametrize(
    ("archive", "name", "content"),
    [
        pytest.param(packed({"a": b"{}"}), "a", b"{}", id="an object"),
        pytest.param(packed({"a": b"[]"}), "a", b"[]", id="an array"),
        pytest.param(packed({"a": b" \t\r\n {}"}), "a", b" \t\r\n {}", id="space before it"),
        pytest.param(packed({"a": b" " * 600 + b"{}"}), "a", b" " * 600 + b"{}", id="much space before it"),
        pytest.param(packed({"a": b""}), "a", b"", id="nothing"),
        pytest.param(packed({"a": b"{" * BYTES_MAX}), "a", b"{" * BYTES_MAX, id="as large as can be"),
        pytest.param(packed({"./a": b"{}"}), "a", b"{}", id="a name as tar writes it"),
        pytest.param(packed({"a//./b": b"{}"}), "a/b", b"{}", id="a name with parts that mean nothing"),
        pytest.param(tarball(member("a", b"{}"), member("./a", b"{}")), "a", b"{}", id="twice the same"),
        pytest.param(tarball(header("b/", kind=b"5"), member("b/a", b"{}")), "b/a", b"{}", id="in a folder"),
        pytest.param(
            tarball(header("b", kind=b"5"), header("./b/", kind=b"5"), member("b/a", b"{}")),
            "b/a",
            b"{}",
            id="in a folder that stands twice",
        ),
        pytest.param(
            tarball(header("b", kind=b"2"), member("a", b"{}")), "a", b"{}", id="beside a link that nobody follows"
        ),
    ],
)
def test_a_file(archive: bytes, name: str, content: bytes) -> None:
    found = scanned(archive)
    assert name in found
    assert found.read(name) == content


@pytest.mark.parametrize(
    ("archive", "code", "message"),
    [
        pytest.param(tarball(), "not-found", "there is no 'a' in a.tar", id="not there"),
        pytest.param(tarball(member("b/a", b"{}")), "not-found", "there is no 'a'", id="elsewhere"),
        pytest.param(tarball(member("A", b"{}")), "not-found", "there is no 'a'", id="in capitals"),
        pytest.param(packed({"a": b"x"}), "malformed-archive", "'a' in a.tar is no JSON", id="a layer"),
        pytest.param(packed({"a": b"\xef\xbb\xbf{}"}), "malformed-archive", "is no JSON", id="a byte order mark"),
        pytest.param(
            packed({"a": b"{" * (BYTES_MAX + 1)}),
            "malformed-archive",
            "is 4194305 bytes large; at most 4194304 are read",
            id="too large",
        ),
        pytest.param(tarball(header("a", kind=b"2")), "malformed-archive", "is a symbolic link", id="a symbolic link"),
        pytest.param(tarball(header("a", kind=b"1")), "malformed-archive", "is a hard link", id="a hard link"),
        pytest.param(tarball(header("a", kind=b"3")), "malformed-archive", "is a character device", id="a device"),
        pytest.param(tarball(header("a", kind=b"6")), "malformed-archive", "is a named pipe", id="a pipe"),
        pytest.param(tarball(header("a", kind=b"5")), "malformed-archive", "is a folder", id="a folder"),
        pytest.param(tarball(member("a", b"{}"), member("a", b"[]")), "malformed-archive", TWICE, id="another one"),
        pytest.param(tarball(member("a", b"{}"), member("./a", b"[]")), "malformed-archive", TWICE, id="spelt so"),
        pytest.param(
            tarball(member("a", b"{}"), member("a", b"[]"), member("a", b"{}")), "malformed-archive", TWICE, id="thrice"
        ),
        pytest.param(tarball(member("a", b"{}"), header("a", kind=b"2")), "malformed-archive", TWICE, id="then a link"),
        pytest.param(
            tarball(header("a", kind=b"2"), member("a", b"{}")), "malformed-archive", TWICE, id="first a link"
        ),
        pytest.param(
            tarball(member("a", b"x"), member("a", b"y")), "malformed-archive", "stands in it twice", id="two layers"
        ),
    ],
)
def test_no_file(archive: bytes, code: str, message: str) -> None:
    found = scanned(archive)
    with pytest.raises(LocalError) as caught:
        found.read("a")
    assert (caught.value.code, message in caught.value.message) == (code, True), caught.value.message


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        pytest.param(packed({"../a": b"{}"}), "'../a', whose name is too long or leads outside", id="above"),
        pytest.param(packed({"b/../a": b"{}"}), "leads outside", id="above, and back"),
        pytest.param(packed({"/a": b"{}"}), "leads outside", id="from the root"),
        pytest.param(tarball(header("../a", kind=b"2")), "leads outside", id="a link"),
        pytest.param(tarball(extension(records(path="../a")), member("a")), "leads outside", id="by extension"),
        pytest.param(tarball(extension(records(path="a" * 1025)), member("a")), "too long", id="a long name"),
        pytest.param(
            tarball(header("z", kind=b"2"), member("z/a", b"{}")), "'z/a' behind 'z', which is no folder", id="a link"
        ),
        pytest.param(tarball(member("z/a", b"{}"), header("z", kind=b"2")), "behind 'z'", id="a link that comes later"),
        pytest.param(
            tarball(header("z", kind=b"5"), member("z/y/a", b"{}"), header("z", kind=b"2")), "behind 'z'", id="both"
        ),
        pytest.param(
            tarball(member("z", b"{}"), member("z/y/a", b"{}")), "behind 'z', which is no folder", id="a file"
        ),
        pytest.param(tarball(header("z", kind=b"1"), member("z/a", b"{}")), "behind 'z'", id="a hard link"),
    ],
)
def test_refused(archive: bytes, message: str) -> None:
    with pytest.raises(LocalError) as caught:
        scanned(archive)
    assert caught.value.code == "malformed-archive"
    assert message in caught.value.message


def test_what_is_kept_has_a_limit() -> None:
    parts = [header(chr(97 + n), BYTES_MAX) + b"{" * BYTES_MAX for n in range(17)]
    with pytest.raises(LocalError, match=f"more than {KEPT_BYTES_MAX} bytes of what looks like JSON") as caught:
        scanned(b"".join(parts) + END)
    assert caught.value.code == "too-large"


def test_layers_are_never_held() -> None:
    layer = 64 * 1024 * 1024
    left = layer

    def zeros(count: int) -> bytes:
        nonlocal left
        part = bytes(min(count, left))
        left -= len(part)
        return part

    beginning, end = BytesIO(header("layer.tar", layer)), BytesIO(packed({"a": b"{}"}))
    stream = Forward(lambda count: beginning.read(count) or zeros(count) or end.read(count))
    tracemalloc.start()
    found = scan("a.tar", stream)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.read("a"), left) == (b"{}", 0)
    assert peak < 4 * 1024 * 1024
    assert layer % BLOCK == 0
