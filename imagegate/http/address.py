"""Which addresses may be asked (security.md T10).

The rule looks at the address that a connection goes to, not at the name in the reference: a name can be made to point
anywhere. Clouds hand out credentials on link-local addresses, so those are never asked.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from imagegate.http.errors import ForbiddenAddressError

_METADATA = frozenset(ip_address(text) for text in ("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"))
# Addresses that lead on to an IPv4 address; `is_global` judges only their outside.
_NAT64 = ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class AddressRule:
    """Which hosts may lie on private addresses: all of them, or those that are named (host without port)."""

    private_everywhere: bool = True
    named: frozenset[str] = frozenset()

    def check(self, address: str, host: str, registry: str) -> None:
        """Refuse an address with a `ForbiddenAddressError`; `registry` is the host on whose behalf `host` is asked."""
        inner = _inner(ip_address(address.partition("%")[0]))
        if _never(inner):
            message = f"{host} has the address {inner}, which is link-local, multicast or a metadata service"
            raise ForbiddenAddressError(message)
        if inner.is_global or self.private_everywhere or self._is_named(host, registry):
            return
        message = f"{host} has the private address {inner}"
        raise ForbiddenAddressError(
            message, hint=f"if that is meant, add {host} to the input `private-registries` or `insecure-registries`"
        )

    def _is_named(self, host: str, registry: str) -> bool:
        return host in self.named or (registry in self.named and _domain(host) == _domain(registry))


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    embedded = address.ipv4_mapped or address.sixtofour
    if embedded:
        return embedded
    if isinstance(_NAT64, IPv6Network) and address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _never(address: IPv4Address | IPv6Address) -> bool:
    unusable = address.is_link_local or address.is_multicast or address.is_unspecified
    return unusable or address in _METADATA or (isinstance(address, IPv4Address) and address.is_reserved)


def _domain(host: str) -> str:
    # The part of a name that one owner has; two labels, since a list of public suffixes would age.
    labels = host.strip("[]").split(".")
    return host if labels[-1].isdigit() else ".".join(labels[-2:])
