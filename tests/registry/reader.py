"""A client as the program has it, for tests against the registry in memory: it waits for nothing between attempts."""

from collections.abc import Iterator
from contextlib import contextmanager

from imagegate.http.deadline import Deadline
from imagegate.http.network import Network
from imagegate.http.retry import REQUEST_SECONDS, Retrying
from imagegate.http.transport import Transport
from imagegate.oci.image import Image, Part, Resolution, Unread
from imagegate.oci.reference import Reference
from imagegate.registry.api import Api
from imagegate.registry.authorize import Authorizer
from imagegate.registry.client import Client
from imagegate.registry.credential import Keychain
from imagegate.registry.mirror import Mirrors
from imagegate.registry.notices import Notices
from tests import canary
from tests.registry.resolved import resolve_all

SECONDS = 10.0


@contextmanager
def client(
    keychain: Keychain | None = None,
    network: Network | None = None,
    *,
    request_seconds: float = REQUEST_SECONDS,
    mirrors: Mirrors | None = None,
) -> Iterator[Client]:
    """Give a client whose connections are closed when the block ends."""
    used = network or Network()
    transport = Transport(used)
    sender = Retrying(transport, lambda _: None, request_seconds)
    try:
        api = Api(sender, Authorizer(sender, keychain or Keychain()), used.rule, Notices())
        yield Client(api, mirrors)
    finally:
        transport.close()


def read(
    text: str, keychain: Keychain | None = None, network: Network | None = None, *, seconds: float = SECONDS
) -> Resolution:
    """Read one image with a client of its own."""
    with client(keychain, network) as one:
        resolutions = resolve_all(
            (Reference.parse(text),), Part.NONE, client=one, jobs=8, deadline=Deadline.after(seconds)
        )
    return resolutions[0]


def image(resolution: Resolution) -> Image:
    """Take a resolution that must be an image."""
    assert isinstance(resolution, Image), resolution
    return resolution


def error(resolution: Resolution) -> tuple[str, str]:
    """Take the code and the message of a resolution that must be none, and see that it is fit to be shown."""
    assert isinstance(resolution, Unread), resolution
    found = resolution.error
    shown = f"{found.message} {found.hint} {found!r} {resolution!r}"
    assert not canary.found(shown)
    assert found.message.isprintable()
    assert not found.message.endswith(".")
    assert resolution.reference.canonical in found.message
    return found.code, found.message
