"""What is known of registries beforehand, and what becomes of it where it is not true."""

import pytest

from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.http.errors import ConnectError, DeadlineError, TransportError
from imagegate.http.message import Response
from imagegate.oci.reference import Reference, Repository
from imagegate.registry.authorize import Authorizer
from imagegate.registry.credential import Entry, Keychain, Scope
from imagegate.registry.errors import RegistryError
from imagegate.registry.secret import Credential
from imagegate.registry.well_known import WellKnown
from tests import canary
from tests.fake_registry.scripted import answer, answers

KNOWN = WellKnown(AddressRule())
APP = Repository("ghcr.io", "team/app")
LATER = Deadline.after(3600)  # counted from the import: longer than any whole run
CREDENTIAL = Credential(canary.USERNAME, canary.PASSWORD)
TOKEN = answer(200, b'{"token":"t"}')
URL = "https://ghcr.io/token?service=ghcr.io&scope=repository%3Ateam%2Fapp%3Apull&client_id=imagegate"


@pytest.mark.parametrize(
    ("name", "has_credential", "expected"),
    [
        pytest.param("ruby", False, ("https://auth.docker.io/token", "registry.docker.io"), id="Docker Hub"),
        pytest.param("ghcr.io/a/b", False, ("https://ghcr.io/token", "ghcr.io"), id="GitHub"),
        pytest.param(
            "registry.gitlab.com/a/b", False, ("https://gitlab.com/jwt/auth", "container_registry"), id="GitLab"
        ),
        pytest.param(
            "public.ecr.aws/a/b", False, ("https://public.ecr.aws/token/", "public.ecr.aws"), id="Amazon, public"
        ),
        pytest.param(
            "myteam.azurecr.io/a/b",
            False,
            ("https://myteam.azurecr.io/oauth2/token", "myteam.azurecr.io"),
            id="Azure, by the name's shape",
        ),
        pytest.param("quay.io/a/b", False, None, id="Quay gives public images to everybody"),
        pytest.param("quay.io/a/b", True, ("https://quay.io/v2/auth", "quay.io"), id="and private ones for a token"),
        pytest.param("gcr.io/a/b", True, ("https://gcr.io/v2/token", "gcr.io"), id="Google"),
        pytest.param("eu.gcr.io/a/b", True, ("https://eu.gcr.io/v2/token", "eu.gcr.io"), id="Google in Europe"),
        pytest.param(
            "us-docker.pkg.dev/a/b/c",
            True,
            ("https://us-docker.pkg.dev/v2/token", "us-docker.pkg.dev"),
            id="Artifact Registry",
        ),
        pytest.param(
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a",
            True,
            ("", "ecr.amazonaws.com"),
            id="Amazon wants the password itself",
        ),
        pytest.param("mcr.microsoft.com/a/b", True, None, id="one that wants nothing"),
        pytest.param("registry.example.com/a/b", True, None, id="any other"),
        pytest.param("ghcr.io.evil.example/a/b", True, None, id="a name that begins like one"),
        pytest.param("evil-azurecr.io/a", True, None, id="a name that ends like one"),
        pytest.param("ghcr.io:8443/a/b", True, None, id="another port is another registry"),
    ],
)
def test_facts(name: str, has_credential: bool, expected: tuple[str, str] | None) -> None:  # noqa: FBT001 - a row
    demand = KNOWN(Reference.parse(name).repository.registry, has_credential=has_credential)
    assert (demand and (demand.challenge.realm, demand.challenge.parameters["service"])) == expected
    assert demand is None or demand.is_basic or demand.realm().trusted


def test_a_registry_that_is_asked_by_plain_http_is_not_the_known_one() -> None:
    assert WellKnown(AddressRule(plain=frozenset({"ghcr.io"})))("ghcr.io", has_credential=True) is None


def test_a_known_registry_gets_its_token_with_the_first_request() -> None:
    sender = answers(TOKEN)
    authorizer = Authorizer(sender, Keychain(), hint=KNOWN)
    assert [authorizer.header(APP, LATER), authorizer.header(APP, LATER)] == ["Bearer t", "Bearer t"]
    assert [sent.url for sent in sender.sent] == [URL]


def test_a_known_registry_that_wants_a_password_gets_it_with_the_first_request() -> None:
    repository = Repository("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "app")
    keychain = Keychain((Entry(Scope(repository.registry), CREDENTIAL),))
    assert Authorizer(answers(), keychain, hint=KNOWN).header(repository, LATER) == CREDENTIAL.basic


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(answer(404), id="no token server there"),
        pytest.param(answer(200, b"<html>"), id="something else there"),
        pytest.param(answer(403), id="it denies"),
        pytest.param(ConnectError("nobody there"), id="nobody there"),
    ],
)
def test_where_the_hint_is_not_true_the_registry_is_asked(outcome: Response | TransportError) -> None:
    sender = answers(outcome, TOKEN)
    authorizer = Authorizer(sender, Keychain(), hint=KNOWN)
    assert [authorizer.header(APP, LATER), authorizer.header(APP, LATER)] == [None, None]
    demand = authorizer.learn(APP, _refused("https://ghcr.io/moved"), LATER)
    assert demand
    assert authorizer.renew(APP, demand, None, LATER) == "Bearer t"
    assert [sent.url.partition("?")[0] for sent in sender.sent] == ["https://ghcr.io/token", "https://ghcr.io/moved"]


def test_where_the_registry_says_the_same_nobody_asks_twice() -> None:
    sender = answers(answer(403))
    authorizer = Authorizer(sender, Keychain(), hint=KNOWN)
    assert authorizer.header(APP, LATER) is None
    demand = authorizer.learn(APP, _refused("https://ghcr.io/token"), LATER)
    assert demand
    with pytest.raises(RegistryError, match="denies access"):
        authorizer.renew(APP, demand, None, LATER)


def test_a_token_server_that_does_not_answer_in_time_is_no_hint_that_is_wrong() -> None:
    authorizer = Authorizer(answers(DeadlineError.of("ghcr.io")), Keychain(), hint=KNOWN)
    with pytest.raises(DeadlineError):
        authorizer.header(APP, LATER)


def test_what_the_registry_says_counts_from_then_on() -> None:
    sender = answers(TOKEN)
    authorizer = Authorizer(sender, Keychain(), hint=KNOWN)
    assert authorizer.learn(APP, _refused("https://ghcr.io/other"), LATER)
    authorizer.header(APP, LATER)
    assert [sent.url.partition("?")[0] for sent in sender.sent] == ["https://ghcr.io/other"]


def test_nobody_waits_for_what_is_known() -> None:
    authorizer, soon = Authorizer(answers(), Keychain(), hint=KNOWN), Deadline.after(0.05)
    with authorizer.opening("ghcr.io", soon), authorizer.opening("ghcr.io", soon):
        pass
    with (
        authorizer.opening("r.example", soon),
        pytest.raises(DeadlineError),
        authorizer.opening("r.example", soon),
    ):
        pass


def _refused(realm: str) -> Response:
    headers = {"www-authenticate": (f'Bearer realm="{realm}",service="s"',)}
    return Response("https://ghcr.io/v2/team/app/manifests/1", 401, b"", headers)
