"""The client against a registry: what it asks, what it believes, and whom it tells its credentials."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from imagegate.errors import ImagegateError
from imagegate.http.deadline import Deadline
from imagegate.http.errors import ConnectError, TooLargeError
from imagegate.http.network import Network
from imagegate.http.opener import Opener
from imagegate.oci import media_type
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.reference import Reference, Repository
from imagegate.registry.api import BYTES_MAX
from imagegate.registry.client import Client
from imagegate.registry.credential import Entry, Keychain, Scope
from imagegate.registry.endpoint import api_url
from imagegate.registry.errors import DigestMismatchError, RegistryError
from imagegate.registry.secret import Credential
from tests import canary
from tests.fake_registry.answer import Change, hang_up, page, refuse, state, tamper
from tests.fake_registry.auth import Basic, Bearer, basic
from tests.fake_registry.server import FakeRegistry, serve
from tests.registry.reader import client

LATER = Deadline.after(3600)  # counted from the import: longer than any whole run
ALICE = Credential(canary.USERNAME, canary.PASSWORD)
USERS = {canary.USERNAME: canary.PASSWORD}


def reference(registry: FakeRegistry, rest: str = "team/app:1") -> Reference:
    return Reference.parse(f"{registry.address}/{rest}")


def keychain(*registries: FakeRegistry, credential: Credential = ALICE) -> Keychain:
    return Keychain(tuple(Entry(Scope(registry.address), credential) for registry in registries))


def described(found: dict[str, Any]) -> Descriptor:
    return Descriptor(found["mediaType"], Digest.parse(found["digest"]), found["size"])


def repository(registry: FakeRegistry) -> Repository:
    return Repository(registry.address, "team/app")


@pytest.mark.parametrize(
    ("registry", "url"),
    [
        pytest.param("docker.io", "https://registry-1.docker.io/v2", id="Docker Hub's API is at another host"),
        pytest.param("ghcr.io", "https://ghcr.io/v2", id="any other's is not"),
        pytest.param("localhost:5000", "http://localhost:5000/v2", id="loopback"),
        pytest.param("p.example", "http://p.example/v2", id="named as plain"),
    ],
)
def test_api_url(registry: str, url: str) -> None:
    from imagegate.http.address import AddressRule

    assert api_url(registry, AddressRule(plain=frozenset({"p.example"}))) == url


def test_one_accept_line_and_no_ping() -> None:
    with serve() as registry, client() as one:
        found = registry.store.image("team/app", "1")
        fetched = one.manifest(reference(registry), LATER)
        assert str(fetched.digest) == found["digest"]
        assert registry.paths() == ["/v2/team/app/manifests/1"]
        assert registry.asked[0].headers["accept"] == media_type.ACCEPT


def test_a_digest_is_asked_for_by_digest() -> None:
    with serve() as registry, client() as one:
        found = registry.store.image("team/app", "1")
        one.manifest(reference(registry, f"team/app:other@{found['digest']}"), LATER)
        assert registry.paths() == [f"/v2/team/app/manifests/{found['digest']}"]


@pytest.mark.parametrize(
    ("auth", "chain", "paths"),
    [
        pytest.param(Bearer(), False, ["m", "/token", "m"], id="a token for nobody"),
        pytest.param(Bearer(users=USERS, public=()), True, ["m", "/token", "m"], id="a token for a user"),
        pytest.param(Bearer(challenges=False), False, ["m", "/v2/", "/token", "m"], id="a 401 that does not say"),
        pytest.param(Basic(*next(iter(USERS.items()))), True, ["m", "m"], id="basic"),
        pytest.param(
            Basic(*next(iter(USERS.items())), challenges=False), True, ["m", "/v2/", "m"], id="basic that does not say"
        ),
        pytest.param(Bearer(scope="aws"), False, ["m", "/token", "m"], id="a scope of the registry's own"),
        pytest.param(Bearer(realm="/token"), False, ["m", "/token", "m"], id="a realm that is a path"),
    ],
)
def test_login(auth: Basic | Bearer, chain: bool, paths: list[str]) -> None:  # noqa: FBT001 - a column of the table
    with serve() as registry:
        registry.auth = auth
        registry.store.image("team/app", "1")
        with client(keychain(registry) if chain else None) as one:
            one.manifest(reference(registry), LATER)
        assert registry.paths() == ["/v2/team/app/manifests/1" if path == "m" else path for path in paths]


@pytest.mark.parametrize("status", [200, 403, 404, 500])
def test_what_the_base_says_does_not_matter(status: int) -> None:
    with serve() as registry, client() as one:
        registry.auth = Bearer()
        registry.on("/v2/", refuse(status))
        registry.store.image("team/app", "1")
        assert one.manifest(reference(registry), LATER).body


def test_further_repositories_go_straight_to_their_token() -> None:
    with serve() as registry, client() as one:
        registry.auth = Bearer()
        for name in ("a", "b", "c"):
            registry.store.image(f"team/{name}", "1")
            one.manifest(reference(registry, f"team/{name}:1"), LATER)
        assert registry.statuses() == [401, 200, 200, 200, 200, 200, 200]


def test_an_expired_token_is_replaced() -> None:
    with serve() as registry, client() as one:
        registry.auth = auth = Bearer()
        for tag in ("1", "2"):
            registry.store.image("team/app", tag)
        one.manifest(reference(registry, "team/app:1"), LATER)
        auth.revoke()
        one.manifest(reference(registry, "team/app:2"), LATER)
        assert registry.statuses() == [401, 200, 200, 401, 200, 200]


@pytest.mark.parametrize(
    ("auth", "chain", "statuses", "hint"),
    [
        pytest.param(
            Bearer(public=()), False, [401, 200, 401], "if the image is private", id="a token that does not reach"
        ),
        pytest.param(Bearer(users=USERS, public=()), False, [401, 200, 401], "if the image is private", id="nobody"),
        pytest.param(Basic("bob", "other"), False, [401], "if the image is private", id="basic, nobody"),
        pytest.param(Basic("bob", "other"), True, [401, 401], "may pull it", id="basic, refused"),
        pytest.param(Bearer(users={"alice": "other"}), True, [401, 401], "may pull it", id="a wrong password"),
        pytest.param(
            Basic("bob", "x", challenges=False), True, [401, 401, 401], "may pull it", id="no challenge, refused"
        ),
    ],
)
def test_denied(auth: Basic | Bearer, chain: bool, statuses: list[int], hint: str) -> None:  # noqa: FBT001 - a column of the table
    with serve() as registry:
        registry.auth = auth
        registry.store.image("team/app", "1")
        with client(keychain(registry) if chain else None) as one, pytest.raises(RegistryError) as caught:
            one.manifest(reference(registry), LATER)
        assert registry.statuses() == statuses
    assert caught.value.code == "denied"
    assert hint in caught.value.hint
    assert not canary.found(f"{caught.value.message} {caught.value.hint}")


def test_a_401_for_ever_ends() -> None:
    with serve() as registry, client() as one:
        registry.auth = Bearer()
        challenge = f'Bearer realm="{registry.url}/token"'
        registry.on("/v2/.*", refuse(401, WWW_Authenticate=challenge))
        with pytest.raises(RegistryError, match="denies access"):
            one.manifest(reference(registry), LATER)
        assert registry.statuses() == [401, 200, 401]


def test_an_offered_token_that_is_refused_is_left_out() -> None:
    offered = Credential(canary.USERNAME, "another password", offered=True)
    with serve() as registry:
        registry.auth = Bearer(users=USERS)
        registry.store.image("team/app", "1")
        with client(keychain(registry, credential=offered)) as one:
            assert one.manifest(reference(registry), LATER).body
        assert registry.statuses() == [401, 401, 200, 200]


def test_an_offered_token_that_does_not_reach_is_left_out() -> None:
    offered = Credential(canary.USERNAME, canary.PASSWORD, offered=True)
    with serve() as registry:
        registry.auth = Bearer(users=USERS, barred=(canary.USERNAME,))
        for tag in ("1", "2"):
            registry.store.image("team/app", tag)
        with client(keychain(registry, credential=offered)) as one:
            for tag in ("1", "2"):
                assert one.manifest(reference(registry, f"team/app:{tag}"), LATER).body
        assert registry.statuses() == [401, 200, 401, 200, 200, 200]


def test_a_registry_that_names_another_s_token_server_gets_nothing() -> None:
    with serve() as victim, serve() as evil:
        victim.auth = Bearer(users=USERS)
        evil.auth = Bearer(realm=f"{victim.url}/token", public=())
        with client(keychain(victim, evil)) as one, pytest.raises(RegistryError) as caught:
            one.manifest(reference(evil), LATER)
        assert [asked.authorization for asked in victim.asked] == [None]
        assert not any("Basic" in (asked.authorization or "") for asked in evil.asked)
    assert f"{victim.address} is not known to belong to the registry" in caught.value.hint


@pytest.mark.parametrize("auth", [Basic(*next(iter(USERS.items()))), Bearer(users=USERS, public=())])
def test_a_redirect_tells_the_other_host_nothing(auth: Basic | Bearer) -> None:
    with serve() as registry, serve(store=registry.store) as cdn:
        registry.auth, registry.cdn = auth, cdn.url
        blob = registry.store.blob("team/app", b"content")
        with client(keychain(registry)) as one:
            fetched = one.blob(repository(registry), described(blob), LATER)
        assert (fetched.body, fetched.host) == (b"content", cdn.address)
        assert [asked.authorization for asked in cdn.asked] == [None]
        assert registry.asked[-1].authorization is not None


@pytest.mark.parametrize("challenge", ["Basic realm=x", 'Bearer realm="https://auth.docker.io/token"'])
def test_a_challenge_of_another_host_is_not_answered(challenge: str) -> None:
    with serve() as registry, serve(store=registry.store) as cdn:
        registry.cdn = cdn.url
        cdn.on("/cdn/.*", refuse(401, WWW_Authenticate=challenge))
        blob = registry.store.blob("team/app", b"content")
        with client(keychain(registry, cdn)) as one, pytest.raises(RegistryError) as caught:
            one.blob(repository(registry), described(blob), LATER)
        assert [asked.authorization for asked in (*registry.asked, *cdn.asked)] == [None, None]
    assert cdn.address in caught.value.message
    assert not canary.found(caught.value.message)


def test_an_object_is_asked_for_once() -> None:
    with serve() as registry, client() as one:
        found = described(registry.store.image("team/app", "1"))
        gate = threading.Barrier(6)

        def fetch(position: int) -> bytes:
            gate.wait(5)
            if position % 2:
                return one.entry(repository(registry), found, LATER).body
            return one.manifest(reference(registry, f"team/app@{found.digest}"), LATER).body

        with ThreadPoolExecutor(6) as executor:
            assert len(set(executor.map(fetch, range(6)))) == 1
        assert len(registry.asked) == 1


def test_a_tag_is_resolved_once() -> None:
    with serve() as registry, client() as one:
        first = registry.store.image("team/app", "1", {"User": "1"})
        assert str(one.manifest(reference(registry), LATER).digest) == first["digest"]
        registry.store.image("team/app", "1", {"User": "2"})
        assert str(one.manifest(reference(registry), LATER).digest) == first["digest"]
        assert len(registry.asked) == 1


def test_another_repository_has_to_have_it_too() -> None:
    with serve() as registry, client() as one:
        found = registry.store.image("team/app", "1")
        assert one.manifest(reference(registry, f"team/app@{found['digest']}"), LATER).body
        with pytest.raises(RegistryError, match="has no"):
            one.manifest(reference(registry, f"team/other@{found['digest']}"), LATER)


OTHER = state(Docker_Content_Digest="sha256:" + "0" * 64)
SHA512 = str(Digest.of(b"other", "sha512"))


@pytest.mark.parametrize(
    ("pinned", "change", "error", "message"),
    [
        pytest.param(True, tamper(b"{}"), DigestMismatchError, "sent 2 bytes with the digest sha256:44", id="pinned"),
        pytest.param(
            True,
            state(Docker_Content_Digest="sha256:" + "0" * 64),
            DigestMismatchError,
            "where sha256:0000",
            id="stated",
        ),
        pytest.param(
            False,
            state(Docker_Content_Digest="sha256:" + "0" * 64),
            DigestMismatchError,
            "where sha256:0000",
            id="of a tag",
        ),
        pytest.param(
            False,
            state(Docker_Content_Digest=SHA512),
            DigestMismatchError,
            f"where {SHA512}",
            id="by another",
        ),
        pytest.param(
            False,
            state(Docker_Content_Digest="sha256:xyz"),
            RegistryError,
            "that cannot be checked",
            id="junk",
        ),
        pytest.param(False, page(), RegistryError, "answered with a web page", id="a page for a tag"),
        pytest.param(True, page(), RegistryError, "answered with a web page", id="a page for a digest"),
    ],
)
def test_bytes_that_are_not_what_was_asked_for(
    pinned: bool,  # noqa: FBT001 - a column of the table
    change: Change,
    error: type[ImagegateError],
    message: str,
) -> None:
    with serve() as registry, client() as one:
        found = registry.store.image("team/app", "1")
        registry.on("/v2/team/app/manifests/.*", change)
        wanted = reference(registry, f"team/app@{found['digest']}" if pinned else "team/app:1")
        with pytest.raises(error) as caught:
            one.manifest(wanted, LATER)
        assert len(registry.asked) == 1
    assert message in caught.value.message
    assert wanted.canonical in caught.value.message


def test_a_page_with_the_right_digest_is_content() -> None:
    with serve() as registry, client() as one:
        found = registry.store.image("team/app", "1")
        registry.on("/v2/.*", state(Content_Type="text/html; charset=utf-8"))
        assert one.manifest(reference(registry, f"team/app@{found['digest']}"), LATER).media_type == "text/html"


@pytest.mark.parametrize(
    ("content", "size"),
    [
        pytest.param(b"content", 6, id="larger than promised"),
        pytest.param(b"content", 8, id="smaller than promised"),
        pytest.param(b"content", 0, id="nothing was promised"),
    ],
)
def test_a_size_that_disagrees(content: bytes, size: int) -> None:
    with serve() as registry, client() as one:
        blob = {**registry.store.blob("team/app", content), "size": size}
        with pytest.raises(DigestMismatchError, match=f"of {size} bytes was promised"):
            one.blob(repository(registry), described(blob), LATER)


def test_what_is_too_large_is_not_asked_for() -> None:
    with serve() as registry, client() as one:
        descriptor = Descriptor(media_type.OCI_CONFIG, Digest.of(b"x"), BYTES_MAX + 1)
        for fetch in (one.blob, one.entry):
            with pytest.raises(TooLargeError, match="at most 4194304 are read"):
                fetch(repository(registry), descriptor, LATER)
        assert registry.asked == []


def test_what_turns_out_too_large_is_left() -> None:
    with serve() as registry, client() as one:
        registry.store.image("team/app", "1")
        registry.on("/v2/.*", tamper(b"x" * (BYTES_MAX + 1)))
        with pytest.raises(TooLargeError):
            one.manifest(reference(registry), LATER)


@pytest.mark.parametrize(
    ("data", "requests"),
    [
        pytest.param(b"content", 0, id="data that verifies is used"),
        pytest.param(b"CONTENT", 1, id="data that does not is left"),
        pytest.param(b"content and more", 1, id="nor of another size"),
        pytest.param(None, 1, id="none"),
    ],
)
def test_embedded_data(data: bytes | None, requests: int) -> None:
    with serve() as registry, client() as one:
        registry.store.blob("team/app", b"content")
        descriptor = Descriptor(media_type.OCI_CONFIG, Digest.of(b"content"), 7, data=data)
        assert one.blob(repository(registry), descriptor, LATER).body == b"content"
        assert len(registry.asked) == requests


@pytest.mark.parametrize("status", [103, 201, 202, 203, 204, 206, 299, 300, 304])
def test_only_200_is_an_answer(status: int) -> None:
    with serve() as registry, client() as one:
        registry.store.image("team/app", "1")
        registry.on("/v2/.*", lambda answer: type(answer)(status, answer.body, answer.headers))
        with pytest.raises(ImagegateError) as caught:
            one.manifest(reference(registry), LATER)
    assert registry.address in caught.value.message


@pytest.mark.parametrize(
    ("change", "requests"),
    [
        pytest.param(refuse(503), 2, id="busy"),
        pytest.param(refuse(429, Retry_After="1"), 2, id="limited"),
        pytest.param(hang_up(), 2, id="hung up"),
    ],
)
def test_what_fails_once_is_asked_for_again(change: Change, requests: int) -> None:
    with serve() as registry, client() as one:
        registry.store.image("team/app", "1")
        registry.on("/v2/.*", change, times=1)
        assert one.manifest(reference(registry), LATER).body
        assert len(registry.asked) == requests


def test_a_connection_that_is_always_closed() -> None:
    with serve() as registry, client() as one:
        registry.on("/v2/.*", hang_up())
        with pytest.raises(ConnectError, match="closed the connection before it had answered"):
            one.manifest(reference(registry), LATER)
        assert len(registry.asked) == 3


def test_credentials_go_only_where_they_belong() -> None:
    with serve() as one_registry, serve() as other:
        one_registry.auth = other.auth = Basic("bob", "x")
        with client(keychain(one_registry)) as one:
            for registry in (other, one_registry):
                with pytest.raises(RegistryError):
                    one.manifest(reference(registry), LATER)
        assert [asked.authorization for asked in other.asked] == [None]
        assert [asked.authorization for asked in one_registry.asked] == [None, basic(*next(iter(USERS.items())))]


def test_open_reads_real_hosts() -> None:
    with serve() as registry:
        registry.store.image("team/app", "1")
        opened = Client.open(Keychain(), Opener(Network(user_agent="imagegate/0")))
        assert opened.manifest(reference(registry), LATER).body
        assert registry.asked[0].headers["user-agent"] == "imagegate/0"
