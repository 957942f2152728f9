"""The image configuration, from untrusted bytes (image-spec, config.md, and Docker's extensions).

Every field has the type that Go's decoder demands, or the config is refused: a policy must never see a value that
the runtime would read otherwise, or not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from imagegate.errors import ImagegateError
from imagegate.oci.digest import Digest, InvalidDigestError
from imagegate.oci.platform import Platform
from imagegate.strict.json import Json, JsonObject, MalformedJsonError, load_object, refuse_shadows, type_name

HISTORY_MAX = 1000

_FIELDS = (
    *("created", "author", "architecture", "os", "os.version", "os.features", "variant", "config", "rootfs"),
    *("history", "id", "parent", "comment", "container", "container_config", "docker_version", "Size"),
)
_EXECUTION_FIELDS = (
    *("User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal"),
    *("Memory", "MemorySwap", "CpuShares", "Healthcheck", "Shell", "OnBuild", "ArgsEscaped", "Hostname"),
    *("Domainname", "AttachStdin", "AttachStdout", "AttachStderr", "Tty", "OpenStdin", "StdinOnce", "Image"),
    *("NetworkDisabled", "MacAddress", "StopTimeout"),
)
_HEALTHCHECK_FIELDS = ("Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries")
_HISTORY_FIELDS = ("created", "author", "created_by", "comment", "empty_layer")
_ROOTFS_FIELDS = ("type", "diff_ids")


class InvalidConfigError(ImagegateError):
    """Bytes that are no image configuration, or one that a runtime could read otherwise."""

    code = "invalid-config"


@dataclass(frozen=True, slots=True)
class Healthcheck:
    """Docker's HEALTHCHECK; durations in nanoseconds, zero where not set."""

    test: tuple[str, ...]
    interval: int
    timeout: int
    start_period: int
    start_interval: int
    retries: int


@dataclass(frozen=True, slots=True)
class Execution:
    """The config's `config`: with what a container starts. Absent fields are empty, as the runtime has them."""

    user: str = ""
    exposed_ports: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] | None = None
    cmd: tuple[str, ...] | None = None
    volumes: tuple[str, ...] = ()
    working_dir: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    stop_signal: str = ""
    shell: tuple[str, ...] | None = None
    on_build: tuple[str, ...] = ()
    healthcheck: Healthcheck | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step of a build, as the builder wrote it down."""

    created: str
    created_by: str
    author: str
    comment: str
    empty_layer: bool


@dataclass(frozen=True, slots=True)
class Config:
    """An image's configuration for one platform. `raw` is the JSON as it came."""

    platform: Platform
    created: str | None
    author: str | None
    execution: Execution
    diff_ids: tuple[Digest, ...]
    history: tuple[HistoryEntry, ...]
    raw: JsonObject = field(repr=False)

    @property
    def names_image(self) -> bool:
        """Whether it has what only an image's config has: an operating system or a root file system."""
        return bool(self.platform.os) or "rootfs" in self.raw


def parse_config(content: bytes) -> Config:
    """Read an image configuration; whatever is wrong with it is an `InvalidConfigError`."""
    try:
        mapping = load_object(content)
        return _config(mapping)
    except MalformedJsonError as error:
        message = f"the image config is not usable: {error.message}"
        raise InvalidConfigError(message) from error


def _config(mapping: JsonObject) -> Config:
    refuse_shadows(mapping, _FIELDS, "the image config")
    return Config(
        platform=Platform(
            os=_text(mapping, "os"),
            architecture=_text(mapping, "architecture"),
            variant=_text(mapping, "variant") or None,
            os_version=_text(mapping, "os.version") or None,
            os_features=_texts(mapping, "os.features") or (),
        ),
        created=_text(mapping, "created") or None,
        author=_text(mapping, "author") or None,
        execution=_execution(_object(mapping, "config") or {}),
        diff_ids=_diff_ids(_object(mapping, "rootfs") or {}),
        history=_history(mapping),
        raw=mapping,
    )


