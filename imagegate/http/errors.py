"""What can go wrong between two hosts. No message holds a header, a query or the text of a library's exception."""

from typing import Self

from imagegate.errors import ImagegateError


class TransportError(ImagegateError):
    """A request that got no usable answer."""

    code = "transport"
    retryable = False


class UnknownHostError(TransportError):
    """The name has no address."""

    code = "unknown-host"
    retryable = True


class ConnectError(TransportError):
    """Nobody answers at the address, or the connection broke off."""

    code = "unreachable"
    retryable = True


class TlsError(TransportError):
    """The certificate is not trusted, or the other side does not speak TLS. Never retried, never without TLS."""

    code = "tls"


class DeadlineError(TransportError):
    """The answer was not complete when whoever asked had no more time."""

    code = "timeout"

    @classmethod
    def of(cls, host: str) -> Self:
        """Say that a host took too long."""
        return cls(f"{host} did not answer in time", hint="try again, or give it more `timeout`")


class UnresponsiveError(TransportError):
    """A host that does not answer one request in the time that any request gets, for whomever it is."""

    code = "timeout"


class ProxyError(TransportError):
    """A proxy that does not lead to where it was asked to."""

    code = "proxy"


class ProtocolError(TransportError):
    """The answer is not HTTP, or not as it was asked for."""

    code = "protocol"


class TooLargeError(TransportError):
    """The body is larger than anything this request may bring."""

    code = "too-large"


class ForbiddenAddressError(TransportError):
    """The host's address is one that must not be asked."""

    code = "forbidden-address"


class PlainHttpError(TransportError):
    """A host that would have to be asked without TLS, which nobody allowed."""

    code = "plain-http"


class RedirectError(TransportError):
    """A redirect that must not be followed."""

    code = "redirect"
