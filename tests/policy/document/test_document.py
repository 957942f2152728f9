"""The whole document: what real builders make, and that nothing is ever missing from it.

`UPDATE_GOLDEN=1` rewrites the expected documents; read the difference before you keep it.
"""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from imagegate.oci import media_type
from imagegate.oci.config import parse_config
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.image import Image, PlatformImage
from imagegate.oci.manifest import Index, Manifest, parse_manifest
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.policy.document.document import document
from imagegate.policy.document.fields import schema
from tests.images import candidate, config_of, encoded, image, manifest_of

BUILDERS = Path(__file__).parent / "builders"
VALIDATOR = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
REFERENCE = "registry.example.com/team/app:2.4.1"


def single(config: bytes, manifest: bytes, platform: Platform | None = None) -> Image:
    """Put an image together that has one platform and no index."""
    parsed = parse_manifest(None, manifest)
    assert isinstance(parsed, Manifest)
    descriptor = Descriptor(parsed.media_type, Digest.of(manifest), len(manifest), platform)
    one = PlatformImage(descriptor, parsed, parse_config(config))
    return Image(Reference.parse(REFERENCE), descriptor, None, (one,))


@pytest.mark.parametrize("builder", sorted(path.name for path in BUILDERS.iterdir()))
def test_what_a_builder_makes(builder: str) -> None:
    folder = BUILDERS / builder
    config, manifest = (folder / "config.json").read_bytes(), (folder / "manifest.json").read_bytes()
    whole = single(config, manifest)
    made = document(whole, whole.platforms[0], candidate(REFERENCE))
    VALIDATOR.validate(made)
    if os.environ.get("UPDATE_GOLDEN"):
        kept = json.dumps({**made, "raw": None}, indent=2, ensure_ascii=False)
        (folder / "document.json").write_text(f"{kept}\n", encoding="utf-8")
    expected = json.loads((folder / "document.json").read_bytes())
    raw = {"index": None, "manifest": json.loads(manifest), "config": json.loads(config), "referrers": None}
    assert made == {**expected, "raw": raw}


def test_a_platform_of_an_index() -> None:
    whole = image({"Labels": {"a": "label", "b": "label", "c": "label", "d": "label"}}, annotations={"a": "manifest"})
    one = whole.platforms[0]
    entry = Descriptor(
        media_type.OCI_MANIFEST,
        one.descriptor.digest,
        one.descriptor.size,
        Platform("linux", "arm"),
        {"a": "entry", "b": "entry"},
    )
    index = Index(media_type.OCI_INDEX, (entry,), {"a": "index", "b": "index", "c": "index"}, {"raw": "index"})
    top = Descriptor(media_type.OCI_INDEX, Digest.of(b"index"), 5)
    one = PlatformImage(entry, one.manifest, one.config)
    made = document(Image(whole.reference, top, index, (one,)), one, candidate())
    VALIDATOR.validate(made)
    assert [
        made[key] for key in ("digest", "indexDigest", "indexMediaType", "platforms", "annotations", "metadata")
    ] == [
        str(entry.digest),
        str(top.digest),
        media_type.OCI_INDEX,
        ["linux/arm/v7"],
        {"a": "manifest", "b": "entry", "c": "index"},
        {"a": "manifest", "b": "entry", "c": "index", "d": "label"},
    ]
    assert made["platform"] == {
        "name": "linux/arm/v7",
        "os": "linux",
        "architecture": "arm",
        "variant": "v7",
        "osVersion": None,
        "osFeatures": [],
    }
    assert made["raw"] == {
        "index": {"raw": "index"},
        "manifest": one.manifest.raw if one.manifest else None,
        "config": one.config.raw,
        "referrers": None,
    }


def test_an_image_that_no_manifest_describes() -> None:
    whole = image({"User": "1"})
    one = whole.platforms[0]
    own = Descriptor(media_type.DOCKER_CONFIG, Digest.of(b"config"), 6)
    made = document(whole, replace(one, descriptor=own, manifest=None), candidate())
    assert list(VALIDATOR.iter_errors(made)) == []
    keys = ("digest", "mediaType", "artifactType", "annotations", "layerCount", "size")
    assert [made[key] for key in keys] == [str(own.digest), own.media_type, None, {}, 1, None]
    assert isinstance(made["raw"], dict)
    assert made["raw"]["manifest"] is None


def test_lists_that_are_empty_and_lists_that_are_absent() -> None:
    whole = image({"Entrypoint": [], "Volumes": {"/b": {}, "/a": {}}})
    made = document(whole, whole.platforms[0], candidate())
    assert [made[key] for key in ("entrypoint", "cmd", "command", "volumes")] == [[], None, [], ["/a", "/b"]]


