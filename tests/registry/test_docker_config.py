"""`config.json`, as `docker login` writes it, and `auth.json`, as Podman does."""

import json
from typing import Any

import pytest

from imagegate.oci.reference import Reference
from imagegate.registry.credential import Entry, Keychain, Scope, Stored, Unusable
from imagegate.registry.docker_config import InvalidDockerConfigError, parse
from imagegate.registry.keychain import GithubToken, keychain
from imagegate.registry.secret import Credential, IdentityToken, RegistryToken
from tests import canary
from tests.corpus import cases

ALICE = "YWxpY2U6Y2FuYXJ5LXBhc3N3b3JkLTdmM2E="
GIVEN = Credential(canary.USERNAME, canary.PASSWORD)
NOTHING = Unusable("in config.json hold neither a password nor a token: log in again")


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
        pytest.param(
            b'{"auths":{"r.example":{}},"credsStore":"x"}', (Entry(Scope(""), Stored("x")),), id="a store for all"
        ),
        pytest.param(b'{"auths":{"r.example":{}}}', (Entry(Scope("r.example"), NOTHING),), id="a store without a name"),
        pytest.param(b'{"auths":{"r.example":{"username":"a"}}}', (Entry(Scope("r.example"), NOTHING),), id="a user"),
        pytest.param(b'{"auths":{"r.example":{"auth":"Og=="}}}', (Entry(Scope("r.example"), NOTHING),), id="empty"),
        pytest.param(
            b'{"credHelpers":{"r.example":"a","https://index.docker.io/v1/":"b","x":""}}',
            (
                Entry(Scope("r.example"), Stored("a", "r.example")),
                Entry(Scope("docker.io"), Stored("b", "https://index.docker.io/v1/")),
            ),
            id="helpers",
        ),
        pytest.param(
            b'{"credsStore":"all","auths":{"r.example":{"username":"alice","password":"canary-password-7f3a"}},'
            b'"credHelpers":{"r.example":"own"}}',
            (
                Entry(Scope("r.example"), Stored("own", "r.example")),
                Entry(Scope("r.example"), GIVEN),
                Entry(Scope(""), Stored("all")),
            ),
            id="all of them, the strongest first",
        ),
        pytest.param(
            b'{"auths":{"r.example":{"identitytoken":"t","auth":"MDA6"}}}',
            (Entry(Scope("r.example"), IdentityToken("00", "t")),),
            id="an identity token",
        ),
        pytest.param(
            b'{"auths":{"r.example":{"registrytoken":"t","identitytoken":"i"}}}',
            (Entry(Scope("r.example"), RegistryToken("t")),),
            id="a registry token",
        ),
        pytest.param(
            b'{"auths":{"quay.io/team/app":{"auth":"%s"}}}' % ALICE.encode(),
            (Entry(Scope("quay.io", "team/app"), GIVEN),),
            id="a repository, as Podman writes it",
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
            b'{"auths":{"r.example":{"auth":"YWxp*Y2U6Y2FuYXJ5LXBhc3N3b3JkLTdmM2E="}}}',
            "config.json: the entry for 'r.example' has an `auth` that is not the base64 of USER:PASSWORD",
            id="a password in other letters",
        ),
        pytest.param(
            b'{"auths":{"r.example":{"auth":"YWxpY2U="}}}',
            "config.json: the entry for 'r.example' has an `auth` that is not the base64 of USER:PASSWORD",
            id="no password",
        ),
        pytest.param(b'{"credHelpers":[]}', "config.json: `credHelpers` is not an object", id="helpers in a list"),
        *(
            pytest.param(
                b'{"credHelpers":{"r.example":%s}}' % name,
                "config.json: the helper for 'r.example' is not the name of a credential helper",
                id=f"no helper: {name.decode()}",
            )
            for name in (b'"../../evil"', b'"a b"', b'"-x"', b"1", b'"/bin/sh"', b'"a\\nb"', b'"%s"' % (b"a" * 65))
        ),
        pytest.param(
            b'{"credsStore":"x;y"}', "config.json: `credsStore` is not the name of a credential helper", id="no store"
        ),
        pytest.param(
            b'{"auths":{"r.example":{"identitytoken":"canary-token-91bc\\n"}}}',
            "config.json: the entry for 'r.example' has a token with a character that no token has",
            id="a token that cannot be sent",
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


@pytest.mark.parametrize("case", cases("credential"), ids=lambda c: c["name"])
def test_samples(case: dict[str, Any]) -> None:
    expected = case["expected"]
    if expected == "error":
        with pytest.raises(InvalidDockerConfigError):
            _chain(case)
        return
    found = _chain(case).credential(Reference.parse(case["image"]).repository)
    if expected is None:
        assert found is None
    elif "identity_token" in expected:
        assert found == IdentityToken(expected["username"], expected["identity_token"])
    else:
        username = "x-access-token" if "env" in case else expected["username"]  # any user goes with GitHub's token
        assert isinstance(found, Credential)
        assert (found.username, found.password) == (username, expected["password"])


def _chain(case: dict[str, Any]) -> Keychain:
    content = case["config"] if isinstance(case["config"], str) else json.dumps(case["config"])
    helper = case.get("helper", {})

    def ask(stored: Stored) -> Credential | None:
        if (f"docker-credential-{stored.helper}", stored.server) != (helper.get("name"), helper.get("stdin")):
            return None
        answer = json.loads(helper["stdout"])
        return Credential(answer["Username"], answer["Secret"])

    github = GithubToken(case.get("env", {}).get("GITHUB_TOKEN", ""))
    return keychain(parse(content.encode(), "config.json"), github=github, ask=ask)
