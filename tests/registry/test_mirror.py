"""Registries that are asked before others: what they are told, what is believed, and what becomes of their faults."""

import pytest

from imagegate.errors import UsageError
from imagegate.http.deadline import Deadline
from imagegate.oci.reference import Reference, Repository
from imagegate.registry.credential import Entry, Keychain, Scope
from imagegate.registry.errors import DigestMismatchError, RegistryError
from imagegate.registry.mirror import Mirror, Mirrors, parse_mirrors
from imagegate.registry.secret import Credential
from tests import canary
from tests.fake_registry.answer import Change, hang_up, page, refuse, tamper
from tests.fake_registry.auth import Basic, Bearer
from tests.fake_registry.server import FakeRegistry, serve
from tests.registry.reader import client

LATER = Deadline.after(3600)  # counted from the import: longer than any whole run
APP = "team/app"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("docker.io=mirror.example", Mirror("docker.io", "mirror.example"), id="two hosts"),
        pytest.param(" Docker.io = M.example:5000 ", Mirror("docker.io", "m.example:5000"), id="in one spelling"),
        pytest.param("index.docker.io=mirror", Mirror("docker.io", "mirror"), id="another name of Docker Hub's"),
        pytest.param("docker.io=m.example/hub/x", Mirror("docker.io", "m.example", "hub/x"), id="a prefix"),
        pytest.param("r.example=r.example/cache", Mirror("r.example", "r.example", "cache"), id="a part of itself"),
    ],
)
def test_parse(text: str, expected: Mirror) -> None:
    assert parse_mirrors([text]) == Mirrors((expected,))


@pytest.mark.parametrize(
    "text",
    [
        *("docker.io", "docker.io=", "=m.example", "docker.io=https://m.example", "a=b=c", "docker.io=m.example/"),
        *("docker.io=m.example/Hub", "docker.io=m.example/../x", "docker.io=m.example/a//b", "r.example=r.example"),
    ],
)
def test_what_is_no_mirror(text: str) -> None:
    with pytest.raises(UsageError, match="in `mirrors` is not REGISTRY=MIRROR"):
        parse_mirrors([text])


def test_where_a_repository_lies_too() -> None:
    mirrors = parse_mirrors(["docker.io=a.example", "docker.io=b.example/hub", "r.example=c.example"])
    assert mirrors.of(Repository("docker.io", "library/ruby")) == (
        Repository("a.example", "library/ruby"),
        Repository("b.example", "hub/library/ruby"),
    )
    assert mirrors.of(Repository("other.example", "x")) == ()
    assert mirrors.hosts == {"a.example", "b.example", "c.example"}


def mirrored(home: FakeRegistry, mirror: FakeRegistry, prefix: str = "") -> Mirrors:
    return Mirrors((Mirror(home.address, mirror.address, prefix),))


def reference(home: FakeRegistry, rest: str = ":1") -> Reference:
    return Reference.parse(f"{home.address}/{APP}{rest}")


def test_a_mirror_is_asked_first_and_alone() -> None:
    with serve() as home, serve() as mirror:
        mirror.store.image(f"hub/{APP}", "1")
        with client(mirrors=mirrored(home, mirror, "hub")) as one:
            fetched = one.manifest(reference(home), LATER)
        assert fetched.host == mirror.address
        assert (home.asked, mirror.paths()) == ([], [f"/v2/hub/{APP}/manifests/1"])
        assert one.api.notices.sentences() == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(refuse(404), None, id="it has not got it"),
        pytest.param(refuse(401), "denies access to", id="it wants a login"),
        pytest.param(refuse(403), "denies access to", id="it refuses"),
        pytest.param(refuse(429, Retry_After="3600"), "limits requests", id="it is tired"),
        pytest.param(refuse(500), "failed with status 500", id="a fault"),
        pytest.param(page(), "answered with a web page", id="a page"),
        pytest.param(hang_up(), "closed the connection", id="it hangs up"),
    ],
)
def test_what_a_mirror_does_not_give_comes_from_the_registry(change: Change, code: str | None) -> None:
    with serve() as home, serve() as mirror:
        home.store.image(APP, "1")
        mirror.on("/v2/.*", change)
        with client(mirrors=mirrored(home, mirror)) as one:
            assert one.manifest(reference(home), LATER).host == home.address
            sentences = one.api.notices.sentences()
    assert [
        (f"the mirror {mirror.address} was passed over: {mirror.address} {code}" in text) for text in sentences
    ] == ([True] if code else [])


