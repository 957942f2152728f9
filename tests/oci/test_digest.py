"""Digests: whatever is one can be checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.oci.digest import Digest, InvalidDigestError

EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
EMPTY_SHA512 = (
    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
    "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"sha256:{EMPTY_SHA256}", Digest("sha256", EMPTY_SHA256), id="sha256"),
        pytest.param(f"sha512:{EMPTY_SHA512}", Digest("sha512", EMPTY_SHA512), id="sha512"),
    ],
)
def test_parse(text: str, expected: Digest) -> None:
    digest = Digest.parse(text)
    assert digest == expected
    assert str(digest) == text
    assert digest.verifies(b"")
    assert not digest.verifies(b"x")


_NOT = "is not a digest"
_UNKNOWN = "is not supported"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", _NOT, id="nothing"),
        pytest.param("sha256", _NOT, id="an algorithm alone"),
        pytest.param("sha256:", _NOT, id="nothing encoded"),
        pytest.param("sha256:" + EMPTY_SHA256[1:], _NOT, id="a digit short"),
        pytest.param("sha256:" + EMPTY_SHA256 + "0", _NOT, id="a digit long"),
        pytest.param("sha256:" + EMPTY_SHA256.upper(), _NOT, id="upper case"),
        pytest.param("SHA256:" + EMPTY_SHA256, _NOT, id="an algorithm in upper case"),
        pytest.param("sha256:" + EMPTY_SHA256 + "\n", _NOT, id="a newline at the end"),
        pytest.param("sha256:../../../v2/other/blobs/x", _NOT, id="a path"),
        pytest.param("sha512:" + EMPTY_SHA256, _NOT, id="the other algorithm's length"),
        pytest.param("sha256:" + "\u0663" * 64, _NOT, id="digits of another script"),
        pytest.param("md5:d41d8cd98f00b204e9800998ecf8427e", _UNKNOWN, id="md5"),
        pytest.param("blake3:" + EMPTY_SHA256, _UNKNOWN, id="an algorithm of tomorrow"),
    ],
)
def test_what_cannot_be_checked_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidDigestError, match=reason):
        Digest.parse(text)


@given(st.binary(), st.sampled_from(["sha256", "sha512"]))
def test_a_digest_of_bytes_verifies_them_and_no_others(content: bytes, algorithm: str) -> None:
    digest = Digest.of(content, algorithm)
    assert Digest.parse(str(digest)) == digest
    assert digest.verifies(content)
    assert not digest.verifies(content + b"\0")
