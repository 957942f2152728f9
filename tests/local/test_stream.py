"""Bytes from the front to the end: plain, inflated, and no more of them than is asked for."""

import gzip
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.local.errors import LocalError
from imagegate.local.stream import Forward, Inflated, with_first

CONTENT = bytes(range(256)) * 5000  # 1.28 MB: more than is inflated at a time


def trickle(content: bytes, size: int) -> Callable[[int], bytes]:
    """Give a pipe that hands over a few bytes at a time."""
    source = BytesIO(content)
    return lambda count: source.read(min(count, size))


@pytest.mark.parametrize("size", [1 << 30, 5000, 7])
def test_forward(size: int) -> None:
    stream = Forward(trickle(CONTENT, size))
    assert stream.take(3) == CONTENT[:3]
    stream.skip(1000)
    assert stream.take(4000) == CONTENT[1003:5003]
    stream.skip(0)
    assert stream.take(0) == b""
    assert stream.take(10**9) == CONTENT[5003:]
    assert stream.take(1) == b""
    with pytest.raises(LocalError, match="ends too early"):
        stream.skip(1)


def test_what_was_read_already_comes_first() -> None:
    read = with_first(b"abc", BytesIO(b"defg").read)
    assert [read(2), read(2), read(2), read(9), read(1)] == [b"ab", b"c", b"de", b"fg", b""]


@pytest.mark.parametrize(
    "compressed",
    [
        pytest.param(gzip.compress(CONTENT), id="one member"),
        pytest.param(gzip.compress(CONTENT[:777]) + gzip.compress(CONTENT[777:]), id="two members"),
        pytest.param(gzip.compress(CONTENT) + gzip.compress(b""), id="an empty member"),
        pytest.param(gzip.compress(CONTENT) + bytes(512), id="zeros behind the end"),
        pytest.param(gzip.compress(CONTENT, 0), id="stored"),
    ],
)
@pytest.mark.parametrize("size", [1 << 30, 10, 1])
def test_inflated(compressed: bytes, size: int) -> None:
    assert Forward(Inflated(trickle(compressed, max(size, len(compressed) // 3000))).read).take(10**9) == CONTENT
    if size == 10:
        assert Forward(Inflated(trickle(compressed, 1000)).read).take(3) == CONTENT[:3]


@pytest.mark.parametrize(
    ("compressed", "message"),
    [
        pytest.param(gzip.compress(CONTENT)[:-1], "ends too early", id="without its end"),
        pytest.param(gzip.compress(CONTENT)[:20], "ends too early", id="the beginning"),
        pytest.param(gzip.compress(CONTENT)[:-8] + bytes(8), "compression is broken", id="a wrong checksum"),
        pytest.param(gzip.compress(CONTENT) + b"junk", "compression is broken", id="something behind the end"),
        pytest.param(b"\x1f\x8b" + b"\xff" * 100, "compression is broken", id="no gzip"),
        pytest.param(zlib.compress(CONTENT), "compression is broken", id="zlib's own form"),
    ],
)
def test_broken_compression(compressed: bytes, message: str) -> None:
    with pytest.raises(LocalError, match=message):
        Forward(Inflated(BytesIO(compressed).read).read).take(10**9)


def test_a_bomb_goes_off_within_its_limit() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    stream = Forward(Inflated(BytesIO(bomb).read, limit=1_000_000).read)
    with pytest.raises(LocalError, match="inflates to more than 1000000 bytes") as caught:
        stream.skip(50_000_000)
    assert (caught.value.code, caught.value.hint) == ("too-large", "hand it over without compression")
    exact = Forward(Inflated(BytesIO(bomb).read, limit=50_000_000).read)
    exact.skip(50_000_000)
    assert exact.take(1) == b""


@given(st.binary(max_size=200), st.lists(st.integers(1, 50), max_size=20))
def test_parts_make_the_whole(content: bytes, counts: list[int]) -> None:
    stream = Forward(Inflated(trickle(gzip.compress(content), 3)).read)
    parts = [stream.take(count) for count in counts]
    assert b"".join([*parts, stream.take(1000)]) == content
