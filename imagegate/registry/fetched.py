"""Bytes that a registry sent, verified before anybody reads them. Pure."""

from imagegate.http.message import Response
from imagegate.http.origin import host_of
from imagegate.oci.digest import Digest, InvalidDigestError
from imagegate.oci.media_type import essence
from imagegate.oci.reading import Fetched
from imagegate.registry.errors import DigestMismatchError, RegistryError


def verified(response: Response, what: str, expected: Digest | None) -> Fetched:
    """Verify a body against the digest that was asked for, and the one that its sender states.

    Where they disagree it is a `DigestMismatchError`; a page for a browser is a `RegistryError`.
    """
    host, body = host_of(response.url), response.body
    kind = essence(response.header("content-type") or "")
    agrees = expected is None or expected.verifies(body)
    if kind == "text/html" and (expected is None or not agrees):
        message = f"{host} answered with a web page where {what} was asked for"
        raise RegistryError(message, hint="is that a registry, and is there no login page in between?", code="web-page")
    for digest in (expected, _stated(response, what)):
        if digest is not None and not digest.verifies(body):
            raise DigestMismatchError(host, what, body, digest)
    return Fetched(host, kind, expected or Digest.of(body), body)


def _stated(response: Response, what: str) -> Digest | None:
    text = response.header("docker-content-digest")
    try:
        return Digest.parse(text.strip()) if text else None
    except InvalidDigestError:
        message = f"{host_of(response.url)} sent {what} with a Docker-Content-Digest that cannot be checked"
        raise RegistryError(message, code="bad-digest") from None
