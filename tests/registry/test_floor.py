"""How many requests images cost, cold and anonymous, with tokens and blobs that lie elsewhere: never one too many.

An image takes its manifest, its config and the place that the config really lies in; an index one more. A repository
takes a token, and a registry that is not well known one answer that says so.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from imagegate.http.deadline import Deadline
from imagegate.http.network import Network
from imagegate.http.transport import Transport
from imagegate.oci.image import Image, Part
from imagegate.oci.reference import Reference
from imagegate.registry.api import Api
from imagegate.registry.authorize import Authorizer
from imagegate.registry.challenge import Challenge
from imagegate.registry.client import Client
from imagegate.registry.credential import Keychain
from imagegate.registry.demand import Demand
from imagegate.registry.notices import Notices
from imagegate.registry.well_known import Hint, nothing_known
from tests.fake_registry.auth import Bearer
from tests.fake_registry.server import FakeRegistry, serve
from tests.fake_registry.store import Store
from tests.registry.resolved import resolve_all

JOBS = 16
Make = Callable[[Store], Sequence[str]]


def single(store: Store) -> Sequence[str]:
    store.image("team/app", "1")
    return ("team/app:1",)


def index(store: Store) -> Sequence[str]:
    store.index("team/app", "1", [store.image("team/app")])
    return ("team/app:1",)


def two_platforms(store: Store) -> Sequence[str]:
    platforms = ("linux/amd64", "linux/arm64")
    store.index("team/app", "1", [store.image("team/app", platform=platform) for platform in platforms])
    return ("team/app:1",)


def hundred(store: Store) -> Sequence[str]:
    names = [f"team/app{number % 10}:{number}" for number in range(100)]
    for name in names:
        repository, _, tag = name.partition(":")
        store.image(repository, tag, {"User": "1000", "Labels": {"name": name}})
    return names


def hundred_ten_times(store: Store) -> Sequence[str]:
    return [*hundred(store)] * 10


def tags_of_one_build(store: Store) -> Sequence[str]:
    image = store.image("team/app")
    for tag in ("1", "1.2", "latest"):
        store.index("team/app", tag, [image])
    return ("team/app:1", "team/app:1.2", "team/app:latest", "team/app")


@pytest.mark.parametrize("known", [pytest.param(True, id="known"), pytest.param(False, id="unknown")])
@pytest.mark.parametrize(
    ("make", "tokens", "manifests", "configs"),
    [
        pytest.param(single, 1, 1, 1, id="single manifest"),
        pytest.param(index, 1, 2, 1, id="index"),
        pytest.param(two_platforms, 1, 3, 2, id="index of two platforms"),
        pytest.param(tags_of_one_build, 1, 4, 1, id="three tags of one build"),
        pytest.param(hundred, 10, 100, 100, id="100 tags over 10 repositories"),
        pytest.param(hundred_ten_times, 10, 100, 100, id="the same, named ten times over"),
    ],
)
def test_requests(make: Make, tokens: int, manifests: int, configs: int, known: bool) -> None:  # noqa: FBT001 - a row
    with serve() as registry, serve(store=registry.store) as cdn:
        registry.auth, registry.cdn = Bearer(), cdn.url
        names = make(registry.store)
        with _client(registry, known=known) as client:
            read = resolve_all(
                [Reference.parse(f"{registry.address}/{name}") for name in names],
                Part.NONE,
                client=client,
                jobs=JOBS,
                deadline=Deadline.after(60),
            )
        assert [type(one) for one in read] == [Image] * len(names)
        kinds = Counter("refusal" if one.status == 401 else one.path.split("/")[-2] for one in registry.asked)
        expected = {"": tokens, "manifests": manifests, "blobs": configs, "refusal": 0 if known else 1}
        assert {kind: kinds[kind] for kind in expected} == expected
        assert (len(registry.asked), len(cdn.asked)) == (sum(expected.values()), configs)
        assert len(registry.accepted) <= JOBS
        assert len(cdn.accepted) <= JOBS


@contextmanager
def _client(registry: FakeRegistry, *, known: bool) -> Iterator[Client]:
    network = Network(jobs=JOBS)
    transport = Transport(network)
    try:
        authorizer = Authorizer(transport, Keychain(), hint=_knowing(registry) if known else nothing_known)
        yield Client(Api(transport, authorizer, network.rule, Notices()))
    finally:
        transport.close()


def _knowing(registry: FakeRegistry) -> Hint:
    demand = Demand(Challenge("bearer", {"realm": f"{registry.url}/token", "service": "fake"}), f"{registry.url}/v2/")

    def hint(registry: str, *, has_credential: bool) -> Demand | None:  # noqa: ARG001 - the shape of a hint
        return demand

    return hint
