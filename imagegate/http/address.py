"""Which hosts may be asked, by which address and scheme. Pure.

The rule looks at the address that a connection goes to, not at the name in a reference: a name can be made to point
anywhere. Clouds hand out credentials on link-local addresses, so those are never asked.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from imagegate.http.errors import ForbiddenAddressError, PlainHttpError
from imagegate.http.origin import host_names, host_of, is_tls

_METADATA = frozenset(ip_address(text) for text in ("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"))
# Addresses that lead on to an IPv4 address (NAT64); `is_global` judges only their outside.
_NAT64 = IPv6Network("64:ff9b::/96")
_LOOPBACK_NAME = re.compile(r"(?:.*\.)?localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]")
_PORT = re.compile(r":[0-9]+\Z")


@dataclass(frozen=True, slots=True)
class AddressRule:
    """What the network's users allow; hosts are `host[:port]`, without a port where it is the scheme's own.

    Hosts in `plain`, and loopback, are asked by plain http. Private addresses are for the hosts in `private` and
    `plain`, and for those of the same domain on their behalf; for any host where `private_everywhere`.
    """

    private_everywhere: bool = True
    private: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()

    def scheme(self, registry: str) -> str:
        """Give the scheme that a registry is asked by; there is never a fallback to the other one."""
        loopback = _LOOPBACK_NAME.fullmatch(_PORT.sub("", registry))
        return "http" if loopback or registry in self.plain else "https"

    def check_scheme(self, url: str) -> None:
        """Refuse plain http to a host that is not meant to be asked so with a `PlainHttpError`."""
        if is_tls(url) or any(self.scheme(host) == "http" for host in host_names(url)):
            return
        host = host_of(url)
        message = f"{host} would have to be asked by plain http"
        raise PlainHttpError(message, hint=f"if that is meant, add {host} to `insecure-registries`")

    def check(self, address: str, url: str, registry: str) -> None:
        """Refuse the address of a URL's host with a `ForbiddenAddressError`; it is asked on behalf of `registry`."""
        inner = _inner(ip_address(address.partition("%")[0]))
        host = host_of(url)
        if _never(inner):
            message = f"{host} has the address {inner}, which is link-local, reserved or a metadata service"
            raise ForbiddenAddressError(message)
        if inner.is_global or self.private_everywhere or self._is_named(url, registry):
            return
        message = f"{host} has the private address {inner}"
        raise ForbiddenAddressError(message, hint=f"if that is meant, add {host} to `private-registries`")

    def _is_named(self, url: str, registry: str) -> bool:
        named = self.private | self.plain
        return bool(host_names(url) & named) or (registry in named and _domain(host_of(url)) == _domain(registry))


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    embedded = address.ipv4_mapped or address.sixtofour
    if embedded:
        return embedded
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address


def _never(address: IPv4Address | IPv6Address) -> bool:
    unusable = address.is_link_local or address.is_multicast or address.is_unspecified
    return unusable or address in _METADATA or (address.is_reserved and not address.is_loopback)


def _domain(host: str) -> str:
    # The part of a name that one owner has; two labels, since a list of public suffixes would age.
    labels = _PORT.sub("", host).split(".")
    return ".".join(labels if labels[-1].isdigit() else labels[-2:])
