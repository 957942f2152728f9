"""Which hosts the first requests for images will go to. Pure."""

from collections.abc import Iterable, Iterator
from itertools import islice

from imagegate.http.address import AddressRule
from imagegate.oci.reference import Repository
from imagegate.registry.endpoint import api_url
from imagegate.registry.well_known import WellKnown

REGISTRIES_MAX = 8


def first_urls(repositories: Iterable[Repository], rule: AddressRule) -> Iterator[tuple[str, str]]:
    """Give a URL of each host and the registry that it is asked for: its API, and its token server if that is known.

    After the first few registries nothing is gained, since no more are asked at a time.
    """
    known = WellKnown(rule)
    for registry in islice(dict.fromkeys(one.registry for one in repositories), REGISTRIES_MAX):
        yield f"{api_url(registry, rule)}/", registry
        if demand := known(registry, has_credential=False):
            yield demand.realm().url, registry
