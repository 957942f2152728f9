"""Which requests go through a proxy, and which (RFC 9110, 3.7). Pure.

No error here quotes a setting: it may hold a password.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

from imagegate.errors import UsageError
from imagegate.http.origin import is_tls

VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")
INPUT = "`proxy`"

_LOOPBACK = re.compile(r"(?:.*\.)?localhost|127(?:\.[0-9]{1,3}){3}|::1")
_HINT = "write http://HOST:PORT or http://USER:PASSWORD@HOST:PORT"


class InvalidProxyError(UsageError):
    """A setting that names no proxy that can be used."""

    code = "proxy"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy, and what it is told of who asks: the value of `Proxy-Authorization`, or empty."""

    host: str
    port: int
    authorization: str = field(default="", repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The texts that nobody may see: the password, and what the header says."""
        token = self.authorization.removeprefix("Basic ")
        return (base64.b64decode(token).decode().partition(":")[2], token) if token else ()

    def __str__(self) -> str:
        """Give `host:port`, never more."""
        return f"{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def variables(environ: Mapping[str, str]) -> dict[str, str]:
    """Give the part of an environment that names proxies."""
    return {name: value for name, value in environ.items() if name.upper() in VARIABLES}


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies by scheme; the hosts of `bypass`, and loopback, are asked directly."""

    https: Proxy | None = None
    http: Proxy | None = None
    bypass: tuple[str, ...] = ()

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the usual variables; where both spellings are set, the one in lower case counts."""
        https, http, no_proxy = (environ.get(name.lower()) or environ.get(name) or "" for name in VARIABLES)
        bypass = tuple(part for part in re.split(r"[,\s]+", no_proxy.lower()) if part)
        return cls(parse_proxy(https, VARIABLES[0]), parse_proxy(http, VARIABLES[1]), bypass)

    @classmethod
    def always(cls, text: str) -> Self:
        """Read the proxy that is given for all requests."""
        proxy = parse_proxy(text, INPUT)
        return cls(proxy, proxy)

    def of(self, url: str) -> Proxy | None:
        """Give the proxy that a URL is asked through, None if directly."""
        proxy = self.https if is_tls(url) else self.http
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if is_tls(url) else 80)
        if proxy is None or _LOOPBACK.fullmatch(host) or any(_matches(one, host, port) for one in self.bypass):
            return None
        return proxy


def parse_proxy(text: str, source: str) -> Proxy | None:
    """Read a proxy's URL, its scheme left out or not; `source` names the setting in errors. None if it is empty."""
    url = text.strip()
    if not url:
        return None
    parts = _split(url if "://" in url else f"http://{url}")
    if parts is None:
        message = f"{source} is not a proxy's address"
        raise InvalidProxyError(message, hint=_HINT)
    if parts.scheme != "http":
        message = f"{source} names a proxy that is not asked by plain http, which is the only way here"
        raise InvalidProxyError(message, hint=f"{_HINT}; what goes through it is still https, end to end")
    return Proxy(parts.hostname or "", parts.port or 80, _authorization(parts.username, parts.password))


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0 and parts.path in ("", "/") and url.isprintable()
    except ValueError:
        return None
    return parts if usable else None


def _authorization(username: str | None, password: str | None) -> str:
    if username is None:
        return ""
    pair = f"{unquote(username)}:{unquote(password or '')}".encode()
    return f"Basic {base64.b64encode(pair).decode('ascii')}"


def _matches(pattern: str, host: str, port: int) -> bool:
    if pattern == "*":
        return True
    name, colon, only = pattern.rpartition(":")
    if colon and only.isdigit() and (":" not in name or name.endswith("]")):
        return int(only[:6]) == port and _matches(name, host, port)
    name = pattern.strip("[]")
    try:
        return ip_address(host) in ip_network(name, strict=False)
    except ValueError:
        domain = name.removeprefix("*").removeprefix(".")
        return bool(domain) and (host == domain or host.endswith(f".{domain}"))
