"""Registries that people meet, each with what is peculiar to it. They keep their real names; all lie on loopback.

A profile has a private repository, `private`, that is reached with one credential, and a public one where the registry
knows such a thing. Both hold the tag `1`, whose manifest is an image's.
"""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

from imagegate.http.network import Network, SocketAddress
from tests import canary
from tests.fake_registry.answer import Answer, Change, refuse, state
from tests.fake_registry.auth import Auth, Basic, Bearer
from tests.fake_registry.server import FakeRegistry, serve
from tests.real.certificates import Pair

AZURE_USER = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Profile:
    """A registry by its name in references, and the hosts of its API, its token server and its storage.

    `public` and `private` are repositories; no public one means that nobody is let in without a login. `user` is whose
    password is the canary. `auth` is what the API demands, `changes` are its other peculiarities.
    """

    name: str
    auth: Callable[[], Auth]
    public: str | None
    private: str
    user: str = "alice"
    api: str = ""
    tokens: str = ""
    token_path: str = "/token"
    storage: str = ""
    changes: tuple[tuple[str, Change], ...] = ()

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host that is served, the API's first."""
        return tuple(dict.fromkeys(host for host in (self.api or self.name, self.tokens, self.storage) if host))


@dataclass
class Granting(Bearer):
    """Tells at once, when a token is asked for, that somebody may not have it."""

    denial: Answer = field(default_factory=lambda: Answer(403, b'{"errors":[{"code":"DENIED","message":"denied"}]}'))

    def token(self, path: str, authorization: str | None, form: str) -> Answer | None:
        """Refuse a token for what its bearer may not read."""
        answer = super().token(path, authorization, form)
        if answer and answer.status == 200:
            user, scopes = self.tokens[next(reversed(self.tokens))]
            if not all(self._may(user, scope.split(":")[1]) for scope in scopes if scope.startswith("repository:")):
                return self.denial
        return answer


@dataclass
class OneScope(Bearer):
    """Reads the first `scope` of a request alone, and sends its tokens as text."""

    def token(self, path: str, authorization: str | None, form: str) -> Answer | None:
        """Give a token for the first scope."""
        scopes = parse_qs(urlsplit(path).query).get("scope", [])
        answer = super().token(f"/token?scope={scopes[0]}" if scopes else path, authorization, form)
        return replace(answer, headers=(("Content-Type", "text/plain; charset=utf-8"),)) if answer else None


@dataclass
class Placeholder(Granting):
    """Names a scope that is nobody's where the API's base is asked."""

    def challenge(self, base: str, scope: str, *, denies: bool) -> str:
        """Give the challenge."""
        return super().challenge(base, scope or "repository:user/image:pull", denies=denies)


@dataclass
class WithoutKey(Bearer):
    """Leaves the first part of a repository's name, its key, out of scopes."""

    def wanted(self, repository: str) -> str:
        """Give the scope without the key."""
        return f"repository:{repository.partition('/')[2]}:pull"


def _users() -> dict[str, str]:
    return {"alice": canary.PASSWORD}


def _docker_hub() -> Auth:
    return OneScope(
        users=_users(), public=("library/ruby",), realm="https://auth.docker.io/token", service="registry.docker.io"
    )


def _ghcr() -> Auth:
    return Placeholder(users=_users(), public=("team/app",), realm="https://ghcr.io/token", service="ghcr.io")


def _ecr_public() -> Auth:
    return Bearer(users=_users(), realm="https://public.ecr.aws/token/", service="public.ecr.aws", scope="aws")


def _google() -> Auth:
    realm, host = "https://europe-docker.pkg.dev/v2/token", "europe-docker.pkg.dev"
    users = {"_json_key": canary.PASSWORD}
    return Granting(users=users, public=("acme/open/app",), realm=realm, service=host, challenges=False)


def _azure() -> Auth:
    realm = "https://acme.azurecr.io/oauth2/token"
    identities = {canary.PASSWORD: AZURE_USER}
    return Bearer(
        identities=identities, public=("open",), realm=realm, service="acme.azurecr.io", member="access_token"
    )


def _quay() -> Auth:
    users = {"acme+robot": canary.PASSWORD}
    return Bearer(users=users, public=("acme/open",), realm="https://quay.io/v2/auth", service="quay.io")


def _gitlab() -> Auth:
    denial = Answer(403, b'{"errors":[{"code":"DENIED","message":"access forbidden"}]}')
    public = ("group/project/open",)
    realm = "https://gitlab.com/jwt/auth"
    return Granting(users=_users(), public=public, realm=realm, service="container_registry", denial=denial)


def _harbor() -> Auth:
    users = {"robot$acme": canary.PASSWORD}
    realm = "https://harbor.example/service/token"
    return Bearer(users=users, public=("library/open",), realm=realm, service="harbor-registry")


