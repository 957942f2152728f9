"""The image configuration, from untrusted bytes (image-spec, config.md, and Docker's extensions).

Every field that is read has the type that Go's decoder demands, or the config is refused: a policy must never see a
value that the runtime would read otherwise, or not at all. `os` and `architecture` may be missing, although the
specification requires them: whether something runs is for the index and the manifest to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from imagegate.errors import ImagegateError
from imagegate.oci import decode
from imagegate.oci.digest import Digest, InvalidDigestError
from imagegate.oci.platform import Platform
from imagegate.strict.json import Json, JsonObject, MalformedJsonError, load_object, refuse_shadows

HISTORY_MAX = 1000

FIELDS = (
    *("created", "author", "architecture", "os", "os.version", "os.features", "variant", "config", "rootfs"),
    *("history", "id", "parent", "comment", "container", "container_config", "docker_version", "Size"),
)
EXECUTION_FIELDS = (
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
    except (MalformedJsonError, InvalidDigestError) as error:
        message = f"the image config is not usable: {error.message}"
        raise InvalidConfigError(message) from error


def _config(mapping: JsonObject) -> Config:
    refuse_shadows(mapping, FIELDS, "the image config")
    return Config(
        platform=Platform(
            os=decode.text(mapping, "os"),
            architecture=decode.text(mapping, "architecture"),
            variant=decode.text(mapping, "variant") or None,
            os_version=decode.text(mapping, "os.version") or None,
            os_features=decode.texts(mapping, "os.features") or (),
        ),
        created=decode.text(mapping, "created") or None,
        author=decode.text(mapping, "author") or None,
        execution=_execution(decode.object_of(mapping, "config") or {}),
        diff_ids=_diff_ids(decode.object_of(mapping, "rootfs") or {}),
        history=_history(mapping),
        raw=mapping,
    )


def _execution(mapping: JsonObject) -> Execution:
    refuse_shadows(mapping, EXECUTION_FIELDS, "config")
    labels = decode.object_of(mapping, "Labels") or {}
    return Execution(
        user=decode.text(mapping, "User"),
        exposed_ports=decode.keys(mapping, "ExposedPorts"),
        env=decode.texts(mapping, "Env") or (),
        entrypoint=decode.texts(mapping, "Entrypoint"),
        cmd=decode.texts(mapping, "Cmd"),
        volumes=decode.keys(mapping, "Volumes"),
        working_dir=decode.text(mapping, "WorkingDir"),
        labels={key: decode.text(labels, key) for key in labels},
        stop_signal=decode.text(mapping, "StopSignal"),
        shell=decode.texts(mapping, "Shell"),
        on_build=decode.texts(mapping, "OnBuild") or (),
        healthcheck=_healthcheck(decode.object_of(mapping, "Healthcheck")),
    )


def _healthcheck(mapping: JsonObject | None) -> Healthcheck | None:
    if mapping is None:
        return None
    refuse_shadows(mapping, _HEALTHCHECK_FIELDS, "config.Healthcheck")
    return Healthcheck(
        test=decode.texts(mapping, "Test") or (),
        interval=decode.integer(mapping, "Interval"),
        timeout=decode.integer(mapping, "Timeout"),
        start_period=decode.integer(mapping, "StartPeriod"),
        start_interval=decode.integer(mapping, "StartInterval"),
        retries=decode.integer(mapping, "Retries"),
    )


def _history(mapping: JsonObject) -> tuple[HistoryEntry, ...]:
    entries = decode.array(mapping, "history") or []
    if len(entries) > HISTORY_MAX:
        message = f"history has {len(entries)} entries; at most {HISTORY_MAX} are read"
        raise MalformedJsonError(message)
    return tuple(_history_entry(entry) for entry in entries)


def _history_entry(value: Json) -> HistoryEntry:
    if not isinstance(value, dict):
        raise decode.wrong_type("history[]", "an object", value)
    refuse_shadows(value, _HISTORY_FIELDS, "history[]")
    return HistoryEntry(
        created=decode.text(value, "created"),
        created_by=decode.text(value, "created_by"),
        author=decode.text(value, "author"),
        comment=decode.text(value, "comment"),
        empty_layer=decode.flag(value, "empty_layer"),
    )


def _diff_ids(mapping: JsonObject) -> tuple[Digest, ...]:
    refuse_shadows(mapping, _ROOTFS_FIELDS, "rootfs")
    decode.text(mapping, "type")
    return tuple(Digest.parse(text) for text in decode.texts(mapping, "diff_ids") or ())