def test_a_bump() -> None:
    old = image(
        {"User": "1000", "ExposedPorts": {"80": {}}}, reference="nginx:1", platforms=("linux/amd64", "linux/386")
    )
    new = image({"ExposedPorts": {"8080": {}}, "Entrypoint": ["/x"], "Volumes": {"/v": {}}}, reference="nginx:2")
    made = document(new, new.platforms[0], candidate("nginx:2"), old=old)
    VALIDATOR.validate(made)
    assert made["change"] == {
        "reference": "docker.io/library/nginx:1",
        "digest": str(old.descriptor.digest),
        "userBefore": "1000",
        "becameRoot": True,
        "platformsRemoved": ["linux/386"],
        "portsAdded": ["8080/tcp"],
        "volumesAdded": ["/v"],
        "envRemoved": [],
        "entrypointChanged": True,
        "sizeDelta": 0,
        "registryChanged": False,
        "repositoryChanged": False,
    }


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TEXTS = st.none() | st.lists(TEXT, max_size=4)
EMPTY: dict[str, Any] = {}
SETS = st.none() | st.dictionaries(TEXT, st.just(EMPTY), max_size=4)
NUMBER = st.none() | st.integers(-(2**63), 2**63 - 1)
TIMES = st.none() | TEXT | st.datetimes().map(lambda time: f"{time.isoformat()}Z")
HEALTHCHECKS = st.fixed_dictionaries(
    {},
    optional={
        "Test": TEXTS,
        "Interval": NUMBER,
        "Timeout": NUMBER,
        "StartPeriod": NUMBER,
        "StartInterval": NUMBER,
        "Retries": NUMBER,
    },
)
PORTS = st.from_regex(r"\A[0-9]{1,6}(-[0-9]{1,6})?(/(tcp|UDP|x))?\Z") | TEXT
USERS = st.from_regex(r"\A[+-]?[0-9]{0,25}(:[0-9a-z]{0,25})?\Z") | TEXT
STEPS = st.fixed_dictionaries(
    {},
    optional={
        "created": TIMES,
        "created_by": TEXT | st.from_regex(r"\A(RUN )?(\|[0-9] )?([A-Z]=[a-z ]* )*(/bin/sh -c )?(#\(nop\) )?.{0,20}\Z"),
        "author": TEXT,
        "comment": TEXT | st.just("buildkit.dockerfile.v0"),
        "empty_layer": st.none() | st.booleans(),
    },
)
EXECUTIONS = st.fixed_dictionaries(
    {},
    optional={
        "User": st.none() | USERS,
        "ExposedPorts": st.none() | st.dictionaries(PORTS, st.just(EMPTY), max_size=4),
        "Env": st.none() | st.lists(TEXT | st.just("A=b"), max_size=4),
        "Entrypoint": TEXTS,
        "Cmd": TEXTS,
        "Volumes": SETS,
        "WorkingDir": st.none() | TEXT,
        "Labels": st.none() | st.dictionaries(TEXT, st.none() | TEXT, max_size=4),
        "StopSignal": st.none() | TEXT,
        "Shell": TEXTS,
        "OnBuild": TEXTS,
        "Healthcheck": st.none() | HEALTHCHECKS,
    },
)
CONFIGS = st.fixed_dictionaries(
    {},
    optional={
        "created": TIMES,
        "author": st.none() | TEXT,
        "os": st.none() | st.sampled_from(["linux", "windows", "Linux"]) | TEXT,
        "architecture": st.none() | st.sampled_from(["amd64", "arm64", "x86_64"]) | TEXT,
        "variant": st.none() | TEXT,
        "os.version": st.none() | TEXT,
        "os.features": TEXTS,
        "config": st.none() | EXECUTIONS,
        "history": st.none() | st.lists(STEPS, max_size=4),
        "rootfs": st.none() | st.just({"type": "layers", "diff_ids": [str(Digest.of(b"layer"))]}),
        "moby.buildkit.buildinfo.v1": st.none() | TEXT,
    },
)


@given(CONFIGS, st.integers(0, 3), st.dictionaries(TEXT, TEXT, max_size=3))
def test_the_document_of_any_config_is_whole(config: dict[str, Any], layers: int, annotations: dict[str, str]) -> None:
    content = encoded(config)
    whole = single(content, encoded(manifest_of(content, layers, annotations)))
    other = image({"User": "1000"}, platforms=("linux/amd64", "linux/arm64"))
    made = document(whole, whole.platforms[0], candidate(REFERENCE), old=other)
    VALIDATOR.validate(made)
    assert set(made) == set(schema()["properties"])  # type: ignore[arg-type]
    assert json.loads(json.dumps(made, allow_nan=False)) == made
    assert made == document(whole, whole.platforms[0], candidate(REFERENCE), old=other)
    assert json.loads(content) == made["raw"]["config"]  # type: ignore[call-overload,index]


def test_the_same_image_is_the_same_text() -> None:
    texts = set()
    for _ in range(2):
        content = encoded(
            config_of({"Env": ["B=1", "A=2"], "Volumes": {"/b": {}, "/a": {}}}, Platform("linux", "amd64"))
        )
        whole = single(content, encoded(manifest_of(content)))
        texts.add(json.dumps(document(whole, whole.platforms[0], candidate())))
    assert len(texts) == 1
