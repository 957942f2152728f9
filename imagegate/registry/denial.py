"""What to do about a denial, which depends on what was sent. Pure."""

from imagegate.http.origin import host_of
from imagegate.oci.reference import Repository
from imagegate.registry.advice import advice
from imagegate.registry.credential import Keychain
from imagegate.registry.demand import Demand
from imagegate.registry.secret import Credential, RegistryToken, Secret

_NOBODY = "check the name for typing errors; if the image is private, give credentials for its registry"
_REFUSED = "check that the image exists and that the credentials given for its registry may pull it"
_OFFERED = "the GitHub token does not reach it, and in pull requests from forks no private package: give credentials"


def denied_hint(keychain: Keychain, repository: Repository, demand: Demand | None) -> str:
    """Say what to do where a registry, or its token server, denies access to a repository."""
    secret = keychain.credential(repository)
    said = (keychain.lack(repository) or _NOBODY) if secret is None else _sent(secret, keychain, demand)
    way = advice(repository.registry)
    return f"{said}; {way}" if way else said


def _sent(secret: Secret, keychain: Keychain, demand: Demand | None) -> str:
    if isinstance(secret, Credential) and secret.offered:
        return _OFFERED
    if demand and not demand.is_basic and not isinstance(secret, RegistryToken):
        found = demand.realm(keychain.realms)
        if not found.trusted:
            server = host_of(found.url)
            pair = f"{host_of(demand.url)}={server}"
            return (
                f"the credentials were not sent: the token server {server} is not known to belong to the registry; "
                f"if it does, add {pair} to `auth-realms`"
            )
    return _REFUSED
