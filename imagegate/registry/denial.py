"""What to do about a denial, which depends on what was sent. Pure."""

from imagegate.http.origin import host_of
from imagegate.oci.reference import Repository
from imagegate.registry.credential import Keychain
from imagegate.registry.demand import Demand


def denied_hint(keychain: Keychain, repository: Repository, demand: Demand | None) -> str:
    """Say what to do where a registry, or its token server, denies access to a repository."""
    credential, missing = keychain.credential(repository), keychain.missing(repository)
    if credential is None and missing:
        return f"the credentials for {missing} are empty here: pull requests from forks and Dependabot get no secrets"
    if credential is None:
        return "check the name for typing errors; if the image is private, give credentials for its registry"
    if credential.offered:
        return "the GitHub token does not reach it: grant `packages: read`, or give credentials for its registry"
    if demand and not demand.is_basic and not demand.realm.trusted:
        server = host_of(demand.realm.url)
        return f"the credentials were not sent: the token server {server} is not known to belong to the registry"
    return "check that the image exists and that the credentials given for its registry may pull it"
