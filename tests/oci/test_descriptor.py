"""Descriptors: what is promised of some content, before anything is asked for."""

import base64
from typing import Any

import pytest

from imagegate.oci.descriptor import Descriptor, InvalidManifestError, parse_descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.platform import Platform
from imagegate.strict.json import Json, MalformedJsonError

CONTENT = b"{}"
DIGEST = Digest.of(CONTENT)
PLAIN: dict[str, Any] = {"mediaType": "application/json", "digest": str(DIGEST), "size": 2}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(PLAIN, Descriptor("application/json", DIGEST, 2), id="the least"),
        pytest.param({**PLAIN, "mediaType": None}, Descriptor("", DIGEST, 2), id="null is an empty text"),
        pytest.param({**PLAIN, "size": 0}, Descriptor("application/json", DIGEST, 0), id="nothing at all has a size"),
        pytest.param(
            {**PLAIN, "artifactType": "application/spdx+json", "annotations": {"a": "b", "c": None}},
            Descriptor(
                "application/json", DIGEST, 2, annotations={"a": "b", "c": ""}, artifact_type="application/spdx+json"
            ),
            id="annotations",
        ),
        pytest.param(
            {**PLAIN, "platform": {"os": "windows", "architecture": "amd64", "os.version": "10.0.1.1"}},
            Descriptor("application/json", DIGEST, 2, Platform("windows", "amd64", None, "10.0.1.1")),
            id="a platform",
        ),
        pytest.param(
            {**PLAIN, "platform": {"os": "linux", "architecture": "arm", "variant": "v7", "os.features": ["a"]}},
            Descriptor("application/json", DIGEST, 2, Platform("linux", "arm", "v7", None, ("a",))),
            id="a platform with everything",
        ),
        pytest.param(
            {**PLAIN, "data": base64.b64encode(CONTENT).decode()},
            Descriptor("application/json", DIGEST, 2, data=CONTENT),
            id="the content itself",
        ),
        pytest.param(
            {**PLAIN, "data": "%%%"}, Descriptor("application/json", DIGEST, 2), id="broken content is fetched"
        ),
        pytest.param({**PLAIN, "x": 1}, Descriptor("application/json", DIGEST, 2), id="what nobody knows"),
        pytest.param(
            {**PLAIN, "urls": ["http://x", None]},
            Descriptor("application/json", DIGEST, 2, urls=("http://x", "")),
            id="places outside of the registry",
        ),
    ],
)
def test_parse(value: Json, expected: Descriptor) -> None:
    assert parse_descriptor(value, "config") == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param(None, "config must be an object, not null", id="null"),
        pytest.param([], "config must be an object, not an array", id="a list"),
        pytest.param({**PLAIN, "size": -1}, "config has no valid size", id="below nothing"),
        pytest.param({**PLAIN, "size": None}, "config has no valid size", id="no size"),
        pytest.param({**PLAIN, "size": True}, "config has no valid size", id="a boolean is no number"),
        pytest.param({**PLAIN, "size": 2.0}, "config has no valid size", id="a fraction"),
        pytest.param({**PLAIN, "size": "2"}, "config has no valid size", id="a text"),
        pytest.param({**PLAIN, "digest": None}, "config.digest: '' is not a digest", id="no digest"),
        pytest.param({**PLAIN, "digest": 1}, "config.digest must be a string, not a number", id="a number as digest"),
        pytest.param({**PLAIN, "digest": "sha256:../x"}, "config.digest: 'sha256:../x' is not a digest", id="a path"),
        pytest.param({**PLAIN, "mediaType": 1}, "config.mediaType must be a string, not a number", id="a number"),
        pytest.param({**PLAIN, "annotations": []}, "config.annotations must be an object, not an array", id="a list"),
        pytest.param(
            {**PLAIN, "annotations": {"a": 1}}, "config.annotations.a must be a string, not a number", id="a number"
        ),
        pytest.param({**PLAIN, "platform": "linux"}, "config.platform must be an object, not a string", id="a text"),
        pytest.param(
            {**PLAIN, "platform": {"os": 1}}, "config.platform.os must be a string, not a number", id="a number as os"
        ),
        pytest.param(
            {**PLAIN, "platform": {"os.features": "x"}},
            "config.platform.os.features must be an array of strings",
            id="features that are a text",
        ),
        pytest.param(
            {**PLAIN, "platform": {"os.features": False}},
            "config.platform.os.features must be an array of strings",
            id="features that are false",
        ),
        pytest.param({**PLAIN, "urls": "x"}, "config.urls must be an array, not a string", id="urls that are a text"),
        pytest.param({**PLAIN, "urls": [1]}, "config.urls must be a string, not a number", id="a number as url"),
        pytest.param({**PLAIN, "data": 1}, "config.data must be a string, not a number", id="a number as data"),
    ],
)
def test_what_is_no_descriptor(value: Json, message: str) -> None:
    with pytest.raises(InvalidManifestError) as raised:
        parse_descriptor(value, "config")
    assert raised.value.message == message


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({**PLAIN, "Digest": "x"}, id="the digest in another case"),
        pytest.param({**PLAIN, "\u017fize": 1}, id="the size with a long s"),
        pytest.param({**PLAIN, "platform": {"OS": "linux"}}, id="the platform's system in upper case"),
    ],
)
def test_a_key_that_go_would_take_for_another_is_refused(value: Json) -> None:
    with pytest.raises(MalformedJsonError, match="container runtimes read as"):
        parse_descriptor(value, "config")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(CONTENT, True, id="the bytes"),
        pytest.param(b"[]", False, id="as many others"),
        pytest.param(CONTENT + b"\n", False, id="more"),
        pytest.param(b"", False, id="none"),
    ],
)
def test_describes(content: bytes, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert Descriptor("application/json", DIGEST, 2).describes(content) is expected


def test_the_right_bytes_with_another_size_are_not_what_is_promised() -> None:
    assert not Descriptor("application/json", DIGEST, 3).describes(CONTENT)
