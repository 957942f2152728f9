"""Tar archives, as others write them and as nobody should."""

import tarfile
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imagegate.local.errors import LocalError
from imagegate.local.stream import Forward
from imagegate.local.tar import ENTRIES_MAX, members
from imagegate.local.tar_header import parse_records
from tests.local.tarballs import BLOCK, END, GNU, extension, header, member, packed, record, records, tarball

FILE, FOLDER = "a file", "a folder"
LONG = "x" * 150
# How much more a header's bytes sum up to with its checksum than with the spaces that are counted in its place.
CHECKSUM = sum(header(b"a\xff")[148:156]) - sum(b" " * 8)


def listed(archive: bytes) -> list[tuple[str, str, bytes]]:
    """Give the members: name, kind, content."""
    stream = Forward(BytesIO(archive).read)
    return [(found.name, found.kind.value, body.take(1000)) for found, body in members(stream)]


@pytest.mark.parametrize(
    ("archive", "expected"),
    [
        pytest.param(tarball(), [], id="nothing"),
        pytest.param(tarball(member("a", b"x")), [("a", FILE, b"x")], id="a file"),
        pytest.param(tarball(member("a", b"x" * 512)), [("a", FILE, b"x" * 512)], id="exactly a block"),
        pytest.param(tarball(member("a", b"x"))[:-BLOCK], [("a", FILE, b"x")], id="one block of zeros at the end"),
        pytest.param(tarball(member("a")) + b"anything", [("a", FILE, b"")], id="something behind the end"),
        pytest.param(tarball(member("a", b"x", b"\0")), [("a", FILE, b"x")], id="an old kind of file"),
        pytest.param(tarball(header("a", kind=b"5")), [("a", FOLDER, b"")], id="a folder"),
        pytest.param(tarball(header("a", kind=b"1")), [("a", "a hard link", b"")], id="a hard link"),
        pytest.param(tarball(header("a", kind=b"2")), [("a", "a symbolic link", b"")], id="a symbolic link"),
        pytest.param(tarball(header("a", kind=b"3")), [("a", "a character device", b"")], id="a character device"),
        pytest.param(tarball(header("a", kind=b"4")), [("a", "a block device", b"")], id="a block device"),
        pytest.param(tarball(header("a", kind=b"6")), [("a", "a named pipe", b"")], id="a named pipe"),
        pytest.param(tarball(header("b", prefix=b"a")), [("a/b", FILE, b"")], id="a name in two parts"),
        pytest.param(tarball(header("b", prefix=b"a", magic=GNU)), [("b", FILE, b"")], id="GNU has none"),
        pytest.param(tarball(header("a", magic=bytes(8))), [("a", FILE, b"")], id="before POSIX"),
        pytest.param(
            tarball(member("././@LongLink", LONG.encode() + b"\0", b"L", magic=GNU), member("x", b"y")),
            [(LONG, FILE, b"y")],
            id="GNU's long name",
        ),
        pytest.param(
            tarball(member("././@LongLink", LONG.encode(), b"K"), header("a", kind=b"2")),
            [("a", "a symbolic link", b"")],
            id="GNU's long link, which is not followed",
        ),
        pytest.param(
            tarball(extension(records(path=LONG)), member("x"), member("y")),
            [(LONG, FILE, b""), ("y", FILE, b"")],
            id="an extended name, for one member",
        ),
        pytest.param(
            tarball(extension(records(path="")), member("x")), [("x", FILE, b"")], id="an extended name that is empty"
        ),
        pytest.param(
            tarball(extension(record(b"path", b"a") + record(b"path", b"b")), member("x")),
            [("b", FILE, b"")],
            id="the last of two records",
        ),
        pytest.param(
            tarball(extension(records(size="3")), header("x", 0) + b"abc".ljust(BLOCK, b"\0"), member("y")),
            [("x", FILE, b"abc"), ("y", FILE, b"")],
            id="an extended size",
        ),
        pytest.param(
            tarball(extension(records(SCHILY__xattr__user__x="1", mtime="1.5")), member("x")),
            [("x", FILE, b"")],
            id="records that say nothing here",
        ),
        pytest.param(tarball(extension(records(comment="c"), b"g"), member("x")), [("x", FILE, b"")], id="a comment"),
        pytest.param(
            tarball(header("a", b"\x80" + (5).to_bytes(11, "big")) + b"abcde".ljust(BLOCK, b"\0")),
            [("a", FILE, b"abcde")],
            id="a binary size",
        ),
        pytest.param(
            tarball(header("a", b"     000005 ") + b"abcde".ljust(BLOCK, b"\0")),
            [("a", FILE, b"abcde")],
            id="spaces round a size",
        ),
        pytest.param(tarball(header("a", bytes(12))), [("a", FILE, b"")], id="no size is none"),
        pytest.param(tarball(member(b"a\xff")), [("a\udcff", FILE, b"")], id="a name that is no UTF-8"),
        pytest.param(
            tarball(header(b"a\xff", checksum=b"%06o\0 " % (sum(header(b"a\xff")) - CHECKSUM - 256))),
            [("a\udcff", FILE, b"")],
            id="a checksum of signed bytes",
        ),
        pytest.param(tarball(member("a" * 100)), [("a" * 100, FILE, b"")], id="a name without a zero behind it"),
    ],
)
def test_members(archive: bytes, expected: list[tuple[str, str, bytes]]) -> None:
    assert listed(archive) == expected


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        pytest.param(b"", "it ends too early", id="nothing at all"),
        pytest.param(member("a", b"x"), "it ends too early", id="no end"),
        pytest.param(b"x", "it ends too early", id="less than a block"),
        pytest.param(header("a", 1000) + b"x" * BLOCK, "it ends too early", id="less than the size says"),
        pytest.param(header("a", 2000), "it ends too early", id="nothing of what the size says"),
        pytest.param(b"{}".ljust(BLOCK), "it is no tar archive, or a broken one", id="no archive"),
        pytest.param(tarball(header("a", checksum=b"0000000\0")), "a header's checksum is wrong", id="a checksum"),
        pytest.param(tarball(header("a", checksum=b"zzzzzzz\0")), "a header's checksum is wrong", id="no number there"),
        pytest.param(bytes(BLOCK) + member("a"), "it goes on behind its end", id="a block of zeros in between"),
        pytest.param(bytes(BLOCK) + b"x", "it goes on behind its end", id="half a block behind the end"),
        pytest.param(tarball(header("a", b"00000000008\0")), "whose size is no number", id="a size that is not octal"),
        pytest.param(tarball(header("a", b"-0000000001\0")), "whose size is no number", id="a negative size"),
        pytest.param(tarball(header("a", b"\xff" * 12)), "whose size is no number", id="a negative binary size"),
        pytest.param(tarball(header("a", b"\x80" + b"\xff" * 11)), "or absurd", id="an absurd size"),
        pytest.param(tarball(header("a", kind=b"S")), "'a', a member of a kind that is not read", id="GNU's sparse"),
        pytest.param(tarball(header("a", kind=b"7")), "a member of a kind that is not read", id="a contiguous file"),
        pytest.param(tarball(header("a", kind=b"V")), "a member of a kind that is not read", id="a volume"),
        pytest.param(tarball(header("a", 5, b"2")), "'a', a symbolic link with data", id="a link with data"),
        pytest.param(tarball(header("a", 5, b"1")), "'a', a hard link with data", id="a hard link with data"),
        pytest.param(tarball(header("a", 5, b"5")), "'a', a folder with data", id="a folder with data"),
        pytest.param(tarball(member("a/")), "'a/', a file with the name of a folder", id="a file like a folder"),
        pytest.param(
            tarball(extension(records(path="a/")), member("b")), "a file with the name of a folder", id="by extension"
        ),
        pytest.param(
            tarball(extension(records(GNU__sparse__major="1")), member("a")), "'a', a file with holes", id="sparse"
        ),
        pytest.param(
            tarball(extension(records(size="5")), header("a", kind=b"2")), "a symbolic link with data", id="extended"
        ),
        pytest.param(
            tarball(extension(records(size="-1")), member("a")), "an extended header that is broken", id="minus one"
        ),
        pytest.param(
            tarball(extension(records(size="0x5")), member("a")), "an extended header that is broken", id="hexadecimal"
        ),
        pytest.param(
            tarball(extension(record(b"path", b"a\0b")), member("a")), "extended header that is broken", id="a NUL"
        ),
        pytest.param(
            tarball(extension(records(path="a"), b"g"), member("b")), "a global header that sets 'path'", id="global"
        ),
        pytest.param(
            tarball(extension(records(path="a")) * 2, member("b")), "it says twice of one member", id="two extensions"
        ),
        pytest.param(
            tarball(member("L", b"a", b"L") * 2, member("b")), "it says twice of one member", id="two long names"
        ),
        pytest.param(
            tarball(member("L", b"a", b"L"), extension(records(path="c")), member("b")),
            "it says twice of one member",
            id="a long name and an extension",
        ),
        pytest.param(tarball(extension(records(path="a"))), "it goes on behind its end", id="an extension of nothing"),
        pytest.param(
            tarball(header("L", 65 * 1024, b"L")), "it holds a long name of 66560 bytes", id="an endless long name"
        ),
        pytest.param(
            tarball(header("x", 2**32, b"x")),
            "it holds an extended header of 4294967296 bytes",
            id="endless records",
        ),
        pytest.param(header("L", 100, b"L"), "it ends too early", id="half a long name"),
        pytest.param(
            b"".join([header("a")] * (ENTRIES_MAX + 1)) + END, "it holds more than 20000 members", id="too many"
        ),
    ],
)
def test_refused(archive: bytes, message: str) -> None:
    with pytest.raises(LocalError) as caught:
        listed(archive)
    assert message in caught.value.message
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"x", id="no length"),
        pytest.param(b"0 a=b\n", id="a length of nothing"),
        pytest.param(b"6 a=b", id="no end"),
        pytest.param(b"5 a=b", id="no line feed"),
        pytest.param(b"7 a=b\n", id="longer than there is"),
        pytest.param(b"5 a=b\n", id="shorter than it is"),
        pytest.param(b"2 a=b\n", id="shorter than its length"),
        pytest.param(b"5 ab\n", id="no equals sign"),
        pytest.param(b"5 =b\n", id="no key"),
        pytest.param(b"06 a=b\n", id="a zero before the length"),
        pytest.param(b"+6 a=b\n", id="a sign before it"),
        pytest.param(b"99999999 a=b\n", id="a length of many digits"),
    ],
)
def test_broken_records(content: bytes) -> None:
    with pytest.raises(LocalError, match="an extended header that is broken"):
        parse_records(content)


