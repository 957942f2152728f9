"""What a run is asked to do: what both front ends produce, and nothing else reads the command line or the inputs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias

from imagegate.github.login import Login
from imagegate.http.telling import Heard, unheard
from imagegate.source import UsedAs

if TYPE_CHECKING:  # settings are read before anything of a policy is loaded
    from imagegate.policy.rule import Severity

JOBS = 16
TIMEOUT_SECONDS = 300
TIMEOUT_SECONDS_MAX = 900

Told: TypeAlias = Callable[[int, int], None]
"""Hears how many of how many images are read."""


def untold(_: int, __: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class CredentialPlaces:
    """Where credentials may be kept, the strongest place first; what is not set is empty or None.

    `text` is a Docker configuration that was given and `file` one that was named. `auth_config` is the content of
    `DOCKER_AUTH_CONFIG`, `docker_config` the folder of `DOCKER_CONFIG`, `auth_file` the file of `REGISTRY_AUTH_FILE`.
    `home`, `runtime` and `config` (`XDG_…`) are folders in which Docker's and Podman's files are looked for.
    `search_path` is where credential helpers are looked for, None where none can be run.
    """

    text: str = field(default="", repr=False)
    file: Path | None = None
    auth_config: str = field(default="", repr=False)
    docker_config: Path | None = None
    home: Path | None = None
    auth_file: Path | None = None
    runtime: Path | None = None
    config: Path | None = None
    search_path: str | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the variables that name places."""

        def path(name: str) -> Path | None:
            return Path(environ[name]) if environ.get(name) else None

        return cls(
            auth_config=environ.get("DOCKER_AUTH_CONFIG", ""),
            docker_config=path("DOCKER_CONFIG"),
            home=path("HOME"),
            auth_file=path("REGISTRY_AUTH_FILE"),
            runtime=path("XDG_RUNTIME_DIR"),
            config=path("XDG_CONFIG_HOME"),
        )


@dataclass(frozen=True, slots=True)
class RegistryAccess:
    """How registries are reached, and with what.

    `places` are where credentials may be kept besides `logins`. `github_token` is offered to `github_registry` only;
    `github_owner` narrows that to one owner's repositories. `insecure` and `private` are registries (`host[:port]`):
    the former are asked by plain http, both may have private addresses, which `private_addresses` allows to all.
    `auth_realms` are `registry=token server`, `mirrors` are `registry=mirror`. `proxy` counts before the
    variables that name proxies. `ca_bundle` is trusted besides the public authorities. `cache_dir` keeps content
    between runs. `jobs` requests run at a time; `timeout` is the run's, in seconds. `heard` hears of each request.
    """

    logins: tuple[Login, ...] = ()
    places: CredentialPlaces = field(default_factory=CredentialPlaces)
    github_token: str = field(default="", repr=False)
    github_owner: str | None = None
    github_registry: str = "ghcr.io"
    insecure: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    private_addresses: bool = True
    auth_realms: tuple[str, ...] = ()
    mirrors: tuple[str, ...] = ()
    proxy: str = field(default="", repr=False)
    proxy_variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    ca_bundle: Path | None = None
    cache_dir: Path | None = None
    jobs: int = JOBS
    timeout: float = TIMEOUT_SECONDS
    heard: Heard = unheard


@dataclass(frozen=True, slots=True)
class EventSettings:
    """The event of a repository (`owner/name`) that a run is about, as the runner tells it.

    `commit` is the one that started the run. `api_url` and `token` are for GitHub's API. `scope` is `changed` or
    `all`, empty for the event's own; `policy_ref` is the branch, tag or commit whose policy counts, empty likewise.
    `is_searched` is false where images are named: then the event only says whose policy counts.
    """

    name: str
    payload: Path | None
    commit: str
    repository: str
    api_url: str
    token: str = field(default="", repr=False)
    scope: str = ""
    policy_ref: str = ""
    is_searched: bool = True


@dataclass(frozen=True, slots=True)
class FilesSettings:
    """Which files are searched on disk, or at a commit. `base` is the commit to compare with, empty for none.

    `commit` is the one whose files are searched, empty for the files as they stand.
    """

    base: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """One run of the gate. Texts are as given; what they mean is checked before anything is fetched.

    `root` is the folder that policies' paths start from and in which a policy is looked for where none is named.
    `search` says what is searched for references, None for nothing; `only` are globs that narrow it to some files.
    `told` hears how far the run is.
    """

    references: tuple[str, ...]
    root: Path
    used_as: UsedAs = UsedAs.NAMED
    policies: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    fail_on: "Severity | None" = None
    warn_only: bool = False
    registries: RegistryAccess = field(default_factory=RegistryAccess)
    notices: tuple[str, ...] = ()
    search: EventSettings | FilesSettings | None = None
    only: tuple[str, ...] = ()
    told: Told = untold
