"""References become images: platforms, what is left out, and how many requests it takes."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.http.network import Network
from imagegate.oci import media_type
from imagegate.oci.descriptor import ATTESTATION_TYPE
from imagegate.oci.image import Image, Part, Unread
from imagegate.oci.platform import Platform
from imagegate.oci.reading import Fetched
from imagegate.oci.reference import Reference
from imagegate.registry.api import Api
from imagegate.registry.authorize import Authorizer
from imagegate.registry.client import Client
from imagegate.registry.credential import Keychain
from imagegate.registry.notices import Notices
from imagegate.registry.resolve import resolve_for
from tests.fake_registry.auth import Bearer
from tests.fake_registry.scripted import answers
from tests.fake_registry.server import FakeRegistry, serve
from tests.fake_registry.store import Store, attestation
from tests.images import encoded
from tests.registry.reader import client, error, image, read
from tests.registry.resolved import resolve_all

APP = "team/app"
UNKNOWN = {"os": "unknown", "architecture": "unknown"}
EMPTY = b"{}"


def platforms(found: Image) -> list[str]:
    return [str(one.platform) for one in found.platforms]


def artifact(store: Store, config: bytes = EMPTY, **top: Any) -> dict[str, Any]:
    return store.with_config(
        APP, None, store.blob(APP, config, media_type.OCI_EMPTY), artifactType="application/x", **top
    )


@pytest.mark.parametrize("docker", [False, True], ids=["oci", "docker"])
def test_a_single_manifest(docker: bool) -> None:  # noqa: FBT001 - both kinds
    with serve() as registry:
        pushed = registry.store.image(APP, "1", {"User": "1000", "Labels": {"a": "b"}}, docker=docker)
        found = image(read(f"{registry.address}/{APP}:1"))
    assert (str(found.descriptor.digest), found.descriptor.size) == (pushed["digest"], pushed["size"])
    assert found.descriptor.media_type == pushed["mediaType"]
    assert (found.index, found.left_out, platforms(found)) == (None, (), ["linux/amd64"])
    assert found.platforms[0].config.execution.user == "1000"


@pytest.mark.parametrize("docker", [False, True], ids=["oci", "docker"])
def test_an_index_has_all_its_platforms(docker: bool) -> None:  # noqa: FBT001 - both kinds
    names = ["linux/amd64", "linux/arm64", "linux/arm/v7", "windows/amd64"]
    with serve() as registry:
        entries = [registry.store.image(APP, platform=name, docker=docker) for name in names]
        pushed = registry.store.index(APP, "1", entries, docker=docker)
        found = image(read(f"{registry.address}/{APP}:1"))
    assert str(found.descriptor.digest) == pushed["digest"]
    assert platforms(found) == names
    assert found.index
    assert len(found.index.manifests) == 4


def test_the_requests_of_an_index_of_two_platforms() -> None:
    with serve() as registry, serve(store=registry.store) as cdn:
        registry.auth, registry.cdn = Bearer(), cdn.url
        entries = [registry.store.image(APP, platform=name) for name in ("linux/amd64", "linux/arm64")]
        entries += [attestation(entries[0]["digest"], artifact(registry.store))]
        registry.store.index(APP, "1", entries)
        image(read(f"{registry.address}/{APP}:1"))
    kinds = [_kind(asked.path, asked.status) for asked in registry.asked]
    assert kinds[:3] == ["401", "token", "index"]
    assert Counter(kinds) == {"401": 1, "token": 1, "index": 1, "manifest": 2, "redirect": 2}
    assert Counter(asked.path.partition("?")[0] for asked in cdn.asked).most_common(1)[0][1] == 1
    assert (len(cdn.asked), {asked.authorization for asked in cdn.asked}) == (2, {None})


def _kind(path: str, status: int) -> str:
    if status == 401:
        return "401"
    if path.startswith("/token"):
        return "token"
    if "/blobs/" in path:
        return "redirect" if status == 307 else "config"
    return "manifest" if "/manifests/sha256:" in path else "index"


def test_an_object_that_two_platforms_share_is_asked_for_once() -> None:
    with serve() as registry:
        one = registry.store.image(APP)
        registry.store.index(APP, "1", [one, {**one, "platform": {**one["platform"], "os.version": "2"}}])
        assert len(image(read(f"{registry.address}/{APP}:1")).platforms) == 2
        assert len(registry.asked) == 3


Build = Callable[[Store], list[dict[str, Any]]]


def unknown_image(store: Store) -> list[dict[str, Any]]:
    return [{**store.image(APP), "platform": UNKNOWN}]


def unnamed_image(store: Store) -> list[dict[str, Any]]:
    return [{key: value for key, value in store.image(APP).items() if key != "platform"}]


def unnamed_artifact(store: Store) -> list[dict[str, Any]]:
    return [store.image(APP), artifact(store)]


def unknown_artifact(store: Store) -> list[dict[str, Any]]:
    return [store.image(APP), {**artifact(store), "platform": UNKNOWN}]


def artifact_that_calls_itself_so(store: Store) -> list[dict[str, Any]]:
    return [{**store.image(APP), "artifactType": "application/x", "mediaType": media_type.OCI_MANIFEST}]


def marked_image(store: Store) -> list[dict[str, Any]]:
    one = store.image(APP)
    return [one, {**store.image(APP, platform="linux/arm64"), "annotations": {ATTESTATION_TYPE: "x"}}]


def shadowed_attestation(store: Store) -> list[dict[str, Any]]:
    return [attestation("sha256:" + "0" * 64, store.image(APP))]


def nested(store: Store) -> list[dict[str, Any]]:
    inner = store.index(APP, None, [store.image(APP, platform="linux/arm64")])
    middle = store.index(APP, None, [inner])
    return [store.image(APP), middle]


@pytest.mark.parametrize(
    ("build", "expected", "left_out"),
    [
        pytest.param(unknown_image, ["linux/amd64"], [], id="an image that hides behind unknown"),
        pytest.param(unnamed_image, ["linux/amd64"], [], id="an image without a platform"),
        pytest.param(unnamed_artifact, ["linux/amd64"], ["it has no platform, and"], id="no platform, no image"),
        pytest.param(
            unknown_artifact, ["linux/amd64"], ["it says that it is no image but"], id="an artifact of unknown"
        ),
        pytest.param(artifact_that_calls_itself_so, ["linux/amd64"], [], id="what an entry calls itself is no excuse"),
        pytest.param(marked_image, ["linux/amd64", "linux/arm64"], [], id="an annotation alone is no excuse"),
        pytest.param(shadowed_attestation, ["linux/amd64"], [], id="an attestation of nothing is an image"),
        pytest.param(nested, ["linux/amd64", "linux/arm64"], [], id="an index in an index in an index"),
    ],
)
def test_entries(build: Build, expected: list[str], left_out: list[str]) -> None:
    with serve() as registry:
        registry.store.index(APP, "1", build(registry.store))
        found = image(read(f"{registry.address}/{APP}:1"))
    assert platforms(found) == expected
    assert len(found.left_out) == len(left_out)
    assert all(one.reason.startswith(start) for one, start in zip(found.left_out, left_out, strict=True))


def empty(_: Store) -> list[dict[str, Any]]:
    return []


def only_attestations(store: Store) -> list[dict[str, Any]]:
    one, two = artifact(store), artifact(store, b'{"a":1}')
    return [attestation(two["digest"], one), attestation(one["digest"], two)]


def only_artifacts(store: Store) -> list[dict[str, Any]]:
    return [artifact(store)]


def real_artifact(store: Store) -> list[dict[str, Any]]:
    return [store.image(APP), {**artifact(store), "platform": {"os": "linux", "architecture": "arm64"}}]


def other_platform(store: Store) -> list[dict[str, Any]]:
    return [{**store.image(APP), "platform": {"os": "linux", "architecture": "s390x"}}]


def missing_child(store: Store) -> list[dict[str, Any]]:
    one, two = store.image(APP), store.image(APP, platform="linux/arm64")
    del store.manifests[APP, two["digest"]]
    return [one, two]


def missing_config(store: Store) -> list[dict[str, Any]]:
    one = store.image(APP)
    store.blobs.clear()
    return [one]


def too_deep(store: Store) -> list[dict[str, Any]]:
    inner = store.image(APP)
    for _ in range(3):
        inner = store.index(APP, None, [inner])
    return [inner]


def too_many(store: Store) -> list[dict[str, Any]]:
    return [store.image(APP)] * 65


def wrong_size(store: Store) -> list[dict[str, Any]]:
    one = store.image(APP)
    return [{**one, "size": one["size"] + 1}]


def other_type(store: Store) -> list[dict[str, Any]]:
    return [{**store.image(APP), "mediaType": media_type.DOCKER_MANIFEST}]


def shadowed_user(store: Store) -> list[dict[str, Any]]:
    config = store.blob(APP, encoded({"os": "linux", "architecture": "amd64", "config": {"User": "1", "user": "0"}}))
    return [{**store.with_config(APP, None, config), "platform": {"os": "linux", "architecture": "amd64"}}]


def unnamed_and_shadowed(store: Store) -> list[dict[str, Any]]:
    config = store.blob(APP, encoded({"OS": "linux", "config": {"User": "0"}}))
    return [store.image(APP), store.with_config(APP, None, config)]


@pytest.mark.parametrize(
    ("build", "code", "message"),
    [
        pytest.param(empty, "not-an-image", "its index lists nothing that runs", id="an empty index"),
        pytest.param(only_attestations, "not-an-image", "its index lists nothing that runs", id="only attestations"),
        pytest.param(only_artifacts, "not-an-image", "its index lists nothing that runs", id="only artifacts"),
        pytest.param(
            real_artifact, "not-an-image", "it is not an image but 'application/x'", id="an artifact that runs"
        ),
        pytest.param(
            other_platform, "platform-mismatch", "for linux/s390x, but its config is for linux/amd64", id="platform"
        ),
        pytest.param(missing_child, "not-found", "has no manifest sha256:", id="a manifest that is not there"),
        pytest.param(missing_config, "not-found", "has no blob sha256:", id="a config that is not there"),
        pytest.param(too_deep, "invalid-manifest", "nested more than 3 deep", id="nested too deep"),
        pytest.param(too_many, "invalid-manifest", "lists 65 manifests; at most 64 are read", id="too many"),
        pytest.param(wrong_size, "digest-mismatch", "was promised", id="a size that disagrees"),
        pytest.param(other_type, "invalid-manifest", "which it is not", id="a type that disagrees"),
        pytest.param(shadowed_user, "invalid-config", "which container runtimes read as 'User'", id="two users"),
        pytest.param(unnamed_and_shadowed, "invalid-config", "read as 'os'", id="a config that hides its system"),
    ],
)
def test_an_index_that_cannot_be_proved(build: Build, code: str, message: str) -> None:
    with serve() as registry:
        registry.store.index(APP, "1", build(registry.store))
        found = error(read(f"{registry.address}/{APP}:1"))
    assert found[0] == code
    assert message in found[1]


def test_what_is_too_much_is_not_asked_for() -> None:
    with serve() as registry:
        registry.store.index(APP, "1", too_many(registry.store))
        error(read(f"{registry.address}/{APP}:1"))
        assert len(registry.asked) == 1


def test_order_is_kept_and_equal_references_are_read_once() -> None:
    with serve() as registry, client() as one:
        for tag in ("1", "latest"):
            registry.store.image(APP, tag, {"User": tag})
        texts = [f"{registry.address}/{APP}{suffix}" for suffix in (":1", ":none", "", ":latest", ":1")]
        references = tuple(Reference.parse(text) for text in texts)
        found = resolve_all(references, Part.NONE, client=one, jobs=2, deadline=Deadline.after(10))
    assert [one.reference.text for one in found] == texts
    users = [one.platforms[0].config.execution.user if isinstance(one, Image) else None for one in found]
    assert users == ["1", None, "latest", "latest", "1"]
    assert Counter(registry.paths())[f"/v2/{APP}/manifests/latest"] == 1


def many(registry: FakeRegistry, count: int) -> tuple[Reference, ...]:
    for number in range(count):
        name = f"team/app{number}"
        entries = [registry.store.image(name, platform=text) for text in ("linux/amd64", "linux/arm64")]
        registry.store.index(name, "1", entries)
    return tuple(Reference.parse(f"{registry.address}/team/app{number}:1") for number in range(count))


@pytest.mark.parametrize("jobs", [1, 2, 16])
def test_many_images_with_few_jobs(jobs: int) -> None:
    with serve() as registry:
        registry.auth = Bearer()
        references = many(registry, 20)
        with client(network=Network(jobs=jobs)) as one:
            found = resolve_all(references, Part.NONE, client=one, jobs=jobs, deadline=Deadline.after(30))
        assert all(isinstance(one, Image) for one in found)
        assert Counter(registry.statuses()) == {401: 1, 200: 20 * 6}


def test_one_that_fails_does_not_hinder_others() -> None:
    with serve() as registry, client() as one:
        references = (Reference.parse("nobody.invalid/x"), *many(registry, 3), Reference.parse("127.0.0.1:1/x"))
        found = resolve_all(references, Part.NONE, client=one, jobs=8, deadline=Deadline.after(10))
    assert [isinstance(one, Image) for one in found] == [False, True, True, True, False]


def test_a_run_that_is_over_asks_nobody() -> None:
    with serve() as registry:
        code, message = error(read(f"{registry.address}/{APP}:1", seconds=0))
        assert (code, "the run's time was over" in message, registry.asked) == ("timeout", True, [])


def test_a_bug_is_not_an_answer() -> None:
    class Broken(Client):
        def manifest(self, reference: Reference, deadline: Deadline) -> Fetched:
            raise ZeroDivisionError(reference, deadline)

    api = Api(answers(), Authorizer(answers(), Keychain()), AddressRule(), Notices())
    broken = Broken(api)
    with pytest.raises(ZeroDivisionError):
        resolve_all((Reference.parse("ruby"),), Part.NONE, client=broken, jobs=1, deadline=Deadline.after(5))


def test_no_reference_no_image() -> None:
    with client() as one:
        assert resolve_all((), Part.NONE, client=one, jobs=1, deadline=Deadline.after(5)) == ()


def test_threads_end() -> None:
    before = threading.active_count()
    with serve() as registry:
        image_or_not = read(f"{registry.address}/{APP}:1")
        assert isinstance(image_or_not, Unread)
        names = {thread.name.partition("_")[0] for thread in threading.enumerate()}
    assert not names & {"entry", "image"}
    assert threading.active_count() <= before + 3


@pytest.mark.parametrize(
    ("wanted", "read", "requests"),
    [
        pytest.param("linux/arm64", ["linux/arm64"], 3, id="one of the index"),
        pytest.param("linux/s390x", ["linux/amd64", "linux/arm64"], 5, id="one that is not there, so all"),
    ],
)
def test_only_one_platform_is_read_for_a_comparison(wanted: str, read: list[str], requests: int) -> None:
    with serve() as registry, client() as reading:
        entries = [registry.store.image(APP, None, platform=name) for name in ("linux/amd64", "linux/arm64")]
        registry.store.index(APP, "1", entries)
        pair = (Reference.parse(f"{registry.address}/{APP}:1"), Platform.parse(wanted))
        [found] = resolve_for((pair,), client=reading, jobs=2, deadline=Deadline.after(10))
        assert isinstance(found, Image)
        assert platforms(found) == read
        assert found.index is not None
        assert len(found.index.manifests) == 2
        assert len(registry.asked) == requests
