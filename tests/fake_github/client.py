"""An API client as the program has it, for tests against the fake: it waits for nothing between attempts."""

from collections.abc import Iterator
from contextlib import contextmanager

from imagegate.github.api import Api, Endpoint
from imagegate.http.deadline import Deadline
from imagegate.http.network import Network
from imagegate.http.retry import Retrying
from imagegate.http.transport import Transport
from tests.fake_github.server import OWNER_AND_NAME, FakeGithub

SECONDS = 10.0


@contextmanager
def client(github: FakeGithub, token: str = "", *, seconds: float = SECONDS) -> Iterator[Api]:
    """Give a client whose connections are closed when the block ends."""
    endpoint = Endpoint(github.url, OWNER_AND_NAME, token)
    transport = Transport(Network(endpoint.rule))
    try:
        yield Api(Retrying(transport, lambda _: None), endpoint, Deadline.after(seconds))
    finally:
        transport.close()
