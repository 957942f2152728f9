"""What registries that everybody uses demand, as far as it is known without asking. Pure.

It is a hint: it saves the request that would be answered with 401 and this very challenge. Where it is no longer true,
the registry's own challenge counts, as of any other registry. A registry that gives public images to everybody without
a token is not asked for one unless there is a credential.
"""

import re
from dataclasses import dataclass
from typing import Protocol

from imagegate.http.address import AddressRule
from imagegate.registry.challenge import Challenge
from imagegate.registry.demand import Demand
from imagegate.registry.endpoint import api_host, api_url


class Hint(Protocol):
    """What says what a registry demands before it was asked."""

    def __call__(self, registry: str, *, has_credential: bool) -> Demand | None:
        """Give a registry's demand by its name in references; None if it is not known."""
        ...


@dataclass(frozen=True, slots=True)
class _Fact:
    """Registries by a pattern for all of the name, and their challenge; `{host}` stands for the host of the API.

    `public` marks those that ask nobody who wants a public image.
    """

    names: str
    realm: str
    service: str
    scope: str = ""
    scheme: str = "bearer"
    public: bool = False


_FACTS = (
    _Fact(r"docker\.io", "https://auth.docker.io/token", "registry.docker.io"),
    _Fact(r"ghcr\.io", "https://ghcr.io/token", "ghcr.io"),
    _Fact(r"registry\.gitlab\.com", "https://gitlab.com/jwt/auth", "container_registry"),
    _Fact(r"public\.ecr\.aws", "https://public.ecr.aws/token/", "public.ecr.aws", scope="aws"),
    _Fact(r"[a-z0-9]+\.azurecr\.io", "https://{host}/oauth2/token", "{host}"),
    _Fact(r"quay\.io", "https://quay.io/v2/auth", "quay.io", public=True),
    _Fact(r"(?:[a-z]+\.)?gcr\.io|[a-z0-9-]+-docker\.pkg\.dev", "https://{host}/v2/token", "{host}", public=True),
    _Fact(r"[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com", "", "ecr.amazonaws.com", scheme="basic", public=True),
)


def nothing_known(registry: str, *, has_credential: bool) -> Demand | None:  # noqa: ARG001 - the shape of a hint
    """Know nothing of any registry."""
    return None


@dataclass(frozen=True, slots=True)
class WellKnown:
    """The hint for registries that are asked by https, as the rule says."""

    rule: AddressRule

    def __call__(self, registry: str, *, has_credential: bool) -> Demand | None:
        """Give the demand of a registry by its name in references."""
        fact = next((fact for fact in _FACTS if re.fullmatch(fact.names, registry)), None)
        if fact is None or self.rule.scheme(registry) != "https" or (fact.public and not has_credential):
            return None
        host = api_host(registry)
        parameters = {"realm": fact.realm.format(host=host), "service": fact.service.format(host=host)}
        if fact.scope:
            parameters["scope"] = fact.scope
        return Demand(Challenge(fact.scheme, parameters), f"{api_url(registry, self.rule)}/")
