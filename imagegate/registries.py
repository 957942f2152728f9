"""How a run reaches registries: credentials from where users keep them, and one client for all images."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from imagegate import __version__
from imagegate.errors import UsageError
from imagegate.gate import ResolveAll
from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.http.network import Network
from imagegate.oci.image import Part, Resolution
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.registry import docker_config
from imagegate.registry.client import Client
from imagegate.registry.credential import Entry, Keychain
from imagegate.registry.keychain import GithubToken, keychain, logins, registry_hosts
from imagegate.registry.resolve import resolve_all, resolve_for
from imagegate.settings import RegistryAccess

_CONFIG_NAME = "config.json"
_CONFIG_BYTES_MAX = 1024 * 1024


class Registries:
    """The registries of a run; its time starts when this is made. What a user says and is not so is a `UsageError`."""

    def __init__(self, access: RegistryAccess) -> None:
        """Read the credentials and the trusted certificates; ask nobody yet."""
        keys = read_keychain(access)
        self._client = Client.open(keys, _network(access, keys))
        self._deadline = Deadline.after(access.timeout)
        self._jobs = access.jobs

    def all(self, references: Sequence[Reference], parts: Part) -> Sequence[Resolution]:
        """Read images with all their platforms."""
        return resolve_all(references, parts, client=self._client, jobs=self._jobs, deadline=self._deadline)

    def one(self, wanted: Sequence[tuple[Reference, Platform]]) -> Sequence[Resolution]:
        """Read images for one platform each."""
        return resolve_for(wanted, client=self._client, jobs=self._jobs, deadline=self._deadline)


def resolver(access: RegistryAccess) -> ResolveAll:
    """Give the port that reads images from their registries."""
    return Registries(access).all


def read_keychain(access: RegistryAccess) -> Keychain:
    """Read credentials from everywhere a user keeps them, the strongest source first."""
    given = logins((login.scope, login.username, login.password) for login in access.logins)
    files = (entry for path in _config_files(access) for entry in _entries(path))
    github = GithubToken(access.github_token, access.github_owner) if access.github_token else None
    return keychain(given, files, github=github)


def _network(access: RegistryAccess, keys: Keychain) -> Network:
    rule = AddressRule(
        private_everywhere=access.private_addresses,
        private=registry_hosts(access.private, "private-registries") | keys.hosts,
        plain=registry_hosts(access.insecure, "insecure-registries"),
    )
    return Network(rule, access.ca_bundle, access.jobs, user_agent=f"imagegate/{__version__}")


def _config_files(access: RegistryAccess) -> Iterator[Path]:
    if access.config_file:
        yield access.config_file
    if access.docker_config:
        if not access.docker_config.is_dir():
            message = f"DOCKER_CONFIG names {access.docker_config}, which is no folder here"
            raise UsageError(message, hint="in the action, use a folder below the runner's temporary folder")
        # A folder without the file is what `docker logout` leaves.
        if (path := access.docker_config / _CONFIG_NAME).exists():
            yield path
    elif access.home and (path := access.home / ".docker" / _CONFIG_NAME).exists():
        yield path


def _entries(path: Path) -> tuple[Entry, ...]:
    try:
        with path.open("rb") as file:
            content = file.read(_CONFIG_BYTES_MAX + 1)
    except OSError as error:
        message = f"the Docker configuration {path} cannot be read: {(error.strerror or 'unknown reason').lower()}"
        raise UsageError(message, hint="name a config.json as docker login writes it") from None
    if len(content) > _CONFIG_BYTES_MAX:
        message = f"the Docker configuration {path} has more than {_CONFIG_BYTES_MAX} bytes"
        raise UsageError(message)
    return docker_config.parse(content, str(path))
