"""How registries are reached from the command line: credentials, mirrors, notices, and what refers to an image."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from imagegate.cli.main import main
from imagegate.oci.platform import Platform
from tests import canary
from tests.fake_registry.answer import refuse, state
from tests.fake_registry.auth import Basic, Bearer, basic
from tests.fake_registry.server import FakeRegistry, serve
from tests.images import config_of, encoded
from tests.local.images import image, layout, unpacked

SIGNATURE = "application/vnd.dev.cosign.artifact.sig.v1+json"
APP = "team/app"
POLICY = {
    "imagegate": "v1",
    "rules": [
        {
            "id": "signature-present",
            "severity": "error",
            "needs": ["referrers", "tags"],
            "at": "/signatures",
            "schema": {"minItems": 1},
            "message": "nobody signed it",
        }
    ],
}


@pytest.fixture(name="registry")
def _registry() -> Iterator[FakeRegistry]:
    with serve() as registry:
        registry.store.image(APP, "1", {"User": "1000"})
        yield registry


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.json").write_text(json.dumps(POLICY))


def check(
    registry: FakeRegistry, capsys: pytest.CaptureFixture[str], *arguments: str, **environ: str
) -> tuple[int, str]:
    code = main(["check", f"{registry.address}/{APP}:1", *arguments], environ)
    shown = "".join(capsys.readouterr())
    assert not canary.found(shown)
    return code, shown


def config(registry: FakeRegistry) -> str:
    auth = basic(canary.USERNAME, canary.PASSWORD).removeprefix("Basic ")
    return json.dumps({"auths": {registry.address: {"auth": auth}}})


def test_credentials_from_the_environment(registry: FakeRegistry, capsys: pytest.CaptureFixture[str]) -> None:
    registry.auth = Basic(canary.USERNAME, canary.PASSWORD)
    assert check(registry, capsys)[0] == 3
    assert check(registry, capsys, DOCKER_AUTH_CONFIG=config(registry))[0] == 0


def test_credentials_of_podman_s(registry: FakeRegistry, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registry.auth = Basic(canary.USERNAME, canary.PASSWORD)
    path = tmp_path / "containers" / "auth.json"
    path.parent.mkdir()
    path.write_text(config(registry))
    assert check(registry, capsys, XDG_RUNTIME_DIR=str(tmp_path))[0] == 0
    assert check(registry, capsys, REGISTRY_AUTH_FILE=str(path))[0] == 0


def test_credentials_of_a_helper(registry: FakeRegistry, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registry.auth = Bearer(identities={canary.TOKEN: "alice"}, public=())
    program = tmp_path / "docker-credential-store"
    program.write_text(f'#!/bin/sh\necho \'{{"Username":"<token>","Secret":"{canary.TOKEN}"}}\'\n')
    program.chmod(0o755)
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker" / "config.json").write_text('{"credsStore":"store"}')
    assert check(registry, capsys, HOME=str(tmp_path), PATH=str(tmp_path))[0] == 0
    code, shown = check(registry, capsys, HOME=str(tmp_path), PATH="/nowhere")
    assert code == 3
    assert "are kept by the helper docker-credential-store, which is not on PATH" in shown


def test_a_folder_that_is_not_there_is_no_anonymity(registry: FakeRegistry, capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = check(registry, capsys, DOCKER_CONFIG="/nowhere")
    assert (code, registry.asked) == (2, [])
    assert "DOCKER_CONFIG names /nowhere, which is no folder here" in shown


def test_a_mirror_is_not_named_by_the_report(registry: FakeRegistry, capsys: pytest.CaptureFixture[str]) -> None:
    with serve() as mirror:
        mirror.store.image(f"cache/{APP}", "1", {"User": ""})
        code, shown = check(registry, capsys, "--mirror", f"{registry.address}={mirror.address}/cache")
        assert (code, registry.asked, len(mirror.asked)) == (1, [], 2)
        assert mirror.address not in shown


def test_a_limit_that_is_near_is_a_notice(registry: FakeRegistry, capsys: pytest.CaptureFixture[str]) -> None:
    registry.on("/v2/.*", state(ratelimit_limit="100;w=21600", ratelimit_remaining="2;w=21600"))
    code, shown = check(registry, capsys, "--format", "github")
    assert code == 0
    assert f"{registry.address} gives only 2 of 100 more manifests within 6 hours" in shown
    assert "::notice" in shown


@pytest.mark.parametrize(
    ("signed", "code"), [pytest.param(True, 0, id="signed"), pytest.param(False, 1, id="not signed")]
)
@pytest.mark.parametrize("lists", [True, False])
def test_a_rule_that_needs_signatures(
    registry: FakeRegistry,
    capsys: pytest.CaptureFixture[str],
    code: int,
    *,
    signed: bool,
    lists: bool,
) -> None:
    digest = registry.store.tags[APP, "1"]
    kept = registry.store.refer(APP, digest, SIGNATURE)
    registry.lists_referrers = lists
    if not signed:
        registry.store.referrers.clear()
    elif not lists:
        registry.store.index(APP, digest.replace(":", "-"), [kept])
    found = check(registry, capsys, "-p", "policy.json")
    assert found[0] == code
    assert ("nobody signed it" in found[1]) is not signed


def test_signatures_that_cannot_be_looked_up(registry: FakeRegistry, capsys: pytest.CaptureFixture[str]) -> None:
    registry.lists_referrers = False
    registry.on(f"/v2/{APP}/manifests/sha256-.*", refuse(403))
    code, shown = check(registry, capsys, "-p", "policy.json", "--fail-on", "warning")
    assert code == 1
    assert "could not be read" in shown
    assert "denies access" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--mirror", "a"], "'a' in `mirrors` is not REGISTRY=MIRROR", id="no mirror"),
        pytest.param(["--auth-realm", "a"], "'a' in `auth-realms` is not REGISTRY=TOKEN-SERVER", id="no pair"),
    ],
)
def test_what_means_nothing(
    registry: FakeRegistry, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, shown = check(registry, capsys, *arguments)
    assert (code, registry.asked) == (2, [])
    assert message in shown


def test_a_proxy_that_cannot_be_used(registry: FakeRegistry, capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = check(registry, capsys, HTTPS_PROXY=f"socks5://{canary.USERNAME}:{canary.PASSWORD}@p:1")
    assert code == 2
    assert "HTTPS_PROXY names a proxy that is not asked by plain http" in shown


def test_an_image_in_a_file_has_no_referrers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blobs, entry = image(encoded(config_of({"User": "1000"}, Platform("linux", "amd64"))))
    unpacked(layout(blobs, entry), tmp_path / "layout")
    assert main(["check", "oci:layout", "-p", "policy.json", "--fail-on", "warning"], {}) == 1
    assert "/facts/referrers could not be read" in capsys.readouterr().out
