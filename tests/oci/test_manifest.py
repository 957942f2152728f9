"""Manifests and indexes: one meaning or none, whatever the bytes are."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.errors import ImagegateError
from imagegate.oci import media_type as types
from imagegate.oci.descriptor import Descriptor, InvalidManifestError
from imagegate.oci.digest import Digest
from imagegate.oci.manifest import ENTRIES_MAX, LAYERS_MAX, Index, Manifest, parse_manifest
from imagegate.oci.platform import Platform
from tests.images import encoded

D = Digest.of(b"{}")
ENTRY: dict[str, Any] = {"mediaType": types.OCI_MANIFEST, "digest": str(D), "size": 2}
CONFIG: dict[str, Any] = {**ENTRY, "mediaType": types.OCI_CONFIG}
LAYER: dict[str, Any] = {**ENTRY, "mediaType": "application/vnd.oci.image.layer.v1.tar"}
MANIFEST: dict[str, Any] = {"schemaVersion": 2, "mediaType": types.OCI_MANIFEST, "config": CONFIG, "layers": [LAYER]}
BARE: dict[str, Any] = {key: value for key, value in MANIFEST.items() if key != "mediaType"}
INDEX: dict[str, Any] = {"schemaVersion": 2, "mediaType": types.OCI_INDEX, "manifests": [ENTRY]}


@pytest.mark.parametrize(
    ("outside", "document", "expected"),
    [
        pytest.param(
            types.OCI_MANIFEST,
            MANIFEST,
            Manifest(
                types.OCI_MANIFEST,
                Descriptor(types.OCI_CONFIG, D, 2),
                (Descriptor(LAYER["mediaType"], D, 2),),
                raw=MANIFEST,
            ),
            id="a manifest",
        ),
        pytest.param(
            f"{types.DOCKER_LIST.upper()}; charset=utf-8",
            {**INDEX, "mediaType": types.DOCKER_LIST, "annotations": {"a": "b"}},
            Index(
                types.DOCKER_LIST,
                (Descriptor(types.OCI_MANIFEST, D, 2),),
                {"a": "b"},
                {**INDEX, "mediaType": types.DOCKER_LIST, "annotations": {"a": "b"}},
            ),
            id="a manifest list of Docker's, its header in capitals",
        ),
        pytest.param(
            types.OCI_INDEX,
            {**INDEX, "manifests": [{**ENTRY, "platform": {"os": "linux", "architecture": "arm64"}}]},
            Index(
                types.OCI_INDEX,
                (Descriptor(types.OCI_MANIFEST, D, 2, Platform("linux", "arm64")),),
                raw={**INDEX, "manifests": [{**ENTRY, "platform": {"os": "linux", "architecture": "arm64"}}]},
            ),
            id="an index",
        ),
        pytest.param(
            None,
            {"config": CONFIG, "artifactType": "application/x"},
            Manifest(
                types.OCI_MANIFEST,
                Descriptor(types.OCI_CONFIG, D, 2),
                (),
                artifact_type="application/x",
                raw={"config": CONFIG, "artifactType": "application/x"},
            ),
            id="an artifact, and nothing said about the type",
        ),
    ],
)
def test_parse(outside: str | None, document: dict[str, Any], expected: Manifest | Index) -> None:
    assert parse_manifest(outside, encoded(document)) == expected


@pytest.mark.parametrize(
    ("outside", "document", "expected"),
    [
        pytest.param(types.DOCKER_MANIFEST, BARE, types.DOCKER_MANIFEST, id="the header says it"),
        pytest.param("text/plain", MANIFEST, types.OCI_MANIFEST, id="a header that means nothing"),
        pytest.param("", BARE, types.OCI_MANIFEST, id="neither says it"),
        pytest.param(None, {"manifests": []}, types.OCI_INDEX, id="the shape of an index"),
        pytest.param(None, {**BARE, "schemaVersion": None}, types.OCI_MANIFEST, id="no version said"),
    ],
)
def test_the_media_type_is_the_body_s_else_the_header_s_else_the_shape_s(
    outside: str | None, document: dict[str, Any], expected: str
) -> None:
    assert parse_manifest(outside, encoded(document)).media_type == expected


_SCHEMA1 = "the image has a manifest of schema version 1, which registries and runtimes no longer take"


@pytest.mark.parametrize(
    ("outside", "document", "message"),
    [
        pytest.param(None, [], "a JSON object was expected, not an array", id="a list"),
        pytest.param(types.DOCKER_SCHEMA1_SIGNED, BARE, _SCHEMA1, id="schema 1 by its header"),
        pytest.param(None, {**BARE, "mediaType": types.DOCKER_SCHEMA1}, _SCHEMA1, id="schema 1 by its body"),
        pytest.param(None, {"schemaVersion": 1, "fsLayers": []}, _SCHEMA1, id="schema 1 by its version"),
        pytest.param(None, {**MANIFEST, "fsLayers": []}, _SCHEMA1, id="schema 1 within schema 2"),
        pytest.param(None, {**MANIFEST, "schemaVersion": 3}, "its schemaVersion is not 2", id="schema 3"),
        pytest.param(None, {**MANIFEST, "schemaVersion": "2"}, "its schemaVersion is not 2", id="a text as version"),
        pytest.param(None, {**MANIFEST, "schemaVersion": 2.0}, "its schemaVersion is not 2", id="a fraction"),
        pytest.param(
            types.OCI_INDEX,
            MANIFEST,
            f"it is handed out as {types.OCI_INDEX}, its own mediaType says {types.OCI_MANIFEST!r}",
            id="the header and the body disagree",
        ),
        pytest.param(
            types.OCI_INDEX, BARE, f"its media type {types.OCI_INDEX!r} does not fit what it holds", id="or its shape"
        ),
        pytest.param(
            None,
            {**MANIFEST, "mediaType": types.OCI_MANIFEST.upper()},
            f"its media type {types.OCI_MANIFEST.upper()!r} does not fit what it holds",
            id="within a body case counts",
        ),
        pytest.param(
            None,
            {**BARE, "mediaType": "application/x"},
            "its media type 'application/x' does not fit what it holds",
            id="an unknown type",
        ),
        pytest.param(None, {**MANIFEST, "manifests": []}, "it is a manifest and an index at once", id="both"),
        pytest.param(None, {**INDEX, "layers": None}, "it is a manifest and an index at once", id="both, one null"),
        pytest.param(None, {}, "it has no config, so it is no image", id="empty"),
        pytest.param(None, {"layers": [], "config": None}, "it has no config, so it is no image", id="no config"),
        pytest.param(None, {**MANIFEST, "config": "x"}, "config must be an object, not a string", id="a text"),
        pytest.param(None, {**MANIFEST, "layers": {}}, "layers must be an array", id="layers that are no list"),
        pytest.param(
            None, {**INDEX, "manifests": [ENTRY, 1]}, "manifests[1] must be an object, not a number", id="a number"
        ),
        pytest.param(
            None,
            {**MANIFEST, "layers": [{**LAYER, "digest": "sha256:x"}]},
            "layers[0].digest: 'sha256:x' is not a digest",
            id="a digest that is none",
        ),
        pytest.param(
            None,
            {**MANIFEST, "layers": [LAYER] * (LAYERS_MAX + 1)},
            f"layers has {LAYERS_MAX + 1} entries; at most {LAYERS_MAX} are read",
            id="too many layers",
        ),
        pytest.param(
            None,
            {**INDEX, "manifests": [ENTRY] * (ENTRIES_MAX + 1)},
            f"manifests has {ENTRIES_MAX + 1} entries; at most {ENTRIES_MAX} are read",
            id="too many entries",
        ),
        pytest.param(
            None,
            {**MANIFEST, "Config": CONFIG},
            "the manifest has the key 'Config', which container runtimes read as 'config'",
            id="a second config for Go",
        ),
        pytest.param(
            None,
            {**MANIFEST, "config": {**CONFIG, "Digest": str(D)}},
            "config has the key 'Digest', which container runtimes read as 'digest'",
            id="a second digest for Go",
        ),
        pytest.param(
            None, {**MANIFEST, "annotations": []}, "the manifest.annotations must be an object, not an array", id="list"
        ),
        pytest.param(
            None, {**MANIFEST, "mediaType": 1}, "the manifest.mediaType must be a string, not a number", id="a number"
        ),
    ],
)
def test_what_is_no_manifest(outside: str | None, document: object, message: str) -> None:
    with pytest.raises(InvalidManifestError) as raised:
        parse_manifest(outside, encoded(document))
    assert raised.value.message == message


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>404</html>", id="a page"),
        pytest.param(encoded(MANIFEST)[:-1], id="cut short"),
        pytest.param(encoded(MANIFEST).decode().encode("utf-16"), id="UTF-16"),
        pytest.param(b'{"config":1,"config":2}', id="a key twice"),
        pytest.param(b"[" * 200_000, id="as deep as a stack"),
    ],
)
def test_bytes_that_are_no_json_are_the_same_kind_of_error(content: bytes) -> None:
    with pytest.raises(InvalidManifestError):
        parse_manifest(types.OCI_MANIFEST, content)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(MANIFEST, False, id="an image"),
        pytest.param({**MANIFEST, "config": {**CONFIG, "mediaType": types.DOCKER_CONFIG}}, False, id="Docker's"),
        pytest.param({**MANIFEST, "artifactType": "application/x"}, True, id="by its type"),
        pytest.param({**MANIFEST, "config": {**CONFIG, "mediaType": types.OCI_EMPTY}}, True, id="by its config"),
    ],
)
def test_declares_artifact(document: dict[str, Any], expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert _manifest(document).declares_artifact is expected


def _manifest(document: dict[str, Any]) -> Manifest:
    manifest = parse_manifest(None, encoded(document))
    assert isinstance(manifest, Manifest)
    return manifest


_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.floats() | st.text(max_size=4) | st.sampled_from([str(D), 2]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
_KEYS = st.sampled_from([*MANIFEST, *INDEX, *ENTRY, "annotations", "platform", "data", "Config", "fsLayers", "subject"])
_PARTS = st.sampled_from([CONFIG, [LAYER], [ENTRY], types.OCI_MANIFEST, types.OCI_INDEX, 2])
_DOCUMENT = st.dictionaries(_KEYS, _PARTS | _VALUE | st.dictionaries(_KEYS, _PARTS | _VALUE, max_size=4), max_size=6)
_TYPE = st.none() | st.sampled_from(sorted(types.KNOWN)) | st.text(max_size=8)


@given(_TYPE, st.binary() | _DOCUMENT.map(lambda document: json.dumps(document).encode()))
def test_any_bytes_are_a_manifest_or_one_kind_of_error(outside: str | None, content: bytes) -> None:
    try:
        parsed = parse_manifest(outside, content)
    except ImagegateError as error:
        assert type(error) is InvalidManifestError  # noqa: PT017 - either end is right
    else:
        assert parsed.media_type in types.INDEXES | types.MANIFESTS
        assert isinstance(parsed, Index) is (parsed.media_type in types.INDEXES)
