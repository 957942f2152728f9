"""`config.json`, as `docker login` writes it. Pure: bytes in, entries out."""

import base64
import binascii
from collections.abc import Iterator

from imagegate.errors import UsageError
from imagegate.registry.credential import Credential, Entry, parse_scope
from imagegate.strict.json import Json, JsonObject, MalformedJsonError, load_object


class InvalidDockerConfigError(UsageError):
    """A Docker configuration that cannot be read. The message never quotes it: it holds passwords."""

    code = "invalid-docker-config"


def parse(content: bytes, source: str) -> tuple[Entry, ...]:
    """Read the `auths` of a Docker configuration; `source` names it in errors. An empty file holds nothing.

    An entry with something else than a user and a password (an identity token) is one that cannot be used here.
    """
    if not content.strip():
        return ()
    try:
        auths = load_object(content).get("auths")
    except MalformedJsonError:
        message = f"{source} is not the JSON that `docker login` writes"
        raise InvalidDockerConfigError(message, hint="log in again, or remove the file") from None
    if auths is None:
        return ()
    if not isinstance(auths, dict):
        message = f"{source}: `auths` is not an object"
        raise InvalidDockerConfigError(message)
    return tuple(_entries(auths, source))


def _entries(auths: JsonObject, source: str) -> Iterator[Entry]:
    for key, value in auths.items():
        where = f"{source}: the entry for {key[:80]!r}"
        if not isinstance(value, dict):
            message = f"{where} is not an object"
            raise InvalidDockerConfigError(message)
        scope = parse_scope(key)
        # An empty entry says that the credentials are in a store of the system, which is not asked.
        if scope is not None and value:
            yield Entry(scope, _credential(value, where))


def _credential(value: JsonObject, where: str) -> Credential | None:
    username, password, auth = (_text(value.get(key), where) for key in ("username", "password", "auth"))
    if auth:
        username, password = _decoded(auth, where)
    return Credential(username, password) if username and password else None


def _text(value: Json, where: str) -> str:
    if value is not None and not isinstance(value, str):
        message = f"{where} holds something that is no text"
        raise InvalidDockerConfigError(message)
    return value or ""


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
