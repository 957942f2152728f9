"""Reading an answer's body within its limit, byte for byte as it was sent."""

from typing import TYPE_CHECKING

from imagegate.http.errors import ProtocolError, TooLargeError

if TYPE_CHECKING:
    import urllib3

ERROR_BYTES_MAX = 64 * 1024

_OK = 200
_CHUNK_BYTES = 64 * 1024


def read_body(raw: "urllib3.HTTPResponse", host: str, limit: int) -> bytes:
    """Read the body of a 200, or be a `TooLargeError`; of another status, at most what an error may take.

    A body that is read to its end leaves the connection usable; one that is cut does not.
    """
    _refuse_encoding(raw, host)
    length = _length(raw, host)
    if raw.status != _OK:
        return _read(raw, ERROR_BYTES_MAX)[:ERROR_BYTES_MAX]
    if length is not None and length > limit:
        raise _too_large(host, limit)
    body = _read(raw, limit)
    if len(body) > limit:
        raise _too_large(host, limit)
    return body


def _read(raw: "urllib3.HTTPResponse", limit: int) -> bytes:
    # Until there is nothing more: one read of the right size would not notice that a body is cut short.
    chunks: list[bytes] = []
    size = 0
    while size <= limit and (chunk := raw.read(_CHUNK_BYTES, decode_content=False)):
        size += len(chunk)
        chunks.append(chunk)
    return b"".join(chunks)


def _refuse_encoding(raw: "urllib3.HTTPResponse", host: str) -> None:
    encoding = raw.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity"):
        message = f"{host} sent a body with the encoding {encoding[:40]!r}, which was not asked for"
        raise ProtocolError(message)


def _length(raw: "urllib3.HTTPResponse", host: str) -> int | None:
    lengths = {length.strip() for line in raw.headers.getlist("Content-Length") for length in line.split(",")}
    if not lengths:
        return None
    text = lengths.pop()
    if lengths or not (text.isascii() and text.isdigit()):
        message = f"{host} sent a Content-Length that is no number"
        raise ProtocolError(message)
    return int(text[:20])


def _too_large(host: str, limit: int) -> TooLargeError:
    return TooLargeError(f"{host} sent more than the {limit} bytes that are read here")
