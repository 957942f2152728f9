"""Logins for registries, from the inputs `credentials`, `registry`, `username` and `password`.

No error here quotes a value: what stands in the wrong place may be the password.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from imagegate.errors import UsageError

DEFAULT_REGISTRY = "docker.io"

_SCOPE = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?(?:/[a-z0-9][a-z0-9._/-]*)?")
_FORM = "write HOST=USER:PASSWORD or HOST/PREFIX=USER:PASSWORD, one a line"
_WHY_EMPTY = "pull requests from forks and from Dependabot get no secrets"


@dataclass(frozen=True, slots=True)
class Login:
    """A user name and a password for a registry's host, or for a prefix of its repositories (`host/prefix`)."""

    scope: str
    username: str
    password: str = field(repr=False)

    @property
    def is_complete(self) -> bool:
        """Whether there is a user and a password; a secret that a run does not get is empty."""
        return bool(self.username and self.password.strip())


@dataclass(frozen=True, slots=True)
class LoginInputs:
    """The inputs that logins come from, as the runner gives them."""

    registry: str
    username: str = field(repr=False)
    password: str = field(repr=False)
    credentials: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Logins:
    """The logins that can be used, and the registries of those that cannot, with a notice for each."""

    logins: tuple[Login, ...] = ()
    unused: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def read_logins(given: LoginInputs) -> Logins:
    """Read the logins; incomplete ones are set aside.

    What is no login, and two complete ones for one registry, are a `UsageError`.
    """
    for name, text in (("username", given.username), ("password", given.password), ("credentials", given.credentials)):
        _refuse_binary(name, text)
    found = (*_lines(given.credentials), *_single(given))
    complete = tuple(login for login in found if login.is_complete)
    _refuse_twice(complete)
    unused = tuple(dict.fromkeys(login.scope for login in found if not login.is_complete))
    notices = (f"the login for {scope} has no user or no password and is not used; {_WHY_EMPTY}" for scope in unused)
    return Logins(complete, unused, tuple(notices))


def _lines(text: str) -> Iterator[Login]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _login(number, line.lstrip().removesuffix("\r"))


def _login(number: int, line: str) -> Login:
    scope, _, rest = line.partition("=")
    username, colon, password = rest.partition(":")
    if not colon or not _SCOPE.fullmatch(scope.strip()):
        message = f"line {number} of the input `credentials` is not a login"
        raise UsageError(message, hint=_FORM)
    return Login(scope.strip(), username.strip(), password)


def _single(given: LoginInputs) -> Iterator[Login]:
    registry, username = given.registry.strip(), given.username.strip()
    password = given.password.removesuffix("\n").removesuffix("\r")
    if not (registry or username or password):
        return
    if registry and not _SCOPE.fullmatch(registry):
        message = "the input `registry` is not a registry's host[:port]"
        raise UsageError(message, hint="write it as in a reference, such as ghcr.io, without https://")
    if ":" in username:
        message = "the input `username` holds a colon, which no user name may (RFC 7617)"
        raise UsageError(message, hint="give the password in `password`")
    yield Login(registry or DEFAULT_REGISTRY, username, password)


def _refuse_twice(logins: Iterable[Login]) -> None:
    seen: set[str] = set()
    for login in logins:
        key = login.scope.lower().rstrip("/")
        if key in seen:
            message = f"there are two logins for {login.scope}"
            raise UsageError(message, hint="give each registry one, in `credentials` or in `registry`, not in both")
        seen.add(key)


def _refuse_binary(name: str, text: str) -> None:
    # The system hands bytes that are no UTF-8 over as lone surrogates.
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        message = f"the input `{name}` is not UTF-8 text"
        raise UsageError(message, hint="give binary secrets in base64, as the registry says")
