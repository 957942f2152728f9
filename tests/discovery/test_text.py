"""Files that are read, and files that nobody can read for certain."""

import pytest

from imagegate.discovery.text import SIZE_BYTES_MAX, UnreadableFileError, decode, glimpse
from imagegate.source import Special


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b"", "", id="empty"),
        pytest.param("é\r\n".encode(), "é\r\n", id="UTF-8, line ends kept"),
        pytest.param(b"\xef\xbb\xbfFROM a", "FROM a", id="byte order mark"),
        pytest.param(b"\xef\xbb\xbf\xef\xbb\xbf", "\ufeff", id="only one of them"),
        pytest.param(b"a" * SIZE_BYTES_MAX, "a" * SIZE_BYTES_MAX, id="as large as can be"),
    ],
)
def test_decode(content: bytes, text: str) -> None:
    assert decode(content) == text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"a" * (SIZE_BYTES_MAX + 1), "the file has more than 2097152 bytes", id="too large"),
        pytest.param("FROM a".encode("utf-16"), "the file holds a NUL byte", id="UTF-16"),
        pytest.param(b"a\0b", "the file holds a NUL byte", id="NUL"),
        pytest.param(b"# caf\xe9\n", "the file is not UTF-8: byte 6 is 0xe9", id="Latin-1"),
        pytest.param(b"\xed\xa0\x80", "the file is not UTF-8: byte 1 is 0xed", id="surrogate"),
        pytest.param(
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "the file is a pointer to Git LFS", id="LFS"
        ),
        pytest.param(b"\0GITCRYPT\0abc", "the file is encrypted", id="git-crypt"),
        pytest.param(Special.LINK, "the file is a symbolic link", id="link"),
        pytest.param(Special.SUBMODULE, "the file is a submodule", id="submodule"),
    ],
)
def test_unreadable(content: bytes | Special, message: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        decode(content)
    assert caught.value.message == message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param("kind: Pod".encode("utf-16-le"), "kind: Pod", id="UTF-16"),
        pytest.param(b"kind: Pod \xe9", "kind: Pod é", id="Latin-1"),
        pytest.param(Special.LINK, "", id="link"),
        pytest.param(b"a" * (SIZE_BYTES_MAX + 5), "a" * SIZE_BYTES_MAX, id="too large"),
    ],
)
def test_glimpse(content: bytes | Special, text: str) -> None:
    assert glimpse(content) == text
