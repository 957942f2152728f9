"""What to do about a denial."""

import pytest

from imagegate.http.message import Response
from imagegate.oci.reference import Reference
from imagegate.registry.advice import advice
from imagegate.registry.credential import Entry, Keychain, Scope, Unusable
from imagegate.registry.demand import Demand
from imagegate.registry.denial import denied_hint
from imagegate.registry.secret import Credential, IdentityToken, RegistryToken, Secret

BASIC = "Basic realm=x"
OWN, OTHER = 'Bearer realm="/token"', 'Bearer realm="https://auth.example/t"'


def given(secret: Secret) -> tuple[Entry, ...]:
    return (Entry(Scope("r.example"), secret),)


@pytest.mark.parametrize(
    ("entries", "challenge", "hint"),
    [
        pytest.param(
            (), "", "check the name for typing errors; if the image is private, give credentials for its registry",
            id="nobody",
        ),
        pytest.param(
            (Entry(Scope("r.example", "team"), Unusable("are empty here")),), "",
            "the credentials for r.example/team are empty here", id="meant and not usable",
        ),
        pytest.param(
            given(Credential("a", "b")), OWN,
            "check that the image exists and that the credentials given for its registry may pull it", id="sent",
        ),
        pytest.param(
            given(Credential("a", "b")), BASIC,
            "check that the image exists and that the credentials given for its registry may pull it",
            id="sent as Basic",
        ),
        pytest.param(
            given(RegistryToken("t")), OTHER,
            "check that the image exists and that the credentials given for its registry may pull it",
            id="sent to nobody else",
        ),
        pytest.param(
            given(IdentityToken("", "t")), OTHER,
            "the credentials were not sent: the token server auth.example is not known to belong to the registry; if "
            "it does, add r.example=auth.example to `auth-realms`",
            id="not sent",
        ),
        pytest.param(
            given(Credential("a", "b", offered=True)), OWN,
            "the GitHub token does not reach it, and in pull requests from forks no private package: give credentials",
            id="offered",
        ),
    ],
)  # fmt: skip
def test_hint(entries: tuple[Entry, ...], challenge: str, hint: str) -> None:
    headers = {"www-authenticate": (challenge,)} if challenge else {}
    demand = Demand.of(Response("https://r.example/v2/team/app/manifests/1", 401, b"", headers))
    assert denied_hint(Keychain(entries), Reference.parse("r.example/team/app").repository, demand) == hint


@pytest.mark.parametrize(
    ("registry", "named"),
    [
        pytest.param("docker.io", "Docker Hub", id="Docker Hub"),
        pytest.param("ghcr.io", "`packages: read`", id="GitHub"),
        pytest.param("containers.acme.ghe.com", "`packages: read`", id="GitHub, a company's own"),
        pytest.param("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "the user AWS", id="Amazon ECR"),
        pytest.param("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com", "the user AWS", id="Amazon ECR, FIPS"),
        pytest.param("eu.gcr.io", "oauth2accesstoken", id="Google Container Registry"),
        pytest.param("europe-west1-docker.pkg.dev", "oauth2accesstoken", id="Google Artifact Registry"),
        pytest.param("acme.azurecr.io", "--expose-token", id="Azure"),
        pytest.param("registry.gitlab.com", "read_registry", id="GitLab"),
        pytest.param("quay.io", "robot account", id="Quay"),
        pytest.param("registry.redhat.io", "registry service account", id="Red Hat"),
        pytest.param("acme.jfrog.io", "HOST/KEY/IMAGE", id="Artifactory"),
        pytest.param("r.example:5000", "", id="any other"),
        pytest.param("docker.io.example", "", id="one that only sounds like it"),
        pytest.param("gcr.io:8443", "", id="another port"),
    ],
)
def test_advice(registry: str, named: str) -> None:
    assert (named in advice(registry)) if named else advice(registry) == ""


def test_advice_follows_what_was_sent() -> None:
    hint = denied_hint(Keychain(), Reference.parse("ghcr.io/team/app").repository, None)
    assert hint.startswith("check the name for typing errors; if the image is private, give credentials")
    assert hint.endswith(f"; {advice('ghcr.io')}")