def _execution(mapping: JsonObject) -> Execution:
    refuse_shadows(mapping, _EXECUTION_FIELDS, "config")
    labels = _object(mapping, "Labels") or {}
    return Execution(
        user=_text(mapping, "User"),
        exposed_ports=tuple(_object(mapping, "ExposedPorts") or ()),
        env=_texts(mapping, "Env") or (),
        entrypoint=_texts(mapping, "Entrypoint"),
        cmd=_texts(mapping, "Cmd"),
        volumes=tuple(_object(mapping, "Volumes") or ()),
        working_dir=_text(mapping, "WorkingDir"),
        labels={key: _text(labels, key) for key in labels},
        stop_signal=_text(mapping, "StopSignal"),
        shell=_texts(mapping, "Shell"),
        on_build=_texts(mapping, "OnBuild") or (),
        healthcheck=_healthcheck(_object(mapping, "Healthcheck")),
    )


def _healthcheck(mapping: JsonObject | None) -> Healthcheck | None:
    if mapping is None:
        return None
    refuse_shadows(mapping, _HEALTHCHECK_FIELDS, "config.Healthcheck")
    return Healthcheck(
        test=_texts(mapping, "Test") or (),
        interval=_integer(mapping, "Interval"),
        timeout=_integer(mapping, "Timeout"),
        start_period=_integer(mapping, "StartPeriod"),
        start_interval=_integer(mapping, "StartInterval"),
        retries=_integer(mapping, "Retries"),
    )


def _history(mapping: JsonObject) -> tuple[HistoryEntry, ...]:
    entries = _list(mapping, "history") or []
    if len(entries) > HISTORY_MAX:
        message = f"history has {len(entries)} entries; at most {HISTORY_MAX} are read"
        raise InvalidConfigError(message)
    return tuple(_history_entry(entry) for entry in entries)


def _history_entry(value: Json) -> HistoryEntry:
    if not isinstance(value, dict):
        raise _wrong("history[]", "an object", value)
    refuse_shadows(value, _HISTORY_FIELDS, "history[]")
    empty = value.get("empty_layer")
    if empty is not None and not isinstance(empty, bool):
        raise _wrong("history[].empty_layer", "a boolean", empty)
    return HistoryEntry(
        created=_text(value, "created"),
        created_by=_text(value, "created_by"),
        author=_text(value, "author"),
        comment=_text(value, "comment"),
        empty_layer=bool(empty),
    )


def _diff_ids(mapping: JsonObject) -> tuple[Digest, ...]:
    refuse_shadows(mapping, _ROOTFS_FIELDS, "rootfs")
    try:
        return tuple(Digest.parse(text) for text in _texts(mapping, "diff_ids") or ())
    except InvalidDigestError as error:
        message = f"the image config is not usable: rootfs.diff_ids: {error.message}"
        raise InvalidConfigError(message) from error


def _object(mapping: JsonObject, key: str) -> JsonObject | None:
    value = mapping.get(key)
    if value is None or isinstance(value, dict):
        return value
    raise _wrong(key, "an object", value)


def _list(mapping: JsonObject, key: str) -> list[Json] | None:
    value = mapping.get(key)
    if value is None or isinstance(value, list):
        return value
    raise _wrong(key, "an array", value)


def _texts(mapping: JsonObject, key: str) -> tuple[str, ...] | None:
    items = _list(mapping, key)
    if items is None:
        return None
    # Go decodes a null in a list of strings as an empty one.
    return tuple(_text({key: item}, key) for item in items)


def _text(mapping: JsonObject, key: str) -> str:
    value = mapping.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    raise _wrong(key, "a string", value)


def _integer(mapping: JsonObject, key: str) -> int:
    value = mapping.get(key)
    if value is None:
        return 0
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _wrong(key, "an integer", value)


def _wrong(key: str, expected: str, value: Json) -> InvalidConfigError:
    message = f"the image config is not usable: {key} must be {expected}, not {type_name(value)}"
    return InvalidConfigError(message)
