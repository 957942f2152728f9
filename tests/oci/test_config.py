"""The image config: the runtime's reading of it, or none."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.errors import ImagegateError
from imagegate.oci.config import (
    HISTORY_MAX,
    Config,
    Execution,
    Healthcheck,
    HistoryEntry,
    InvalidConfigError,
    parse_config,
)
from imagegate.oci.digest import Digest
from imagegate.oci.platform import Platform
from tests.corpus import cases
from tests.images import encoded

D = Digest.of(b"layer")
FULL: dict[str, Any] = {
    "created": "2026-11-01T10:00:00Z",
    "author": "Someone",
    "architecture": "arm64",
    "os": "linux",
    "os.version": "1",
    "os.features": ["one"],
    "variant": "v8",
    "config": {
        "User": "1000:0",
        "ExposedPorts": {"80/tcp": {}},
        "Env": ["A=b", "C"],
        "Entrypoint": ["/app"],
        "Cmd": [],
        "Volumes": {"/data": {}},
        "WorkingDir": "/srv",
        "Labels": {"a": "b"},
        "StopSignal": "SIGINT",
        "Shell": ["/bin/ash", "-c"],
        "OnBuild": ["RUN true"],
        "Healthcheck": {
            "Test": ["CMD", "true"],
            "Interval": 1,
            "Timeout": 2,
            "StartPeriod": 3,
            "StartInterval": 4,
            "Retries": 5,
        },
    },
    "rootfs": {"type": "layers", "diff_ids": [str(D)]},
    "history": [
        {"created": "c", "created_by": "by", "author": "a", "comment": "k", "empty_layer": True},
        {},
    ],
}

NULLS: dict[str, Any] = {
    "config": {
        "User": None,
        "ExposedPorts": {"80": None},
        "Env": [None],
        "Cmd": None,
        "Volumes": None,
        "Labels": {"a": None},
        "Healthcheck": {"Test": None, "Interval": None},
    },
    "os.features": None,
    "rootfs": {"type": None, "diff_ids": None},
    "history": None,
}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(
            FULL,
            Config(
                platform=Platform("linux", "arm64", "v8", "1", ("one",)),
                created="2026-11-01T10:00:00Z",
                author="Someone",
                execution=Execution(  # noqa: S604 - the shell of a Dockerfile
                    user="1000:0",
                    exposed_ports=("80/tcp",),
                    env=("A=b", "C"),
                    entrypoint=("/app",),
                    cmd=(),
                    volumes=("/data",),
                    working_dir="/srv",
                    labels={"a": "b"},
                    stop_signal="SIGINT",
                    shell=("/bin/ash", "-c"),
                    on_build=("RUN true",),
                    healthcheck=Healthcheck(("CMD", "true"), 1, 2, 3, 4, 5),
                ),
                diff_ids=(D,),
                history=(HistoryEntry("c", "by", "a", "k", empty_layer=True), HistoryEntry("", "", "", "", False)),  # noqa: FBT003 - an entry that says nothing
                raw=FULL,
            ),
            id="everything",
        ),
        pytest.param(
            {},
            Config(Platform("", ""), None, None, Execution(), (), (), {}),
            id="nothing, which a runtime starts as root",
        ),
        pytest.param(
            NULLS,
            Config(
                Platform("", ""),
                None,
                None,
                Execution(
                    exposed_ports=("80",), env=("",), labels={"a": ""}, healthcheck=Healthcheck((), 0, 0, 0, 0, 0)
                ),
                (),
                (),
                NULLS,
            ),
            id="nulls, which Go reads as empty",
        ),
        pytest.param(
            {"config": {"Labels": {"user": "a", "USER": "b"}, "ExposedPorts": {"a": {"A": 1, "User": 2}}}},
            Config(
                Platform("", ""),
                None,
                None,
                Execution(labels={"user": "a", "USER": "b"}, exposed_ports=("a",)),
                (),
                (),
                {"config": {"Labels": {"user": "a", "USER": "b"}, "ExposedPorts": {"a": {"A": 1, "User": 2}}}},
            ),
            id="names of labels are free",
        ),
    ],
)
def test_a_config_is_read_as_the_runtime_reads_it(document: dict[str, Any], expected: Config) -> None:
    assert parse_config(encoded(document)) == expected


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param({"os": 123}, "os must be a string, not a number", id="os"),
        pytest.param({"architecture": ["amd64"]}, "architecture must be a string, not an array", id="architecture"),
        pytest.param({"variant": True}, "variant must be a string, not a boolean", id="variant"),
        pytest.param({"os.version": 10}, "os.version must be a string, not a number", id="os.version"),
        pytest.param({"os.features": "x"}, "os.features must be an array, not a string", id="os.features"),
        pytest.param({"os.features": [1]}, "os.features must be a string, not a number", id="an os feature"),
        pytest.param({"created": 0}, "created must be a string, not a number", id="created"),
        pytest.param({"author": {}}, "author must be a string, not an object", id="author"),
        pytest.param({"config": []}, "config must be an object, not an array", id="config"),
        pytest.param({"config": {"User": 1234}}, "User must be a string, not a number", id="a user as a number"),
        pytest.param({"config": {"User": False}}, "User must be a string, not a boolean", id="a false user is no null"),
        pytest.param({"config": {"Env": {}}}, "Env must be an array, not an object", id="env"),
        pytest.param({"config": {"Env": [1]}}, "Env must be a string, not a number", id="an env entry"),
        pytest.param({"config": {"Cmd": "sh"}}, "Cmd must be an array, not a string", id="cmd"),
        pytest.param({"config": {"Entrypoint": 0}}, "Entrypoint must be an array, not a number", id="entrypoint"),
        pytest.param(
            {"config": {"ExposedPorts": ["80"]}}, "ExposedPorts must be an object, not an array", id="ports as a list"
        ),
        pytest.param(
            {"config": {"ExposedPorts": {"80/tcp": 1}}}, "80/tcp must be an object, not a number", id="a port's value"
        ),
        pytest.param({"config": {"Volumes": {"/a": []}}}, "/a must be an object, not an array", id="a volume's value"),
        pytest.param({"config": {"Labels": []}}, "Labels must be an object, not an array", id="labels"),
        pytest.param({"config": {"Labels": {"a": 1}}}, "a must be a string, not a number", id="a label's value"),
        pytest.param({"config": {"Shell": "sh"}}, "Shell must be an array, not a string", id="shell"),
        pytest.param({"config": {"OnBuild": "RUN"}}, "OnBuild must be an array, not a string", id="onbuild"),
        pytest.param({"config": {"StopSignal": 9}}, "StopSignal must be a string, not a number", id="stop signal"),
        pytest.param({"config": {"WorkingDir": 9}}, "WorkingDir must be a string, not a number", id="working dir"),
        pytest.param(
            {"config": {"Healthcheck": []}}, "Healthcheck must be an object, not an array", id="a health check"
        ),
        pytest.param(
            {"config": {"Healthcheck": {"Test": "true"}}}, "Test must be an array, not a string", id="a health test"
        ),
        pytest.param(
            {"config": {"Healthcheck": {"Interval": 1.5}}},
            "Interval must be an integer of 64 bits, not a number",
            id="a duration with a fraction",
        ),
        pytest.param(
            {"config": {"Healthcheck": {"Retries": 2**63}}},
            "Retries must be an integer of 64 bits, not a number",
            id="a number beyond 64 bits",
        ),
        pytest.param(
            {"config": {"Healthcheck": {"Timeout": True}}},
            "Timeout must be an integer of 64 bits, not a boolean",
            id="a boolean is no number",
        ),
        pytest.param({"rootfs": []}, "rootfs must be an object, not an array", id="rootfs"),
        pytest.param({"rootfs": {"type": 1}}, "type must be a string, not a number", id="the kind of rootfs"),
        pytest.param({"rootfs": {"diff_ids": "x"}}, "diff_ids must be an array, not a string", id="diff ids"),
        pytest.param({"rootfs": {"diff_ids": ["x"]}}, "'x' is not a digest", id="a diff id"),
        pytest.param({"history": "x"}, "history must be an array, not a string", id="history"),
        pytest.param({"history": ["x"]}, "history[] must be an object, not a string", id="a step"),
        pytest.param(
            {"history": [{"empty_layer": "true"}]},
            "empty_layer must be a boolean, not a string",
            id="a text that looks like a boolean",
        ),
        pytest.param({"history": [{"created_by": 1}]}, "created_by must be a string, not a number", id="created by"),
        pytest.param(
            {"history": [{}] * (HISTORY_MAX + 1)}, "history has 1001 entries; at most 1000 are read", id="too long"
        ),
        pytest.param(
            {"Config": {"User": "0"}},
            "the image config has the key 'Config', which container runtimes read as 'config'",
            id="another spelling of config",
        ),
        pytest.param(
            {"config": {"user": "0"}},
            "config has the key 'user', which container runtimes read as 'User'",
            id="another spelling of User",
        ),
        pytest.param(
            {"config": {"U\u017fer": "0"}},
            "config has the key 'U\u017fer', which container runtimes read as 'User'",
            id="a long s is an s for Go",
        ),
        pytest.param(
            {"config": {"Healthcheck": {"test": []}}},
            "config.Healthcheck has the key 'test', which container runtimes read as 'Test'",
            id="another spelling in the health check",
        ),
        pytest.param(
            {"rootfs": {"Diff_Ids": []}},
            "rootfs has the key 'Diff_Ids', which container runtimes read as 'diff_ids'",
            id="another spelling in rootfs",
        ),
        pytest.param(
            {"history": [{"Created_By": ""}]},
            "history[] has the key 'Created_By', which container runtimes read as 'created_by'",
            id="another spelling in history",
        ),
    ],
)
def test_a_config_that_a_runtime_would_read_otherwise_is_refused(document: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidConfigError) as raised:
        parse_config(encoded(document))
    assert raised.value.message == f"the image config is not usable: {message}"
    assert raised.value.code == "invalid-config"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[]", id="an array"),
        pytest.param(b"null", id="null"),
        pytest.param(b'{"config":{"User":"1000","User":"0"}}', id="a key twice"),
        pytest.param(b'{"config":{}} {}', id="two texts"),
        pytest.param(b'\xef\xbb\xbf{"config":{}}', id="a byte order mark"),
        pytest.param(b'{"x":NaN}', id="no number"),
    ],
)
def test_bytes_that_are_no_config_are_refused(content: bytes) -> None:
    with pytest.raises(InvalidConfigError):
        parse_config(content)


@pytest.mark.parametrize(
    ("document", "names_image"),
    [
        pytest.param({"os": "linux"}, True, id="it names an operating system"),
        pytest.param({"rootfs": {}}, True, id="it has a root file system"),
        pytest.param({"rootfs": None}, True, id="even one that is null"),
        pytest.param({"config": {"User": "1"}, "architecture": "amd64"}, False, id="an artifact's config"),
    ],
)
def test_what_only_an_image_has(document: dict[str, Any], names_image: bool) -> None:  # noqa: FBT001 - a row
    assert parse_config(encoded(document)).names_image is names_image


@pytest.mark.parametrize("case", cases("config_json"), ids=lambda case: str(case["name"]))
def test_the_sample_cases(case: dict[str, Any]) -> None:
    content = case["config_json"].encode()
    if case["verdict"] == "refuse":
        with pytest.raises(InvalidConfigError):
            parse_config(content)
    else:
        assert parse_config(content).execution.user == (case["runtime_user"] or "")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
TOP = st.sampled_from(sorted(FULL))
EXECUTION = st.sampled_from(sorted(FULL["config"]))


@given(st.dictionaries(TOP, JSON, max_size=3), st.dictionaries(EXECUTION, JSON, max_size=3))
def test_any_value_anywhere_is_read_or_refused(top: dict[str, Any], execution: dict[str, Any]) -> None:
    document = {**FULL, **top, "config": {**FULL["config"], **execution}}
    try:
        config = parse_config(json.dumps(document).encode())
    except ImagegateError as error:
        assert isinstance(error, InvalidConfigError)  # noqa: PT017 - either outcome is right
    else:
        assert config.raw == document
        assert config.execution.user == (document["config"]["User"] or "")
