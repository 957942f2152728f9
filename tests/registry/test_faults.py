"""Whatever goes wrong with a registry ends in time, in one sentence that names the image and the host."""

import socket
from collections.abc import Sequence
from typing import Any

import pytest

from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.http.network import Network, SocketAddress
from imagegate.oci import media_type
from imagegate.oci.image import Part
from imagegate.oci.reference import Reference
from imagegate.registry.credential import Entry, Keychain, Scope
from imagegate.registry.secret import Credential
from tests import canary
from tests.fake_registry.answer import Change, hang_up, page, refuse, state, tamper, truncate
from tests.fake_registry.auth import Auth, Basic, Bearer, Open
from tests.fake_registry.server import serve
from tests.fake_registry.store import Store
from tests.http.raw_server import Reply, drips, says, serve_raw, silent
from tests.images import encoded
from tests.real.certificates import Pair, authority, server
from tests.registry.reader import client, error, image, read
from tests.registry.resolved import resolve_all

APP = "team/app"
MANIFESTS, BLOBS, ALL = "/v2/team/app/manifests/.*", "/v2/team/app/blobs/.*", "/v2/.*"
SECRET_ERROR = b'{"errors":[{"code":"DENIED","message":"not for %s"}]}' % canary.PASSWORD.encode()


@pytest.mark.parametrize(
    ("path", "change", "code", "message"),
    [
        pytest.param(ALL, refuse(401), "denied", "denies access to", id="401 without a challenge"),
        pytest.param(
            ALL, refuse(401, WWW_Authenticate="Basic realm=x"), "denied", "denies access to", id="401 with a challenge"
        ),
        pytest.param(ALL, refuse(401, WWW_Authenticate="Negotiate"), "denied", "denies access", id="401 with another"),
        pytest.param(ALL, refuse(401, WWW_Authenticate='Bearer realm="ftp://x"'), "realm", "names a token server",
            id="realm",
        ),
        pytest.param(ALL, refuse(403), "denied", "denies access to", id="403"),
        pytest.param(ALL, refuse(403, SECRET_ERROR), "denied", "denies access to", id="403 that repeats a password"),
        pytest.param(ALL, refuse(404), "not-found", "has no ", id="404"),
        pytest.param(ALL, refuse(429), "rate-limited", "limits requests", id="429"),
        pytest.param(ALL, refuse(429, Retry_After="3600"), "rate-limited", "for another 1 hour",
            id="429, an hour",
        ),
        pytest.param(ALL, refuse(500), "server-error", "failed with status 500", id="500"),
        pytest.param(ALL, refuse(502, b"<html>"), "server-error", "failed with status 502", id="502 with a page"),
        pytest.param(ALL, refuse(400), "unexpected-status", "answered with status 400", id="400"),
        pytest.param(ALL, page(), "web-page", "answered with a web page", id="a page instead of a manifest"),
        pytest.param(BLOBS, page(), "web-page", "answered with a web page", id="a page instead of a config"),
        pytest.param(MANIFESTS, tamper(b"<html>"), "invalid-manifest", "is not usable: not JSON", id="no JSON"),
        pytest.param(MANIFESTS, tamper(b"[]"), "invalid-manifest", "is not usable", id="no object"),
        pytest.param(MANIFESTS, tamper(b'\xef\xbb\xbf{"config":{}}'), "invalid-manifest", "not usable", id="a BOM"),
        pytest.param(MANIFESTS, tamper('{"a":1}'.encode("utf-16")), "invalid-manifest", "not UTF-8", id="UTF-16"),
        pytest.param(MANIFESTS, tamper(b"[" * 200_000), "invalid-manifest", "nested more than", id="nested for ever"),
        pytest.param(MANIFESTS, truncate(10), "unreachable", "sent only a part of its answer", id="cut"),
        pytest.param(BLOBS, truncate(10), "unreachable", "sent only a part of its answer", id="a config that is cut"),
        pytest.param(BLOBS, tamper(b"{}"), "digest-mismatch", "sent 2 bytes with the digest", id="another config"),
        pytest.param(BLOBS, refuse(404), "not-found", "has no ", id="no config"),
        pytest.param(
            MANIFESTS, state(Docker_Content_Digest="sha256:" + "0" * 64), "digest-mismatch", "was promised",
            id="a digest",
        ),
        pytest.param(MANIFESTS, hang_up(), "unreachable", "closed the connection", id="hung up"),
        pytest.param(
            MANIFESTS, state(Content_Encoding="gzip"), "protocol", "the encoding 'gzip'", id="compressed unasked"
        ),
        pytest.param(
            MANIFESTS, state(Content_Type=media_type.OCI_INDEX), "invalid-manifest", "it is handed out as", id="type"
        ),
        pytest.param(
            MANIFESTS, refuse(302, Location="/v2/team/app/manifests/1"), "redirect", "more than 5 times",
            id="in circles",
        ),
        pytest.param(MANIFESTS, refuse(302), "redirect", "without saying where to", id="a redirect to nowhere"),
        pytest.param(
            MANIFESTS, refuse(307, Location="http://cdn.example/x?s=canary-signature"), "plain-http",
            "cdn.example would", id="a redirect to plain http elsewhere",
        ),
        pytest.param(
            MANIFESTS, refuse(307, Location="https://cdn.invalid/x?s=canary-signature"), "unknown-host",
            "the host name cdn.invalid cannot be resolved", id="a redirect to an unknown host",
        ),
        pytest.param(
            MANIFESTS, refuse(307, Location="https://169.254.169.254/x"), "forbidden-address", "is link-local",
            id="a redirect to the metadata service",
        ),
    ],
)  # fmt: skip
def test_a_registry_at_fault(path: str, change: Change, code: str, message: str) -> None:
    with serve() as registry:
        registry.store.image(APP, "1")
        registry.on(path, change)
        keychain = Keychain((Entry(Scope(registry.address), Credential(canary.USERNAME, canary.PASSWORD)),))
        found = error(read(f"{registry.address}/{APP}:1", keychain))
    assert found[0] == code
    assert message in found[1]


