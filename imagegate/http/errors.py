"""What can go wrong between two hosts. No message holds a header, a query or the text of a library's exception."""

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
    """The answer was not complete in time."""

    code = "timeout"


class ProtocolError(TransportError):
    """The answer is not HTTP as it was asked for."""

    code = "protocol"


class TooLargeError(TransportError):
    """The body is larger than anything this request may bring."""

    code = "too-large"


class ForbiddenAddressError(TransportError):
    """The host's address is one that must not be asked."""

    code = "forbidden-address"


class RedirectError(TransportError):
    """A redirect that must not be followed."""

    code = "redirect"
