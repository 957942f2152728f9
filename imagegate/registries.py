"""How a run reaches registries: credentials from where users keep them, and one client for all images."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from imagegate import __version__, credential_files
from imagegate.credential_helper import CredentialHelpers
from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.http.network import Network
from imagegate.http.opener import Opener
from imagegate.http.proxy import Proxies
from imagegate.registry.ahead import first_urls
from imagegate.registry.credential import Keychain, no_helper
from imagegate.registry.keychain import GithubToken, keychain, logins, registry_hosts
from imagegate.registry.mirror import Mirrors, parse_mirrors
from imagegate.registry.realm import parse_pairs
from imagegate.settings import RegistryAccess, Told, untold

if TYPE_CHECKING:  # connections are begun before what reads images is loaded
    from imagegate.gate import ResolveAll
    from imagegate.oci.digest import Digest
    from imagegate.oci.image import Part, Resolution, Unread
    from imagegate.oci.platform import Platform
    from imagegate.oci.reference import Reference
    from imagegate.registry.cache import ContentCache


class Registries:
    """The registries of a run; its time starts when this is made. What a user says and is not so is a `UsageError`."""

    def __init__(self, access: RegistryAccess, soon: "Sequence[Reference]" = ()) -> None:
        """Read the credentials and the trusted certificates; connect to the registries of `soon`, ask nobody yet."""
        self._deadline = Deadline.after(access.timeout)
        keys = read_keychain(access, self._deadline)
        mirrors = parse_mirrors(access.mirrors)
        self._opener = Opener(network(access, address_rule(access, keys, mirrors)))
        self._mirrors = mirrors
        self._cache = _cache(access)
        self._connect(soon)
        from imagegate.registry.client import Client

        self._client = Client.open(keys, self._opener, mirrors, self._cache)
        self._jobs = access.jobs

    def all(self, references: "Sequence[Reference]", parts: "Part", told: Told = untold) -> "Sequence[Resolution]":
        """Read images with all their platforms; `told` hears of each that is read."""
        from imagegate.registry.resolve import in_order, resolving

        self._connect(references)
        found: dict[Reference, Resolution] = {}
        total = len(set(references))
        told(0, total)
        read = resolving(references, parts, client=self._client, jobs=self._jobs, deadline=self._deadline)
        for reference, resolution in read:
            found[reference] = resolution
            told(len(found), total)
        return in_order(references, found)

    def one(self, wanted: "Sequence[tuple[Reference, Platform]]") -> "Sequence[Resolution]":
        """Read images for one platform each."""
        from imagegate.registry.resolve import resolve_for

        return resolve_for(wanted, client=self._client, jobs=self._jobs, deadline=self._deadline)

    def digests(self, references: "Sequence[Reference]") -> "Sequence[Digest | Unread]":
        """Ask what tags stand for now."""
        from imagegate.registry.digests import resolve_digests

        self._connect(references)
        return resolve_digests(references, client=self._client, jobs=self._jobs, deadline=self._deadline)

    def _connect(self, references: "Sequence[Reference]") -> None:
        # What is kept needs no registry; whether it is will be seen.
        asked = (one.repository for one in references if not (self._cache and one.is_pinned))
        repositories = (next(iter(self._mirrors.of(repository)), repository) for repository in asked)
        for url, registry in first_urls(repositories, self._opener.network.rule):
            self._opener.begin(url, registry, self._deadline)

    @property
    def notices(self) -> tuple[str, ...]:
        """What a reader should know of the registries that were asked so far."""
        return self._client.api.notices.sentences()


def _cache(access: RegistryAccess) -> "ContentCache | None":
    if access.cache_dir is None:
        return None
    from imagegate.registry.cache import ContentCache

    return ContentCache(access.cache_dir, heard=access.heard)


def resolver(access: RegistryAccess, soon: "Sequence[Reference]" = ()) -> "ResolveAll":
    """Give the port that reads images from their registries; those of `soon` will be asked for at once."""
    return Registries(access, soon).all


def read_keychain(access: RegistryAccess, deadline: Deadline) -> Keychain:
    """Read credentials from everywhere a user keeps them, the strongest source first; helpers are asked later."""
    given = logins((login.scope, login.username, login.password) for login in access.logins)
    places = access.places
    return keychain(
        given,
        credential_files.read_entries(places),
        github=GithubToken(access.github_token, access.github_owner, access.github_registry),
        ask=no_helper if places.search_path is None else CredentialHelpers(places.search_path, deadline),
        realms=parse_pairs(access.auth_realms),
    )


def network(access: RegistryAccess, rule: AddressRule) -> Network:
    """Give the way to hosts; proxies that cannot be used are a `UsageError`."""
    agent = f"imagegate/{__version__}"
    proxies = _proxies(access)
    return Network(rule, access.ca_bundle, access.jobs, user_agent=agent, proxies=proxies, heard=access.heard)


def given_secrets(access: RegistryAccess) -> Iterator[str]:
    """Give the secrets that stand within settings that are not secret as a whole."""
    yield from credential_files.given_secrets(access.places)
    proxies = _proxies(access)
    for proxy in (proxies.https, proxies.http):
        yield from proxy.secrets if proxy else ()


def _proxies(access: RegistryAccess) -> Proxies:
    return Proxies.always(access.proxy) if access.proxy else Proxies.from_environ(access.proxy_variables)


def address_rule(access: RegistryAccess, keys: Keychain, mirrors: Mirrors) -> AddressRule:
    """Give which hosts may be asked: what a user names may have a private address."""
    servers = {server for _, server in keys.realms}
    return AddressRule(
        private_everywhere=access.private_addresses,
        private=registry_hosts(access.private, "private-registries") | keys.hosts | mirrors.hosts | servers,
        plain=registry_hosts(access.insecure, "insecure-registries"),
    )