@pytest.mark.parametrize(
    ("auth", "message"),
    [
        pytest.param(Open(), "has no {}/team/app:2 (it says: MANIFEST_UNKNOWN: manifest unknown)", id="no tag"),
        pytest.param(Bearer(), "has no {}/team/app:2 (it says: MANIFEST_UNKNOWN: manifest unknown)", id="with a token"),
        pytest.param(Bearer(public=()), "denies access to {}/team/app:2 (it says: UNAUTHORIZED", id="not for nobody"),
        pytest.param(Basic("a", "b"), "denies access to {}/team/app:2 (it says: UNAUTHORIZED", id="nor without a user"),
    ],
)
def test_a_sentence(auth: Auth, message: str) -> None:
    with serve() as registry:
        registry.auth = auth
        registry.store.image(APP, "1")
        found = error(read(f"{registry.address}/{APP}:2"))
        assert found[1].startswith(f"{registry.address} {message.format(registry.address)}")


@pytest.mark.parametrize(
    ("reference", "code", "message"),
    [
        pytest.param("r.invalid/x:1", "unknown-host", "the host name r.invalid cannot be resolved", id="unknown host"),
        pytest.param(
            "127.0.0.1:1/x:1", "unreachable", "cannot connect to 127.0.0.1:1: connection refused", id="refused"
        ),
        pytest.param("169.254.169.254/x:1", "forbidden-address", "169.254.169.254 has the address", id="metadata"),
    ],
)
def test_a_host_that_cannot_be_asked(reference: str, code: str, message: str) -> None:
    found = error(read(reference))
    assert found[0] == code
    assert found[1].startswith(f"{reference}: {message}")


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(silent(2), id="says nothing"),
        pytest.param(drips("HTTP/1.1 200 OK\nX-A: ", 0.02), id="drips its head"),
        pytest.param(drips("HTTP/1.1 200 OK\nContent-Length: 900\n\n", 0.02), id="drips its body"),
    ],
)
def test_a_registry_that_hangs(reply: Reply) -> None:
    with serve_raw(reply) as url:
        host = url.removeprefix("http://").partition("/")[0]
        assert error(read(f"{host}/x:1", seconds=0.25)) == ("timeout", f"{host}/x:1: {host} did not answer in time")


