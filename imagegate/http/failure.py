"""What a library's exception means, in our words: its own quote headers and signed queries."""

import http.client
import ssl

import urllib3

from imagegate.http.errors import ConnectError, ProtocolError, TlsError, TransportError


def translated(error: BaseException, host: str) -> TransportError:
    """Give the error that a failed exchange with a host is."""
    causes = _causes(error)
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            message = f"the certificate of {host} is not trusted: {cause.verify_message.rstrip('.')}"
            return TlsError(message, hint="if its CA is your own, name the CA's file with `ca-bundle`")
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            message = f"{host} does not speak TLS as it should"
            return TlsError(message, hint="if it serves plain http, add it to `insecure-registries`")
    return _broken(causes, host)


def _broken(causes: list[BaseException], host: str) -> TransportError:
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return ConnectError(f"{host} did not finish the TLS handshake in time")
    if any(isinstance(cause, http.client.IncompleteRead | urllib3.exceptions.IncompleteRead) for cause in causes):
        return ConnectError(f"{host} sent only a part of its answer")
    if any(isinstance(cause, ConnectionError | ssl.SSLEOFError) for cause in causes):
        return ConnectError(f"{host} closed the connection before it had answered")
    return ProtocolError(f"{host} sent something that is not HTTP")


def _causes(error: BaseException) -> list[BaseException]:
    # The library wraps in three ways: by cause, by context, and by argument.
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        current = waiting.pop()
        if isinstance(current, BaseException) and current not in found:
            found.append(current)
            waiting += [current.__cause__, current.__context__, getattr(current, "reason", None), *current.args]
    return found
