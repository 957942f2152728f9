"""Where a registry's API is, from its name in a reference. Pure."""

from imagegate.http.address import AddressRule
from imagegate.oci.host import DOCKER_HUB

_HUB_API = "registry-1.docker.io"


def api_host(registry: str) -> str:
    """Give the `host[:port]` of a registry's API; Docker Hub's is at another host than its name."""
    return _HUB_API if registry == DOCKER_HUB else registry


def api_url(registry: str, rule: AddressRule) -> str:
    """Give the URL that the API's paths are put behind: `https://ghcr.io/v2`."""
    return f"{rule.scheme(registry)}://{api_host(registry)}/v2"