def test_a_registry_that_hangs_is_asked_once_for_all_who_want_the_same() -> None:
    connections: list[int] = []

    def reply(connection: socket.socket) -> None:
        connections.append(1)
        silent(1)(connection)

    with serve_raw(reply) as url, client(request_seconds=0.2) as one:
        reference = Reference.parse(f"{url.removeprefix('http://').partition('/')[0]}/x:1")
        for _ in range(2):
            found = resolve_all((reference,), Part.NONE, client=one, jobs=1, deadline=Deadline.after(10))
            host = reference.repository.registry
            assert error(found[0]) == ("timeout", f"{reference}: {host} did not answer within 0.2 seconds")
    assert connections == [1]


def test_a_registry_that_speaks_something_else() -> None:
    with serve_raw(says("220 mail.example ESMTP\n")) as url:
        host = url.removeprefix("http://").partition("/")[0]
        assert error(read(f"{host}/x:1")) == ("protocol", f"{host}/x:1: {host} sent something that is not HTTP")


def lead_to_loopback(host: str, port: int) -> Sequence[SocketAddress]:
    assert host
    return socket.getaddrinfo("127.0.0.1", port, type=socket.SOCK_STREAM)


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return authority(tmp_path_factory.mktemp("tls") / "ca")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory, ca: Pair) -> Pair:
    return server(tmp_path_factory.mktemp("tls") / "server", ca, "registry.test", "registry-1.docker.io")


def test_a_wrong_certificate_is_not_followed_by_plain_http(certificate: Pair) -> None:
    with serve(name="registry.test", tls=(certificate.certificate, certificate.key)) as registry:
        registry.store.image(APP, "1")
        code, message = error(read(f"{registry.address}/{APP}:1", network=Network(look_up=lead_to_loopback)))
        assert (code, registry.asked, len(registry.accepted)) == ("tls", [], 1)
    assert f"the certificate of {registry.address} is not trusted" in message


def test_plain_http_where_tls_is_wanted() -> None:
    with serve(name="registry.test") as registry:
        code, message = error(read(f"{registry.address}/{APP}:1", network=Network(look_up=lead_to_loopback)))
        assert (code, registry.asked) == ("tls", [])
    assert f"{registry.address} does not speak TLS" in message


def test_plain_http_that_is_allowed() -> None:
    with serve(name="registry.test") as registry:
        registry.store.image(APP, "1")
        rule = AddressRule(plain=frozenset({registry.address}))
        image(read(f"{registry.address}/{APP}:1", network=Network(rule, look_up=lead_to_loopback)))


def test_a_private_address_that_nobody_named() -> None:
    with serve() as registry:
        registry.store.image(APP, "1")
        closed = Network(AddressRule(private_everywhere=False))
        code, message = error(read(f"{registry.address}/{APP}:1", network=closed))
        assert (code, registry.asked) == ("forbidden-address", [])
        assert f"{registry.address} has the private address" in message
        named = Network(AddressRule(private_everywhere=False, private=frozenset({registry.address})))
        image(read(f"{registry.address}/{APP}:1", network=named))


def test_a_name_that_leads_to_the_metadata_service() -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 443))]
    code, message = error(read("registry.test/x:1", network=Network(look_up=lambda *_: found)))
    assert code == "forbidden-address"
    assert "registry.test has the address 169.254.169.254" in message


def test_docker_hub_by_its_own_names(ca: Pair, certificate: Pair) -> None:
    with serve(name="registry-1.docker.io", tls=(certificate.certificate, certificate.key)) as registry:
        port = int(registry.address.partition(":")[2])
        registry.auth = Bearer(realm="/token")
        registry.store.image("library/ruby", "latest", {"User": "ruby"})
        asked: list[tuple[str, int]] = []

        def look_up(host: str, at: int) -> Sequence[SocketAddress]:
            asked.append((host, at))
            return lead_to_loopback(host, port)

        network = Network(ca_bundle=ca.certificate, look_up=look_up)
        found = image(read("ruby", network=network))
        assert found.reference.canonical == "docker.io/library/ruby:latest"
        assert found.platforms[0].config.execution.user == "ruby"
        assert set(asked) == {("registry-1.docker.io", 443)}
        assert registry.asked[0].headers["host"] == "registry-1.docker.io"
        assert "scope=repository%3Alibrary%2Fruby%3Apull" in registry.asked[1].path