def test_a_mirror_that_cannot_be_reached_is_asked_once() -> None:
    with serve() as home, serve() as mirror:
        for tag in ("1", "2"):
            home.store.image(APP, tag)
        mirror.on("/v2/.*", hang_up())
        with client(mirrors=mirrored(home, mirror)) as one:
            for tag in ("1", "2"):
                one.manifest(reference(home, f":{tag}"), LATER)
        assert len(mirror.asked) == 3  # the attempts of one request
        assert len(home.asked) == 2


def test_a_mirror_that_lacks_one_image_may_have_another() -> None:
    with serve() as home, serve() as mirror:
        home.store.image(APP, "1")
        mirror.store.image(APP, "2")
        with client(mirrors=mirrored(home, mirror)) as one:
            hosts = [one.manifest(reference(home, f":{tag}"), LATER).host for tag in ("1", "2")]
        assert hosts == [home.address, mirror.address]


def test_the_next_mirror_is_asked() -> None:
    with serve() as home, serve() as first, serve() as second:
        second.store.image(APP, "1")
        mirrors = Mirrors((*mirrored(home, first).mirrors, *mirrored(home, second).mirrors))
        with client(mirrors=mirrors) as one:
            assert one.manifest(reference(home), LATER).host == second.address
        assert (len(first.asked), home.asked) == (1, [])


def test_what_a_mirror_sends_is_verified_all_the_same() -> None:
    with serve() as home, serve() as mirror:
        found = home.store.image(APP)
        mirror.store.image(APP)
        mirror.on("/v2/.*", tamper(b"{}"))
        pinned = reference(home, f"@{found['digest']}")
        with client(mirrors=mirrored(home, mirror)) as one, pytest.raises(DigestMismatchError) as caught:
            one.manifest(pinned, LATER)
        assert caught.value.message.startswith(f"{mirror.address} sent 2 bytes")
        assert home.asked == []


def entry(registry: FakeRegistry, user: str, password: str) -> Entry:
    return Entry(Scope(registry.address), Credential(user, password))


def test_a_mirror_learns_its_own_credentials_and_no_other() -> None:
    with serve() as home, serve() as mirror:
        home.auth, mirror.auth = Bearer(users={"alice": canary.PASSWORD}, public=()), Basic("bob", "mirror-password")
        mirror.store.image(APP, "1")
        home.store.image(APP, "2")
        keychain = Keychain((entry(home, "alice", canary.PASSWORD), entry(mirror, "bob", "mirror-password")))
        with client(keychain, mirrors=mirrored(home, mirror)) as one:
            for tag in ("1", "2"):
                one.manifest(reference(home, f":{tag}"), LATER)
        alice, bob = (entry.held.basic for entry in keychain.entries if isinstance(entry.held, Credential))
        assert {asked.authorization for asked in mirror.asked} == {None, bob}
        assert bob not in {asked.authorization for asked in home.asked}
        assert alice in {asked.authorization for asked in home.asked}


def test_a_mirror_learns_nothing_of_the_registry() -> None:
    with serve() as home, serve() as mirror:
        mirror.auth = Bearer(public=())
        keychain = Keychain((entry(home, "alice", canary.PASSWORD),))
        home.store.image(APP, "1")
        with client(keychain, mirrors=mirrored(home, mirror)) as one:
            assert one.manifest(reference(home), LATER).host == home.address
        assert not any(asked.authorization and "Basic" in asked.authorization for asked in mirror.asked)


def test_an_image_that_nobody_has_is_the_registry_s_to_miss() -> None:
    with serve() as home, serve() as mirror, client(mirrors=mirrored(home, mirror)) as one:
        with pytest.raises(RegistryError) as caught:
            one.manifest(reference(home), LATER)
        assert caught.value.message.startswith(f"{home.address} has no {home.address}/{APP}:1")
