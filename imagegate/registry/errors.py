"""What a registry's refusal means, in a sentence that names the host and never holds a secret."""

from imagegate.errors import ImagegateError
from imagegate.http.redact import host_of
from imagegate.http.retry import retry_after
from imagegate.http.transport import Response
from imagegate.oci.digest import Digest
from imagegate.registry.challenge import parse
from imagegate.strict.json import Json, MalformedJsonError, load_object

ERROR_BODY_BYTES = 64 * 1024

_SHOWN = 300
_DENIED = "check that the image exists and that the credentials given for this registry may pull it"
_ANONYMOUS = "if the image is private, give credentials for this registry"
_NOT_FOUND = "check the repository and the tag or digest for typing errors"


class RegistryError(ImagegateError):
    """A registry, or its token server, that answered with a refusal. `code` says which kind."""

    code = "registry"


class DigestMismatchError(ImagegateError):
    """Bytes that are not what their digest promises. This is a security error, never a hiccup."""

    code = "digest-mismatch"

    def __init__(self, host: str, what: str, expected: Digest, content: bytes) -> None:
        """Name the host, the kind of content, the digest that was promised, and the one that came."""
        got = Digest.of(content, expected.algorithm)
        message = f"{host} sent a {what} of {len(content)} bytes with the digest {got} where {expected} was promised"
        super().__init__(message, hint="do not use this image; ask the registry's operator what happened")


def refusal(response: Response, what: str, *, authenticated: bool) -> RegistryError:
    """Say why a registry did not give `what` (`ruby:3.0.4`); `authenticated` is whether credentials were sent."""
    host = host_of(response.url)
    detail = _detail(response.body)
    said = f" (it says: {detail})" if detail else ""
    match response.status:
        case 401 | 403:
            hint = _DENIED if authenticated else _ANONYMOUS
            return RegistryError(f"{host} denies access to {what}{said}", hint=hint, code="denied")
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


_RATE = "wait, log in to the registry for a higher limit, or use a mirror"


def denial_in_challenge(response: Response) -> bool:
    """Tell whether the challenge itself says that the token, good as it is, does not reach (`insufficient_scope`)."""
    challenges = parse(response.headers.get("www-authenticate", ()))
    return any(challenge.parameters.get("error") == "insufficient_scope" for challenge in challenges)


def _lifts(response: Response) -> str:
    seconds = retry_after(response)
    return f" for another {seconds:.0f} seconds" if seconds else ""


def _plain_http(response: Response) -> str:
    if response.url.startswith("http://") and b"HTTPS" in response.body[:200]:
        return "it speaks TLS; a registry on localhost or in `insecure-registries` is asked by plain http"
    return ""


def _detail(body: bytes) -> str:
    try:
        document = load_object(body)
    except MalformedJsonError:
        return ""  # a page for a browser, or nothing: its text would not help
    errors = document.get("errors")
    parts = [_error(error) for error in errors] if isinstance(errors, list) else []
    parts += [_text(document.get(key)) for key in ("details", "message", "error")]
    return _plain("; ".join(dict.fromkeys(part for part in parts if part)))


def _error(error: Json) -> str:
    if not isinstance(error, dict):
        return ""
    return ": ".join(part for part in (_text(error.get("code")), _text(error.get("message"))) if part)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _plain(text: str) -> str:
    printable = "".join(character if character.isprintable() else " " for character in text)
    line = " ".join(printable.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
