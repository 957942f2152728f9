"""`config.json`, as `docker login` writes it."""

import json
from typing import Any

import pytest

from imagegate.oci.reference import Reference
from imagegate.registry.credential import Credential, Entry, Keychain, Scope
from imagegate.registry.docker_config import InvalidDockerConfigError, parse
from imagegate.registry.keychain import GithubToken, keychain
from tests import canary
from tests.corpus import cases

ALICE = "YWxpY2U6Y2FuYXJ5LXBhc3N3b3JkLTdmM2E="
GIVEN = Credential(canary.USERNAME, canary.PASSWORD)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", (), id="an empty file"),
        pytest.param(b" \n", (), id="a blank one"),
        pytest.param(b"{}", (), id="no credentials"),
        pytest.param(b'{"auths":null}', (), id="null"),
        pytest.param(
            b'{"auths":{"r.example":{"auth":"%s"}}}' % ALICE.encode(), (Entry(Scope("r.example"), GIVEN),), id="auth"
        ),
        pytest.param(
            b'{"auths":{"r.example":{"username":"alice","password":"canary-password-7f3a"}}}',
            (Entry(Scope("r.example"), GIVEN),),
            id="user and password",
        ),
        pytest.param(b'{"auths":{"r.example":{}},"credsStore":"x"}', (), id="in a store of the system"),
        pytest.param(
            b'{"auths":{"r.example":{"identitytoken":"t","auth":"MDA6"}}}', (Entry(Scope("r.example"), None),),
            id="an identity token cannot be used",
        ),
        pytest.param(b'{"auths":{"not a host":{"auth":"YTpi"}}}', (), id="no registry"),
    ],
)  # fmt: skip
def test_parse(content: bytes, expected: tuple[Entry, ...]) -> None:
    assert parse(content, "config.json") == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"{", "config.json is not the JSON that `docker login` writes", id="no JSON"),
        pytest.param(b"[]", "config.json is not the JSON that `docker login` writes", id="no object"),
        pytest.param(b'{"auths":[]}', "config.json: `auths` is not an object", id="a list"),
        pytest.param(
            b'{"auths":{"r.example":"x"}}', "config.json: the entry for 'r.example' is not an object", id="text"
        ),
        pytest.param(
            b'{"auths":{"r.example":{"auth":"canary-password-7f3a"}}}',
            "config.json: the entry for 'r.example' has an `auth` that is not the base64 of USER:PASSWORD",
            id="a password that is not in base64",
        ),
        pytest.param(
            b'{"auths":{"r.example":{"auth":"YWxpY2U="}}}',
            "config.json: the entry for 'r.example' has an `auth` that is not the base64 of USER:PASSWORD",
            id="no password",
        ),
        pytest.param(
            b'{"auths":{"r.example":{"username":1}}}',
            "config.json: the entry for 'r.example' holds something that is no text",
            id="a number",
        ),
    ],
)
def test_refused(content: bytes, message: str) -> None:
    with pytest.raises(InvalidDockerConfigError) as caught:
        parse(content, "config.json")
    assert caught.value.message == message
    assert not canary.found(repr(caught.value))


@pytest.mark.parametrize(
    "case", [case for case in cases("credential") if "helper" not in case], ids=lambda c: c["name"]
)
def test_samples(case: dict[str, Any]) -> None:
    content = case["config"] if isinstance(case["config"], str) else json.dumps(case["config"])
    token = case.get("env", {}).get("GITHUB_TOKEN", "")
    chain: Keychain = keychain(parse(content.encode(), "config.json"), github=GithubToken(token))
    found = chain.credential(Reference.parse(case["image"]).repository)
    expected = case["expected"]
    if expected is None or expected == "error" or "identity_token" in expected:
        assert found is None  # a helper is not run here, an identity token not used
        return
    assert found
    assert found.password == expected["password"]
    assert found.username == ("x-access-token" if token else expected["username"])
