"""Where credentials come from, put into one keychain in the order of their strength. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from imagegate.errors import UsageError
from imagegate.oci.host import canonical_host
from imagegate.registry.credential import Ask, Entry, Keychain, Scope, Unusable, no_helper, parse_scope
from imagegate.registry.secret import Credential, secret_of

_GITHUB_USER = "x-access-token"
_EMPTY = Unusable("are empty here: pull requests from forks and Dependabot get no secrets")


@dataclass(frozen=True, slots=True)
class GithubToken:
    """A token for GitHub's own registry; with an owner, for that owner's repositories only."""

    value: str = field(repr=False)
    owner: str | None = None
    registry: str = "ghcr.io"


def logins(pairs: Iterable[tuple[str, str, str]]) -> tuple[Entry, ...]:
    """Read credentials as a user gives them: `host[/prefix]`, user, password.

    An empty user or password is kept as unusable. What names no registry, and two for one scope, are a `UsageError`.
    """
    entries: dict[Scope, Entry] = {}
    for text, username, password in pairs:
        scope = parse_scope(text)
        if scope is None:
            message = f"{text[:80]!r} is not a registry's host[:port][/prefix], so it can have no credentials"
            raise UsageError(message, hint="write it as in a reference, such as ghcr.io or ghcr.io/team")
        if ":" in username:
            message = f"the user name for {scope} holds a colon, which no user name may (RFC 7617)"
            raise UsageError(message)
        if scope in entries:
            message = f"there are two credentials for {scope}"
            raise UsageError(message, hint="give each registry one")
        entries[scope] = Entry(scope, secret_of(username, password) if username and password else _EMPTY)
    return tuple(entries.values())


def keychain(
    *sources: Iterable[Entry],
    github: GithubToken | None = None,
    ask: Ask = no_helper,
    realms: frozenset[tuple[str, str]] = frozenset(),
) -> Keychain:
    """Put sources together, the strongest first; GitHub's token is the weakest and is only offered.

    `ask` and `realms` are the keychain's.
    """
    given = tuple(entry for source in sources for entry in source)
    if github and github.value:
        scope = Scope(github.registry, (github.owner or "").lower())
        given = (*given, Entry(scope, Credential(_GITHUB_USER, github.value, offered=True)))
    return Keychain(given, ask, realms)


def registry_hosts(texts: Iterable[str], source: str) -> frozenset[str]:
    """Read registries' hosts (`host[:port]`); `source` names the setting in the `UsageError` of what is none."""
    hosts = {text: canonical_host(text.strip()) for text in texts}
    wrong = next((text for text, host in hosts.items() if host is None), None)
    if wrong is not None:
        message = f"{wrong[:80]!r} in `{source}` is not a registry's host[:port]"
        raise UsageError(message, hint="write it as in a reference, such as registry.example:5000")
    return frozenset(host for host in hosts.values() if host)