def test_content_that_nobody_reads_is_skipped() -> None:
    archive = packed({"a": b"x" * 3000, "b": b"y" * 700})
    stream = Forward(BytesIO(archive).read)
    assert [(found.name, found.size, body.take(1)) for found, body in members(stream)] == [
        ("a", 3000, b"x"),
        ("b", 700, b"y"),
    ]


_NAME = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=300).filter(
    lambda name: not name.endswith("/") and name.strip()
)


@given(st.lists(st.tuples(_NAME, st.binary(max_size=1200)), max_size=5), st.sampled_from([0, 1, 2]))
@example([("a" * 300, b"x")], tarfile.GNU_FORMAT)
def test_another_writer_s_archives(files: list[tuple[str, bytes]], form: int) -> None:
    buffer = BytesIO()
    try:
        with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
            for name, content in files:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, BytesIO(content))
    except ValueError:
        return  # USTAR holds no long names
    stream = Forward(BytesIO(buffer.getvalue()).read)
    found = [(each.name, body.take(2000)) for each, body in members(stream)]
    with tarfile.open(fileobj=BytesIO(buffer.getvalue())) as archive:
        assert [name for name, _ in found] == archive.getnames()
    assert [content for _, content in found] == [content for _, content in files]


@given(
    st.lists(st.tuples(st.integers(0, 4 * BLOCK - 1), st.integers(0, 255)), max_size=8),
    st.integers(0, 8 * BLOCK),
)
def test_damage_is_one_kind_of_error(changes: list[tuple[int, int]], length: int) -> None:
    archive = bytearray(tarball(extension(records(path="a", size="3")), member("b", b"abc")))
    for place, value in changes:
        archive[place % len(archive)] = value
    assert _refusal(bytes(archive[:length])).isprintable()


def _refusal(archive: bytes) -> str:
    try:
        listed(archive)
    except LocalError as error:
        return error.message
    return ""
