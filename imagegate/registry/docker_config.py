"""`config.json`, as `docker login` writes it, and `auth.json`, as Podman does. Pure: bytes in, entries out."""

import base64
import binascii
import re
from collections.abc import Iterator

from imagegate.errors import UsageError
from imagegate.registry.credential import Entry, Scope, Stored, Unusable, parse_scope, server_of
from imagegate.registry.secret import IdentityToken, RegistryToken, Secret, is_token, secret_of
from imagegate.strict.json import Json, JsonObject, MalformedJsonError, load_object

# It becomes a part of a program's name.
_HELPER = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9._-]{0,63}")


class InvalidDockerConfigError(UsageError):
    """A Docker configuration that cannot be read. The message never quotes it: it holds passwords."""

    code = "invalid-docker-config"


def parse(content: bytes, source: str) -> tuple[Entry, ...]:
    """Read a Docker configuration; `source` names it in errors. An empty file holds nothing.

    For one registry a helper of its own (`credHelpers`) counts before what is written down (`auths`), and that before
    the helper for all registries (`credsStore`).
    """
    if not content.strip():
        return ()
    try:
        document = load_object(content)
    except MalformedJsonError:
        message = f"{source} is not the JSON that `docker login` writes"
        raise InvalidDockerConfigError(message, hint="log in again, or remove the file") from None
    store = _helper(document.get("credsStore"), f"{source}: `credsStore`")
    return (
        *_helpers(document, source),
        *_auths(document, source, store),
        *([Entry(Scope(""), store)] if store else ()),
    )


def _helpers(document: JsonObject, source: str) -> Iterator[Entry]:
    for key, value in _object(document, "credHelpers", source).items():
        scope, stored = parse_scope(key), _helper(value, f"{source}: the helper for {key[:80]!r}")
        if scope and stored:
            yield Entry(Scope(scope.host), Stored(stored.helper, server_of(scope.host)))


def _helper(value: Json, where: str) -> Stored | None:
    if value in (None, ""):
        return None
    if not isinstance(value, str) or not _HELPER.fullmatch(value):
        message = f"{where} is not the name of a credential helper"
        raise InvalidDockerConfigError(message, hint="write `ecr-login` for the program docker-credential-ecr-login")
    return Stored(value)


def _auths(document: JsonObject, source: str, store: Stored | None) -> Iterator[Entry]:
    for key, value in _object(document, "auths", source).items():
        where = f"{source}: the entry for {key[:80]!r}"
        if not isinstance(value, dict):
            message = f"{where} is not an object"
            raise InvalidDockerConfigError(message)
        scope = parse_scope(key)
        # An empty entry says that the credentials are in a store.
        if scope is not None and (value or not store):
            held = _secret(value, where)
            yield Entry(scope, held or Unusable(f"in {source} hold neither a password nor a token: log in again"))


def _secret(value: JsonObject, where: str) -> Secret | None:
    username, password, auth = (_text(value.get(key), where) for key in ("username", "password", "auth"))
    if auth:
        username, password = _decoded(auth, where)
    if token := _token(value.get("registrytoken"), where):
        return RegistryToken(token)
    if token := _token(value.get("identitytoken"), where):
        return IdentityToken(username, token)
    return secret_of(username, password) if username and password else None


def _text(value: Json, where: str) -> str:
    if value is not None and not isinstance(value, str):
        message = f"{where} holds something that is no text"
        raise InvalidDockerConfigError(message)
    return value or ""


def _token(value: Json, where: str) -> str:
    text = _text(value, where)
    if text and not is_token(text):
        message = f"{where} has a token with a character that no token has"
        raise InvalidDockerConfigError(message, hint="log in to that registry again")
    return text


def _object(document: JsonObject, key: str, source: str) -> JsonObject:
    value = document.get(key)
    if value is not None and not isinstance(value, dict):
        message = f"{source}: `{key}` is not an object"
        raise InvalidDockerConfigError(message)
    return value or {}


def _decoded(auth: str, where: str) -> tuple[str, str]:
    padded = auth + "=" * (-len(auth) % 4)
    try:
        username, colon, password = base64.b64decode(padded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        colon = username = password = ""
    if not colon:
        message = f"{where} has an `auth` that is not the base64 of USER:PASSWORD"
        raise InvalidDockerConfigError(message, hint="log in to that registry again")
    return username, password.rstrip("\0")