def config_type(store: Store, content: bytes, kind: str, **top: Any) -> None:
    store.with_config(APP, "1", store.blob(APP, content, kind), **top)


@pytest.mark.parametrize(
    ("content", "kind", "top", "code", "message"),
    [
        pytest.param(
            b"{}", media_type.OCI_EMPTY, {"artifactType": "application/x.sbom"}, "not-an-image",
            "it is not an image but 'application/x.sbom'", id="an artifact",
        ),
        pytest.param(
            b'{"name":"chart","version":"1"}', "application/vnd.cncf.helm.config.v1+json", {}, "not-an-image",
            "it is not an image but 'application/vnd.cncf.helm.config.v1+json'", id="a chart",
        ),
        pytest.param(
            b"not JSON", "application/x", {}, "not-an-image", "it is not an image but 'application/x'",
            id="not even JSON",
        ),
        pytest.param(b"{}", media_type.OCI_CONFIG, {}, "not-an-image", "it is not an image: its config", id="empty"),
        pytest.param(b"[]", media_type.OCI_CONFIG, {}, "invalid-config", "the image config is not usable", id="a list"),
        pytest.param(
            b'{"os":"linux","config":{"User":"1"},"Config":{"User":"0"}}', media_type.OCI_CONFIG, {}, "invalid-config",
            "which container runtimes read as 'config'", id="two configs",
        ),
        pytest.param(
            b'{"os":"linux"}', media_type.OCI_CONFIG, {"manifests": []}, "invalid-manifest", "a manifest and an index",
            id="two things at once",
        ),
        pytest.param(
            b'{"os":"linux"}', media_type.OCI_CONFIG, {"schemaVersion": 1}, "invalid-manifest", "schema version 1",
            id="schema 1",
        ),
    ],
)  # fmt: skip
def test_what_is_no_image(content: bytes, kind: str, top: dict[str, Any], code: str, message: str) -> None:
    with serve() as registry:
        config_type(registry.store, content, kind, **top)
        found = error(read(f"{registry.address}/{APP}:1"))
    assert found[0] == code
    assert message in found[1]


def test_what_a_config_calls_itself_is_no_excuse() -> None:
    with serve() as registry:
        config_type(registry.store, encoded({"os": "linux", "config": {"User": "0"}}), "application/x")
        assert image(read(f"{registry.address}/{APP}:1")).platforms[0].config.execution.user == "0"


@pytest.mark.parametrize(
    "digest",
    [
        pytest.param("sha256:../../../../v2/other/blobs/x", id="a path"),
        pytest.param("sha256:" + "A" * 64, id="upper case"),
        pytest.param("sha512:" + "a" * 64, id="too short"),
        pytest.param("blake3:" + "a" * 64, id="an algorithm that cannot be checked"),
        pytest.param("", id="none"),
    ],
)
def test_a_digest_that_is_none_is_not_asked_for(digest: str) -> None:
    with serve() as registry:
        registry.store.with_config(APP, "1", {"mediaType": media_type.OCI_CONFIG, "digest": digest, "size": 2})
        assert error(read(f"{registry.address}/{APP}:1"))[0] == "invalid-manifest"
        assert len(registry.asked) == 1


@pytest.mark.parametrize("size", [-1, 10**15, "12", 2.0, True, None])
def test_a_size_that_is_none_is_not_asked_for(size: object) -> None:
    with serve() as registry:
        config = registry.store.blob(APP, b"{}")
        registry.store.with_config(APP, "1", {**config, "size": size})
        assert error(read(f"{registry.address}/{APP}:1"))[0] in ("invalid-manifest", "too-large")
        assert len(registry.asked) == 1


def test_urls_of_a_descriptor_are_not_followed() -> None:
    with serve() as registry, serve() as elsewhere:
        config = registry.store.blob(APP, encoded({"os": "linux"}))
        registry.store.blobs.clear()
        registry.store.with_config(APP, "1", {**config, "urls": [f"{elsewhere.url}/x"]})
        assert error(read(f"{registry.address}/{APP}:1"))[0] == "not-found"
        assert elsewhere.accepted == []
