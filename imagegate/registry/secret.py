"""What a registry may be told about who asks: a password, or one of two kinds of tokens. Pure."""

import base64
import re
from dataclasses import dataclass, field
from typing import TypeAlias

# Azure's registries take this user, with a refresh token as its password; credential helpers write the other.
TOKEN_USERS = frozenset({"00000000-0000-0000-0000-000000000000", "<token>"})

_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Credential:
    """A user name and a password. `offered` marks one that nobody gave for this registry: refused, it is left out."""

    username: str
    password: str = field(repr=False)
    offered: bool = False

    @property
    def basic(self) -> str:
        """The value of an `Authorization` header, in UTF-8 (RFC 7617)."""
        pair = f"{self.username}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode('ascii')}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The texts that nobody may see: the password, and what the header says."""
        return self.password, self.basic.removeprefix("Basic ")


@dataclass(frozen=True, slots=True)
class IdentityToken:
    """A token that a token server exchanges for others (distribution, OAuth2). `username` is whose it is, or empty."""

    username: str
    value: str = field(repr=False)

    @property
    def basic(self) -> str:
        """The `Authorization` for servers that exchange nothing and take the token as a password."""
        return Credential(self.username or "<token>", self.value).basic

    @property
    def secrets(self) -> tuple[str, ...]:
        """The texts that nobody may see."""
        return self.value, self.basic.removeprefix("Basic ")


@dataclass(frozen=True, slots=True)
class RegistryToken:
    """A bearer token that is sent to the registry as it is."""

    value: str = field(repr=False)

    @property
    def header(self) -> str:
        """The value of an `Authorization` header (RFC 6750)."""
        return f"Bearer {self.value}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The texts that nobody may see."""
        return (self.value,)


Secret: TypeAlias = Credential | IdentityToken | RegistryToken


def secret_of(username: str, password: str) -> Credential | IdentityToken:
    """Tell a password from a token that only stands in its place."""
    return IdentityToken(username, password) if username in TOKEN_USERS else Credential(username, password)


def is_token(text: str) -> bool:
    """Tell whether a text can be sent as a bearer token."""
    return _TOKEN.fullmatch(text) is not None
