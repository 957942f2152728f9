"""What a registry's refusal means, in a sentence that names the host and never holds a secret."""

import time
from collections.abc import Iterable

from imagegate.errors import ImagegateError
from imagegate.http.message import Response
from imagegate.http.origin import host_of
from imagegate.http.retry import retry_after
from imagegate.oci.digest import Digest
from imagegate.registry.rate_limit import rate_limit, reset_after, span
from imagegate.strict.json import Json, MalformedJsonError, load_object

_SHOWN_MAX = 300
_NOT_FOUND = "check the repository and the tag or digest for typing errors"
_RATE = "wait, log in to the registry for a higher limit, or use a mirror"


class RegistryError(ImagegateError):
    """A registry, or its token server, that answered with a refusal. `code` says which kind."""

    code = "registry"


class DigestMismatchError(ImagegateError):
    """Bytes that are not what their digest promises. This is a security error, never a hiccup."""

    code = "digest-mismatch"

    def __init__(self, host: str, what: str, content: bytes, expected: Digest, size: int | None = None) -> None:
        """Name the host, the content, what came, and the digest (and the size in bytes) that was promised."""
        got = f"{len(content)} bytes with the digest {Digest.of(content, expected.algorithm)}"
        promised = f"{expected}{'' if size is None else f' of {size} bytes'}"
        message = f"{host} sent {got} as {what} where {promised} was promised"
        super().__init__(message, hint="do not use this image; ask the registry's operator what happened")


def refusal(response: Response, what: str, *, denied: str = "", secrets: Iterable[str] = ()) -> RegistryError:
    """Say why a registry did not give `what` (`ghcr.io/team/app:1`).

    `denied` is the hint for a denial. What a registry says is not repeated if it holds one of the `secrets` that it
    was told.
    """
    host = host_of(response.url)
    detail = _detail(response.body, secrets)
    said = f" (it says: {detail})" if detail else ""
    match response.status:
        case 401 | 403:
            return RegistryError(f"{host} denies access to {what}{said}", hint=denied, code="denied")
        case 404:
            return RegistryError(f"{host} has no {what}{said}", hint=_NOT_FOUND, code="not-found")
        case 429:
            return RegistryError(f"{host} limits requests{_lifts(response)}{said}", hint=_RATE, code="rate-limited")
        case status if status >= 500:  # noqa: PLR2004 - HTTP's class of server errors
            message = f"{host} failed with status {status}{said}"
            return RegistryError(message, hint="the registry has a fault; try again later", code="server-error")
        case status:
            message = f"{host} answered with status {status} where {what} was asked for{said}"
            return RegistryError(message, hint=_plain_http(response), code="unexpected-status")


def _lifts(response: Response) -> str:
    now = time.time()
    seconds = retry_after(response, now) or reset_after(response, now)
    if seconds:
        return f" for another {span(seconds)}"
    limit = rate_limit(response)
    return f" to {limit.limit} within {span(limit.window)}" if limit and limit.limit and limit.window else ""


def _plain_http(response: Response) -> str:
    if response.url.startswith("http://") and b"HTTPS" in response.body[:1000]:
        return "it speaks TLS; a registry on localhost or in `insecure-registries` is asked by plain http"
    return ""


def _detail(body: bytes, secrets: Iterable[str]) -> str:
    try:
        document = load_object(body)
    except MalformedJsonError:
        return ""  # a page for a browser, or nothing: its text would not help
    errors = document.get("errors")
    parts = [_error(error) for error in errors] if isinstance(errors, list) else []
    parts += [_text(document.get(key)) for key in ("details", "message", "error")]
    said = "; ".join(dict.fromkeys(part for part in parts if part))
    return "" if any(secret in said for secret in secrets) else _plain(said)


def _error(error: Json) -> str:
    if not isinstance(error, dict):
        return ""
    return ": ".join(part for part in (_text(error.get("code")), _text(error.get("message"))) if part)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _plain(text: str) -> str:
    printable = "".join(character if character.isprintable() else " " for character in text)
    line = " ".join(printable.split())
    return line if len(line) <= _SHOWN_MAX else f"{line[: _SHOWN_MAX - 1]}…"