def _artifactory() -> Auth:
    realm = "https://acme.jfrog.io/artifactory/api/docker/docker-local/v2/token"
    return WithoutKey(users=_users(), public=("docker-local/open",), realm=realm, service="acme.jfrog.io")


def _nexus() -> Auth:
    return Bearer(users=_users(), public=("open",), realm="https://nexus.example/v2/token", service="nexus")


def _red_hat() -> Auth:
    realm = "https://registry.redhat.io/auth/realms/rhcc/protocol/redhat-docker-v2/auth"
    denial = Answer(401, b"unauthorized")
    users = {"123|robot": canary.PASSWORD}
    return Granting(users=users, public=(), realm=realm, service="Red Hat Container Registry", denial=denial)


_RATE = state(RateLimit_Limit="100;w=21600", RateLimit_Remaining="76;w=21600")
_NOT_FOUND = refuse(404, b"Not found\r\n")

PROFILES = (
    Profile(
        "docker.io",
        _docker_hub,
        "library/ruby",
        "acme/private",
        api="registry-1.docker.io",
        tokens="auth.docker.io",
        storage="production.cloudflare.docker.com",
        changes=((r"/v2/.*/manifests/.*", _RATE),),
    ),
    Profile("ghcr.io", _ghcr, "team/app", "team/private", storage="pkg-containers.githubusercontent.com"),
    Profile(
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
        lambda: Basic("AWS", canary.PASSWORD),
        None,
        "team/private",
        user="AWS",
        storage="prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com",
    ),
    Profile("public.ecr.aws", _ecr_public, "acme/open", "acme/open", token_path="/token/"),
    Profile(
        "europe-docker.pkg.dev", _google, "acme/open/app", "acme/private/app", user="_json_key", token_path="/v2/token"
    ),
    Profile(
        "acme.azurecr.io",
        _azure,
        "open",
        "team/private",
        user=AZURE_USER,
        token_path="/oauth2/token",
        storage="weumanaged1.blob.core.windows.net",
    ),
    Profile(
        "quay.io", _quay, "acme/open", "acme/private", user="acme+robot", token_path="/v2/auth", storage="cdn01.quay.io"
    ),
    Profile(
        "registry.gitlab.com",
        _gitlab,
        "group/project/open",
        "group/sub/project/private/x",
        tokens="gitlab.com",
        token_path="/jwt/auth",
        storage="cdn.registry.gitlab-static.net",
    ),
    Profile(
        "harbor.example",
        _harbor,
        "library/open",
        "acme/private",
        user="robot$acme",
        token_path="/service/token",
        changes=((r"/.*", state(Set_Cookie="sid=canary-token-91bc; Path=/")),),
    ),
    Profile(
        "acme.jfrog.io",
        _artifactory,
        "docker-local/open",
        "docker-local/private",
        token_path="/artifactory/api/docker/docker-local/v2/token",
        storage="jfrog-prod-euw1.s3.amazonaws.com",
    ),
    Profile(
        "nexus.example", _nexus, "open", "private", token_path="/v2/token", changes=(("/v2/", refuse(200, b"{}")),)
    ),
    Profile("registry.example", lambda: Basic("alice", canary.PASSWORD), None, "team/private"),
    Profile(
        "registry.redhat.io",
        _red_hat,
        None,
        "ubi9/ubi",
        user="123|robot",
        token_path="/auth/realms/rhcc/protocol/redhat-docker-v2/auth",
        changes=((r"/v2/.*/manifests/absent", _NOT_FOUND),),
    ),
)


@contextmanager
def served(profile: Profile, certificate: Pair, ca: Pair) -> Iterator[tuple[dict[str, FakeRegistry], Network]]:
    """Serve a profile until the block ends: its hosts by name, and a network that leads to them and nowhere else."""
    tls = (certificate.certificate, certificate.key)
    with ExitStack() as stack:
        hosts = {name: stack.enter_context(serve(name=name, tls=tls)) for name in profile.hosts}
        api = hosts[profile.hosts[0]]
        api.auth = profile.auth()
        for repository in filter(None, (profile.public, profile.private)):
            api.store.image(repository, "1")
        for path, change in profile.changes:
            api.on(path, change)
        tokens = hosts[profile.tokens or profile.hosts[0]]
        tokens.auth, tokens.token_path = api.auth, profile.token_path
        if profile.storage:
            storage = hosts[profile.storage]
            storage.store, api.cdn = api.store, f"https://{profile.storage}"
        yield hosts, Network(ca_bundle=ca.certificate, look_up=_leading_to(hosts))


def _leading_to(hosts: dict[str, FakeRegistry]) -> Callable[[str, int], Sequence[SocketAddress]]:
    def look_up(host: str, port: int) -> Sequence[SocketAddress]:
        assert port == 443
        there = int(hosts[host].address.partition(":")[2])
        return socket.getaddrinfo("127.0.0.1", there, type=socket.SOCK_STREAM)

    return look_up
