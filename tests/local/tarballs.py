"""Tar archives byte by byte, so that they can be wrong in every way."""

from collections.abc import Mapping

BLOCK = 512
END = bytes(2 * BLOCK)
POSIX = b"ustar\x0000"
GNU = b"ustar  \x00"


def header(
    name: str | bytes,
    size: int | bytes = 0,
    kind: bytes = b"0",
    *,
    prefix: bytes = b"",
    magic: bytes = POSIX,
    checksum: bytes | None = None,
) -> bytes:
    """Give one block; a size may be given as the 12 bytes that stand there, a checksum as its 8."""
    written = size if isinstance(size, bytes) else b"%011o\0" % size
    named = name.encode() if isinstance(name, str) else name
    fields = named.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + written + b"00000000000\0"
    rest = kind + bytes(100) + magic + bytes(32 + 32 + 16) + prefix.ljust(155, b"\0") + bytes(12)
    total = sum(fields) + sum(b" " * 8) + sum(rest)
    return fields + (checksum or b"%06o\0 " % total) + rest


def member(name: str | bytes, content: bytes = b"", kind: bytes = b"0", *, magic: bytes = POSIX) -> bytes:
    """Give a member with its content."""
    return header(name, len(content), kind, magic=magic) + content + bytes(-len(content) % BLOCK)


def records(**values: str) -> bytes:
    """Give the records of an extended header; two underscores in a key are a dot."""
    return b"".join(record(key.replace("__", ".").encode(), value.encode()) for key, value in values.items())


def record(key: bytes, value: bytes) -> bytes:
    """Give one record, whose length counts itself."""
    rest = b" " + key + b"=" + value + b"\n"
    length = next(n for n in range(len(rest), len(rest) + 9) if len(str(n)) + len(rest) == n)
    return str(length).encode() + rest


def extension(content: bytes, kind: bytes = b"x") -> bytes:
    """Give an extended header."""
    return member("PaxHeaders/0", content, kind)


def tarball(*members: bytes) -> bytes:
    """Give a whole archive."""
    return b"".join(members) + END


def packed(files: Mapping[str, bytes]) -> bytes:
    """Give an archive of files, in their order."""
    return tarball(*(member(name, content) for name, content in files.items()))
