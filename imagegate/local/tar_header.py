"""One header of a tar archive (POSIX.1-2024, pax; GNU tar's long names), read as container tools read it. Pure.

Two readers of one archive must see one list of members. What Go's reader, GNU tar and others take in different ways is
refused: sparse files, members of unknown kinds, data behind a member that has none, a name that is given twice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from imagegate.local.errors import LocalError, quoted

BLOCK = 512
SIZE_MAX = 2**50  # bytes: far beyond any layer, and no sum of such numbers is absurd

_RECORD = re.compile(rb"(?P<length>[1-9][0-9]{0,6}) ")
_CHECKSUM = slice(148, 156)


class Kind(Enum):
    """What a member is, in words for a sentence; the last three say something of the member that follows."""

    FILE = "a file"
    HARD_LINK = "a hard link"
    SYMBOLIC_LINK = "a symbolic link"
    CHARACTER_DEVICE = "a character device"
    BLOCK_DEVICE = "a block device"
    FOLDER = "a folder"
    FIFO = "a named pipe"
    LONG_NAME = "a long name"
    LONG_LINK = "a long link"
    EXTENSION = "an extended header"
    GLOBAL = "a global header"


_KINDS = {
    b"\0": Kind.FILE,
    b"0": Kind.FILE,
    b"1": Kind.HARD_LINK,
    b"2": Kind.SYMBOLIC_LINK,
    b"3": Kind.CHARACTER_DEVICE,
    b"4": Kind.BLOCK_DEVICE,
    b"5": Kind.FOLDER,
    b"6": Kind.FIFO,
    b"L": Kind.LONG_NAME,
    b"K": Kind.LONG_LINK,
    b"x": Kind.EXTENSION,
    b"g": Kind.GLOBAL,
}
_WITH_DATA = frozenset({Kind.FILE, Kind.LONG_NAME, Kind.LONG_LINK, Kind.EXTENSION, Kind.GLOBAL})


@dataclass(frozen=True, slots=True)
class Header:
    """A member: its name as it is written, what it is, and how many bytes of data follow."""

    name: str
    kind: Kind
    size: int


def parse_header(block: bytes) -> Header:
    """Read a block of `BLOCK` bytes that is not all zeros."""
    if not _sums_up(block):
        message = "it is no tar archive, or a broken one: a header's checksum is wrong"
        raise malformed(message)
    kind = _KINDS.get(block[156:157])
    name = _name(block)
    if kind is None:
        message = f"it holds {quoted(name)}, a member of a kind that is not read"
        raise malformed(message)
    return Header(name, kind, _number(block[124:136]))


def checked(header: Header) -> Header:
    """Refuse what some readers take for a folder and others for a file, or for data and for the next member."""
    if header.size and header.kind not in _WITH_DATA:
        message = f"it holds {quoted(header.name)}, {header.kind.value} with data"
        raise malformed(message)
    if header.kind is Kind.FILE and header.name.endswith("/"):
        message = f"it holds {quoted(header.name)}, a file with the name of a folder"
        raise malformed(message)
    return header


def parse_records(content: bytes) -> dict[str, str]:
    """Read the records of an extended header; the last of equal keys counts."""
    records: dict[str, str] = {}
    while content:
        match = _RECORD.match(content)
        length = int(match["length"]) if match else 0
        key, equals, value = content[match.end() if match else 0 : length].partition(b"=")
        if length > len(content) or not key or not equals or not value.endswith(b"\n"):
            message = "it holds an extended header that is broken"
            raise malformed(message)
        content = content[length:]
        records[text(key)] = text(value[:-1])
    return records


def extended(header: Header, records: Mapping[str, str]) -> Header:
    """Let the records of an extended header say what they have to say of the member behind it."""
    if any(key.startswith("GNU.sparse.") for key in records):
        message = f"it holds {quoted(header.name)}, a file with holes"
        raise malformed(message)
    name = records.get("path") or header.name
    size = records.get("size")
    if "\0" in name or (size and not re.fullmatch("[0-9]{1,15}", size)):
        message = "it holds an extended header that is broken"
        raise malformed(message)
    return replace(header, name=name, size=int(size) if size else header.size)


def text(name: bytes) -> str:
    """Give a name as text; bytes that are no UTF-8 stay apart from every name that is."""
    return name.decode("utf-8", "surrogateescape")


def malformed(message: str) -> LocalError:
    """Say what is wrong with an archive."""
    return LocalError(message, hint="save the image again with docker save or skopeo", code="malformed-archive")


def _sums_up(block: bytes) -> bool:
    blank = bytearray(block)
    blank[_CHECKSUM] = b" " * 8
    signed = sum(byte - 256 if byte > 127 else byte for byte in blank)  # noqa: PLR2004 - as old tools summed
    return _octal(block[_CHECKSUM]) in (sum(blank), signed)


def _name(block: bytes) -> str:
    name = block[:100].partition(b"\0")[0]
    # GNU's magic ("ustar  ") has other things where POSIX has the name's beginning.
    prefix = block[345:500].partition(b"\0")[0] if block[257:263] == b"ustar\0" else b""
    return text(prefix + b"/" + name if prefix else name)


def _number(field: bytes) -> int:
    # A first byte with the highest bit set begins a binary number, of which negative ones have no meaning here.
    number = int.from_bytes(field[1:], "big") if field[0] == 0x80 else _octal(field)  # noqa: PLR2004 - GNU's mark
    if number is None or number > SIZE_MAX:
        message = "it holds a member whose size is no number, or absurd"
        raise malformed(message)
    return number


def _octal(field: bytes) -> int | None:
    digits = field.strip(b" \0")
    if not digits:
        return 0
    return int(digits, 8) if re.fullmatch(b"[0-7]+", digits) else None
