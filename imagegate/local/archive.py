"""A tar archive as a set of files: read once, from the front, and kept of it what may be JSON. Pure.

What is needed and what is a layer, an archive says at its end. So every member that looks like JSON is kept, up to a
limit for each and for all, and every other one is skipped.

An engine unpacks the archive, others look for a member by its name, and both must find the same. So a name that stands
twice with different contents is no file, and an archive is refused in which something lies outside or behind a link:
unpacked, it could replace what was read here.
"""

from collections.abc import Mapping

from imagegate.local.errors import LocalError, quoted
from imagegate.local.files import BYTES_MAX, absent, too_large
from imagegate.local.stream import Stream
from imagegate.local.tar import Body, members
from imagegate.local.tar_header import Header, Kind, malformed

KEPT_BYTES_MAX = 64 * 1024 * 1024

_NAME_MAX = 1024
_PEEKED = 512
_FOLDER = "is a folder"
_JSON_SPACE = b" \t\n\r"


class Archive:
    """The files of an archive by their names, or why one of them cannot be used."""

    def __init__(self, origin: str, contents: Mapping[str, bytes | str]) -> None:
        """Keep contents and reasons."""
        self.origin = origin
        self._contents = contents

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a member of this name, of whatever kind."""
        return name in self._contents

    def read(self, name: str) -> bytes:
        """Give the content of a file."""
        content = self._contents.get(name)
        if content is None:
            raise absent(self.origin, name)
        if isinstance(content, str):
            message = f"{quoted(name)} in {self.origin} {content}"
            raise LocalError(message, code="malformed-archive")
        return content


def scan(origin: str, stream: Stream) -> Archive:
    """Read an archive to its end."""
    contents: dict[str, bytes | str] = {}
    kept = 0
    for header, body in members(stream):
        name = _clean(header.name)
        content = _content(header, body)
        before = contents.get(name)
        if before is not None and before != content:
            content = "stands in it twice, with different contents, of which others may take either"
        elif before is not None and isinstance(content, str) and header.kind is Kind.FILE:
            content = "stands in it twice"
        contents[name] = content
        kept += len(content)
        if kept > KEPT_BYTES_MAX:
            message = f"it holds more than {KEPT_BYTES_MAX} bytes of what looks like JSON"
            raise LocalError(message, code="too-large")
    _refuse_behind_links(contents)
    return Archive(origin, contents)


def _refuse_behind_links(contents: Mapping[str, bytes | str]) -> None:
    for name in contents:
        parent = name.rpartition("/")[0]
        while parent:
            if contents.get(parent, _FOLDER) != _FOLDER:
                message = f"it holds the member {quoted(name)} behind {quoted(parent)}, which is no folder"
                raise malformed(message)
            parent = parent.rpartition("/")[0]


def _clean(name: str) -> str:
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if name.startswith("/") or ".." in parts or len(name) > _NAME_MAX:
        message = f"it holds the member {quoted(name)}, whose name is too long or leads outside"
        raise malformed(message)
    return "/".join(parts)


def _content(header: Header, body: Body) -> bytes | str:
    if header.kind is not Kind.FILE:
        return f"is {header.kind.value}"
    first = body.take(_PEEKED)
    if first.lstrip(_JSON_SPACE)[:1] not in (b"", b"{", b"["):
        return "is no JSON"
    if header.size > BYTES_MAX:
        return too_large(header.size)
    return first + body.take(BYTES_MAX)
