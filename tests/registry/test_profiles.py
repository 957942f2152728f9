"""Registries that people meet: a public and a private image of each, and what is said where somebody is not let in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from imagegate.http.deadline import Deadline
from imagegate.http.network import Network
from imagegate.http.retry import Retrying
from imagegate.http.transport import Transport
from imagegate.oci.image import Image, Part, Resolution
from imagegate.oci.reference import Reference
from imagegate.registry.api import Api
from imagegate.registry.authorize import Authorizer
from imagegate.registry.client import Client
from imagegate.registry.credential import Entry, Keychain, Scope
from imagegate.registry.keychain import logins
from imagegate.registry.notices import Notices
from imagegate.registry.well_known import Hint, WellKnown, nothing_known
from tests import canary
from tests.fake_registry.profiles import PROFILES, Profile, served
from tests.fake_registry.server import FakeRegistry
from tests.real.certificates import Pair, authority, server
from tests.registry.reader import error
from tests.registry.resolved import resolve_all

ALL = pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
WITH_PUBLIC = pytest.mark.parametrize(
    "profile", [profile for profile in PROFILES if profile.public], ids=lambda profile: profile.name
)
HINTS = pytest.mark.parametrize("hinted", [False, True], ids=["cold", "with a hint"])


@pytest.fixture(scope="module", name="ca")
def _ca(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return authority(tmp_path_factory.mktemp("tls") / "ca")


@pytest.fixture(scope="module", name="certificate")
def _certificate(tmp_path_factory: pytest.TempPathFactory, ca: Pair) -> Pair:
    names = dict.fromkeys(host for profile in PROFILES for host in profile.hosts)
    return server(tmp_path_factory.mktemp("tls") / "server", ca, *names)


@dataclass
class World:
    profile: Profile
    hosts: dict[str, FakeRegistry]
    network: Network

    @property
    def api(self) -> FakeRegistry:
        return self.hosts[self.profile.hosts[0]]

    def read(self, repository: str, keychain: Keychain, tag: str = "1", *, hinted: bool = False) -> Resolution:
        hint: Hint = WellKnown(self.network.rule) if hinted else nothing_known
        transport = Transport(self.network)
        sender = Retrying(transport, lambda _: None)
        api = Api(sender, Authorizer(sender, keychain, hint=hint), self.network.rule, Notices())
        reference = Reference.parse(f"{self.profile.name}/{repository}:{tag}")
        try:
            return resolve_all((reference,), Part.NONE, client=Client(api), jobs=4, deadline=Deadline.after(20))[0]
        finally:
            transport.close()

    def told(self) -> list[str]:
        """Give what every host was told of who asks."""
        return [asked.authorization or "" for host in self.hosts.values() for asked in host.asked]

    def paths(self, host: str = "") -> list[str]:
        return self.hosts[host or self.profile.hosts[0]].paths()


@contextmanager
def world(profile: Profile, certificate: Pair, ca: Pair) -> Iterator[World]:
    with served(profile, certificate, ca) as (hosts, network):
        yield World(profile, hosts, network)


def given(profile: Profile, password: str = canary.PASSWORD) -> Keychain:
    return Keychain(logins([(profile.name, profile.user, password)]))


@WITH_PUBLIC
@HINTS
def test_a_public_image_needs_no_login(profile: Profile, certificate: Pair, ca: Pair, hinted: bool) -> None:  # noqa: FBT001 - a column of the table
    assert profile.public
    with world(profile, certificate, ca) as there:
        assert isinstance(there.read(profile.public, Keychain(), hinted=hinted), Image)
        assert not any("Basic" in authorization for authorization in there.told())
        assert not canary.found(" ".join(there.told()))
        requests = sum(len(host.asked) for host in there.hosts.values())
    # A 401, a token, the manifest, the config, and where that is kept; Google's 401 says nothing, so its base is asked.
    cold = 4 + bool(profile.storage) + (profile.name == "europe-docker.pkg.dev")
    assert requests <= cold if hinted else requests == cold


@ALL
@HINTS
def test_a_private_image_with_its_login(profile: Profile, certificate: Pair, ca: Pair, hinted: bool) -> None:  # noqa: FBT001 - a column of the table
    with world(profile, certificate, ca) as there:
        assert isinstance(there.read(profile.private, given(profile), hinted=hinted), Image)
        if profile.storage:
            asked = there.hosts[profile.storage].asked
            assert [one.authorization for one in asked] == [None]
            assert canary.SIGNATURE in asked[0].path
        assert all("cookie" not in one.headers for host in there.hosts.values() for one in host.asked)


@ALL
def test_nobody_reads_a_private_image(profile: Profile, certificate: Pair, ca: Pair) -> None:
    if profile.private == profile.public:
        return
    with world(profile, certificate, ca) as there:
        code, message = error(there.read(profile.private, Keychain()))
        assert code == "denied"
        assert f"denies access to {profile.name}/{profile.private}" in message


@ALL
def test_a_wrong_password_is_an_error_and_not_repeated(profile: Profile, certificate: Pair, ca: Pair) -> None:
    with world(profile, certificate, ca) as there:
        code, _ = error(there.read(profile.private, given(profile, "wrong-password-here")))
        assert code == "denied"
        requests = sum(len(host.asked) for host in there.hosts.values())
        assert requests <= 4


@ALL
def test_a_tag_that_is_not_there(profile: Profile, certificate: Pair, ca: Pair) -> None:
    with world(profile, certificate, ca) as there:
        code, message = error(there.read(profile.private, given(profile), "absent"))
        assert (code, f"has no {profile.name}/{profile.private}:absent" in message) == ("not-found", True)


HINTS_OF = {
    "docker.io": "Docker Hub says the same of an image that does not exist",
    "ghcr.io": "`packages: read`",
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com": "`aws ecr get-login-password`",
    "europe-docker.pkg.dev": "_json_key with the whole JSON key",
    "acme.azurecr.io": "`az acr login --expose-token`",
    "quay.io": "a robot account",
    "registry.gitlab.com": "read_registry",
    "acme.jfrog.io": "HOST/KEY/IMAGE",
    "registry.redhat.io": "a registry service account",
}


@pytest.mark.parametrize("profile", [one for one in PROFILES if one.name in HINTS_OF], ids=lambda profile: profile.name)
def test_the_hint_says_what_a_registry_wants(profile: Profile, certificate: Pair, ca: Pair) -> None:
    with world(profile, certificate, ca) as there:
        resolution = there.read(profile.private, Keychain())
        assert not isinstance(resolution, Image)
        assert HINTS_OF[profile.name] in resolution.error.hint


def by_name(name: str) -> Profile:
    return next(profile for profile in PROFILES if profile.name == name)


def test_docker_hub_grants_tokens_for_anything(certificate: Pair, ca: Pair) -> None:
    with world(by_name("docker.io"), certificate, ca) as there:
        assert error(there.read("library/nothing", Keychain()))[0] == "denied"
        assert there.api.statuses() == [401, 401]
        tokens = there.hosts["auth.docker.io"].asked
        assert [one.path.count("scope=") for one in tokens] == [1]


def test_a_private_package_of_ghcr_is_refused_by_its_token_server(certificate: Pair, ca: Pair) -> None:
    with world(by_name("ghcr.io"), certificate, ca) as there:
        assert error(there.read("team/private", Keychain()))[0] == "denied"
        assert there.api.statuses() == [401, 403]


def test_nothing_but_the_base_of_google_s_says_where_tokens_are(certificate: Pair, ca: Pair) -> None:
    with world(by_name("europe-docker.pkg.dev"), certificate, ca) as there:
        there.read("acme/open/app", Keychain())
        assert there.paths()[:3] == ["/v2/acme/open/app/manifests/1", "/v2/", "/v2/token"]


def test_azure_s_token_is_exchanged(certificate: Pair, ca: Pair) -> None:
    profile = by_name("acme.azurecr.io")
    with world(profile, certificate, ca) as there:
        there.read(profile.private, given(profile))
        asked = [one for one in there.api.asked if one.path == profile.token_path]
        assert [canary.PASSWORD in one.form for one in asked] == [True]
        assert not any(authorization.startswith("Basic") for authorization in there.told())


def test_gitlab_s_token_server_is_another_host_that_may_know_the_password(certificate: Pair, ca: Pair) -> None:
    profile = by_name("registry.gitlab.com")
    with world(profile, certificate, ca) as there:
        there.read(profile.private, given(profile))
        assert [one.authorization is not None for one in there.hosts["gitlab.com"].asked] == [True]
        assert not any("Basic" in (one.authorization or "") for one in there.api.asked)


def test_artifactory_s_scopes_lack_the_repository_s_key(certificate: Pair, ca: Pair) -> None:
    profile = by_name("acme.jfrog.io")
    with world(profile, certificate, ca) as there:
        there.read(profile.private, given(profile))
        asked = next(one.path for one in there.api.asked if one.path.startswith(profile.token_path))
        assert "scope=repository%3Adocker-local%2Fprivate%3Apull&scope=repository%3Aprivate%3Apull" in asked


def test_red_hat_s_service_has_spaces_in_its_name(certificate: Pair, ca: Pair) -> None:
    profile = by_name("registry.redhat.io")
    with world(profile, certificate, ca) as there:
        there.read(profile.private, given(profile))
        asked = next(one.path for one in there.api.asked if one.path.startswith(profile.token_path))
        assert "service=Red+Hat+Container+Registry" in asked


def test_credentials_of_one_registry_are_for_no_other(certificate: Pair, ca: Pair) -> None:
    others = Keychain(tuple(entry for one in PROFILES[1:] for entry in given(one).entries))
    with world(PROFILES[0], certificate, ca) as there:
        assert PROFILES[0].public
        assert isinstance(there.read(PROFILES[0].public, others), Image)
        assert not any("Basic" in authorization for authorization in there.told())
    assert Entry(Scope("ghcr.io"), given(PROFILES[1]).entries[0].held) in others.entries
