"""Where users keep credentials on disk and in the environment: what Docker, GitLab and Podman write and read."""

from collections.abc import Iterator
from pathlib import Path

from imagegate.errors import UsageError
from imagegate.registry import docker_config
from imagegate.registry.credential import Entry, Stored, Unusable
from imagegate.settings import CredentialPlaces

_BYTES_MAX = 1024 * 1024
_INPUT, _VARIABLE = "the input `docker-config`", "DOCKER_AUTH_CONFIG"
_HINT = "name a file such as docker login or podman login writes it"


def read_entries(places: CredentialPlaces) -> Iterator[Entry]:
    """Read the credentials of all places, the strongest first; a place that is named and cannot be read is an error."""
    yield from docker_config.parse(places.text.encode(), _INPUT)
    if places.file:
        yield from _named(places.file, "the Docker configuration ")
    yield from docker_config.parse(places.auth_config.encode(), _VARIABLE)
    yield from _docker(places)
    yield from _podman(places)


def given_secrets(places: CredentialPlaces) -> Iterator[str]:
    """Give the secrets in what was given as text; files are not read."""
    given = (
        *docker_config.parse(places.text.encode(), _INPUT),
        *docker_config.parse(places.auth_config.encode(), _VARIABLE),
    )
    for entry in given:
        if not isinstance(entry.held, Stored | Unusable):
            yield from entry.held.secrets


def _docker(places: CredentialPlaces) -> Iterator[Entry]:
    folder = places.docker_config
    if folder and not folder.is_dir():
        message = f"DOCKER_CONFIG names {folder}, which is no folder here"
        raise UsageError(message, hint="in the action, use a folder below the runner's temporary folder")
    home = places.home / ".docker" if places.home else None
    for path in dict.fromkeys((folder, home)):
        if path:
            yield from _found(path / "config.json")


def _podman(places: CredentialPlaces) -> Iterator[Entry]:
    if places.auth_file:
        yield from _named(places.auth_file, "REGISTRY_AUTH_FILE: ")
        return
    for folder in (places.runtime, places.config or (places.home / ".config" if places.home else None)):
        if folder:
            yield from _found(folder / "containers" / "auth.json")


def _found(path: Path) -> tuple[Entry, ...]:
    # A folder without the file is what `docker logout` leaves. One that cannot be read may hold credentials, so its
    # silence must not pass for there being none.
    try:
        return _entries(path)
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        message = f"{path} may hold credentials and cannot be read: {_reason(error)}"
        raise UsageError(message, hint="let the user that this runs as read it, or remove it") from None


def _named(path: Path, by: str) -> tuple[Entry, ...]:
    try:
        return _entries(path)
    except OSError as error:
        message = f"{by}{path} cannot be read: {_reason(error)}"
        raise UsageError(message, hint=_HINT) from None


def _entries(path: Path) -> tuple[Entry, ...]:
    with path.open("rb") as file:
        content = file.read(_BYTES_MAX + 1)
    if len(content) > _BYTES_MAX:
        message = f"{path} has more than {_BYTES_MAX} bytes, which no file of credentials has"
        raise UsageError(message, hint=_HINT)
    return docker_config.parse(content, str(path))


def _reason(error: OSError) -> str:
    return (error.strerror or "the system refused").lower()
