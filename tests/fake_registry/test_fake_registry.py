"""The registry that the client's tests rely on, asked by the standard library alone."""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from tests.fake_registry.answer import Change, drip, hang_up, page, refuse, state, tamper, truncate
from tests.fake_registry.auth import Basic, Bearer, basic
from tests.fake_registry.scripted import answer, answers
from tests.fake_registry.server import FakeRegistry, serve
from tests.fake_registry.store import attestation


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path, headers=headers)
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def test_an_image_is_found_by_tag_and_digest() -> None:
    with serve() as registry:
        descriptor = registry.store.image("team/app", "1")
        by_tag = get(f"{registry.url}/v2/team/app/manifests/1")
        by_digest = get(f"{registry.url}/v2/team/app/manifests/{descriptor['digest']}")
        config = json.loads(by_tag[2])["config"]
        blob = get(f"{registry.url}/v2/team/app/blobs/{config['digest']}")
    assert by_tag == by_digest
    assert by_tag[1]["content-type"] == descriptor["mediaType"]
    assert by_tag[1]["docker-content-digest"] == descriptor["digest"]
    assert (len(by_tag[2]), len(blob[2])) == (descriptor["size"], config["size"])
    assert json.loads(blob[2])["config"] == {"User": "1000"}


@pytest.mark.parametrize("path", ["manifests/2", "manifests/sha256:00", "blobs/sha256:00"])
def test_what_is_not_there(path: str) -> None:
    with serve() as registry:
        registry.store.image("team/app", "1")
        assert get(f"{registry.url}/v2/team/app/{path}")[0] == 404


def test_an_index_lists_descriptors() -> None:
    with serve() as registry:
        one = registry.store.image("team/app", platform="linux/arm64/v8", docker=True)
        registry.store.index("team/app", "1", [one, attestation(one["digest"], one)], docker=True)
        index = json.loads(get(f"{registry.url}/v2/team/app/manifests/1")[2])
    assert [entry["platform"]["os"] for entry in index["manifests"]] == ["linux", "unknown"]
    assert index["manifests"][1]["annotations"]["vnd.docker.reference.digest"] == one["digest"]


def ask(registry: FakeRegistry) -> tuple[int, dict[str, str], bytes]:
    return get(f"{registry.url}/v2/team/app/manifests/1")


@pytest.mark.parametrize(
    ("change", "status", "body"),
    [
        pytest.param(refuse(503, b"x", Retry_After="1"), 503, b"x", id="refuse"),
        pytest.param(page(), 200, b"<!doctype html><title>Log in</title>", id="page"),
        pytest.param(tamper(b"other"), 200, b"other", id="tamper"),
        pytest.param(state(Docker_Content_Digest="sha256:00"), 200, None, id="state"),
        pytest.param(drip(0.0001), 200, None, id="drip"),
    ],
)
def test_faults(change: Change, status: int, body: bytes | None) -> None:
    with serve() as registry:
        registry.store.image("team/app", "1")
        right = ask(registry)[2]
        registry.on("/v2/team/app/manifests/.*", change, times=1)
        assert ask(registry)[::2] == (status, right if body is None else body)
        assert ask(registry)[::2] == (200, right)


def test_a_truncated_body() -> None:
    with serve() as registry:
        registry.store.image("team/app", "1")
        registry.on("/v2/.*", truncate(5))
        with pytest.raises(http.client.IncompleteRead):
            ask(registry)


def test_a_connection_that_is_closed() -> None:
    with serve() as registry:
        registry.on("/v2/.*", hang_up())
        with pytest.raises(http.client.RemoteDisconnected):
            ask(registry)


@pytest.mark.parametrize("challenges", [True, False])
def test_basic(challenges: bool) -> None:  # noqa: FBT001 - a column of the table
    with serve() as registry:
        registry.auth = Basic("alice", "pw", challenges=challenges)
        registry.store.image("team/app", "1")
        assert ("www-authenticate" in ask(registry)[1]) is challenges
        assert "www-authenticate" in get(f"{registry.url}/v2/")[1]
        assert get(f"{registry.url}/v2/team/app/manifests/1", Authorization=basic("alice", "pw"))[0] == 200


def test_bearer() -> None:
    with serve() as registry:
        registry.auth = auth = Bearer(users={"alice": "pw"}, public=("team/app",))
        for repository in ("team/app", "team/private"):
            registry.store.image(repository, "1")
        status, headers, _ = get(f"{registry.url}/v2/team/private/manifests/1")
        assert status == 401
        assert headers["www-authenticate"] == (
            f'Bearer realm="{registry.url}/token",service="fake",scope="repository:team/private:pull"'
        )
        scope = f"{registry.url}/token?service=fake&scope=repository:team/private:pull"
        nobody = json.loads(get(scope)[2])["token"]
        refused = get(f"{registry.url}/v2/team/private/manifests/1", Authorization=f"Bearer {nobody}")
        assert "insufficient_scope" in refused[1]["www-authenticate"]
        alice = json.loads(get(scope, Authorization=basic("alice", "pw"))[2])["token"]
        assert get(f"{registry.url}/v2/team/private/manifests/1", Authorization=f"Bearer {alice}")[0] == 200
        assert get(scope, Authorization=basic("alice", "no"))[0] == 401
        auth.revoke()
        assert get(f"{registry.url}/v2/team/private/manifests/1", Authorization=f"Bearer {alice}")[0] == 401


def post(url: str, form: str) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("POST", parts.path, form)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_identity_tokens_are_exchanged() -> None:
    form = "grant_type=refresh_token&scope=repository:team/app:pull&refresh_token="
    with serve() as registry:
        registry.auth = auth = Bearer(public=())
        registry.store.image("team/app", "1")
        assert post(f"{registry.url}/token", f"{form}known")[0] == 405
        auth.identities, auth.member = {"known": "alice"}, "access_token"
        assert post(f"{registry.url}/token", f"{form}unknown")[0] == 401
        token = json.loads(post(f"{registry.url}/token", f"{form}known")[1])["access_token"]
        assert get(f"{registry.url}/v2/team/app/manifests/1", Authorization=f"Bearer {token}")[0] == 200


def test_blobs_may_lie_on_another_server() -> None:
    with serve() as registry, serve(store=registry.store) as cdn:
        registry.cdn = cdn.url
        descriptor = registry.store.blob("team/app", b"content")
        status, headers, _ = get(f"{registry.url}/v2/team/app/blobs/{descriptor['digest']}")
        assert (status, get(headers["location"])[2]) == (307, b"content")
        assert registry.paths() == [f"/v2/team/app/blobs/{descriptor['digest']}"]


def test_requests_are_counted_with_their_headers() -> None:
    with serve() as registry:
        get(f"{registry.url}/v2/?a=b", Authorization="Bearer t")
        assert [(one.path, one.authorization, one.status) for one in registry.asked] == [("/v2/?a=b", "Bearer t", 200)]


def test_a_script_ends() -> None:
    from imagegate.http.deadline import Deadline
    from imagegate.http.message import Request

    sender, request = answers(answer(204)), Request("https://r.example/", "r.example", 1, Deadline.after(1))
    assert (sender.send(request).status, sender.sent) == (204, [request])
    with pytest.raises(AssertionError, match="an unexpected request"):
        sender.send(request)
