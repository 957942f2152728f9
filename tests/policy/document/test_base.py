"""What an image tells of its base image."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from imagegate.errors import ImagegateError
from imagegate.oci.config import parse_config
from imagegate.oci.digest import Digest
from imagegate.oci.image import Image, Resolution, Unread
from imagegate.oci.reference import Reference
from imagegate.policy.document.base import (
    BUILD_INFORMATION,
    BUILDPACKS_LABEL,
    EMBEDDED_BYTES_MAX,
    base_fields,
    base_reference,
)
from imagegate.policy.document.document import document
from tests.images import candidate, encoded, image

HEX = "b" * 64
DIGEST = f"sha256:{HEX}"
KEYS = {"org.opencontainers.image.base.name": "debian:13", "org.opencontainers.image.base.digest": DIGEST}
ALPINE = {"type": "docker-image", "ref": "docker.io/library/alpine:3", "pin": DIGEST}
UNKNOWN = (None, None, None)


def told(
    labels: dict[str, str] | None = None, annotations: dict[str, str] | None = None, **top: Any
) -> tuple[Any, Any, Any]:
    config = parse_config(encoded({"config": {"Labels": labels}, **top}))
    fields = base_fields(config, annotations or {})
    assert fields["known"] is (fields["source"] is not None)
    assert (fields["layersMatch"], fields["current"]) == (None, None)
    return fields["source"], fields["name"], fields["digest"]


def build_information(document: object) -> dict[str, Any]:
    return {BUILD_INFORMATION: base64.b64encode(json.dumps(document).encode()).decode()}


def lifecycle(document: object) -> dict[str, str]:
    return {BUILDPACKS_LABEL: json.dumps(document)}


@pytest.mark.parametrize(
    ("labels", "annotations", "expected"),
    [
        pytest.param({}, {}, UNKNOWN, id="nothing"),
        pytest.param({}, KEYS, ("annotation", "debian:13", DIGEST), id="annotations"),
        pytest.param(KEYS, {}, ("label", "debian:13", DIGEST), id="labels"),
        pytest.param({"org.opencontainers.image.base.name": "a"}, KEYS, ("annotation", "debian:13", DIGEST), id="both"),
        pytest.param(
            KEYS,
            {"org.opencontainers.image.base.name": "scratch"},
            ("annotation", "scratch", None),
            id="name and digest come from one place",
        ),
        pytest.param({}, {"org.opencontainers.image.base.digest": DIGEST}, ("annotation", None, DIGEST), id="a digest"),
        pytest.param({}, {"org.opencontainers.image.base.digest": "x"}, UNKNOWN, id="a digest that is none"),
        pytest.param({**KEYS, "org.opencontainers.image.base.name": ""}, {}, ("label", None, DIGEST), id="no name"),
        pytest.param(KEYS, {"org.opencontainers.image.base.name": ""}, ("label", "debian:13", DIGEST), id="empty"),
    ],
)
def test_annotations_and_labels(labels: dict[str, str], annotations: dict[str, str], expected: tuple[Any, ...]) -> None:
    assert told(labels, annotations) == expected


@pytest.mark.parametrize(
    ("information", "expected"),
    [
        pytest.param(
            build_information({"frontend": "dockerfile.v0", "sources": [ALPINE]}),
            ("buildinfo", "docker.io/library/alpine:3", DIGEST),
            id="one image",
        ),
        pytest.param(
            build_information({"sources": [{**ALPINE, "ref": f"alpine@{DIGEST}", "pin": None}]}),
            ("buildinfo", "alpine", DIGEST),
            id="a digest in the reference",
        ),
        pytest.param(
            build_information({"sources": [ALPINE, {"type": "http", "ref": "https://example.com/x"}]}),
            ("buildinfo", "docker.io/library/alpine:3", DIGEST),
            id="other sources are no images",
        ),
        pytest.param(
            build_information({"sources": [{**ALPINE, "pin": "x"}]}),
            ("buildinfo", "docker.io/library/alpine:3", None),
            id="a pin that is no digest",
        ),
        pytest.param(build_information({"sources": [ALPINE, {**ALPINE, "ref": "b"}]}), UNKNOWN, id="two images"),
        pytest.param(build_information({"sources": [{**ALPINE, "ref": "A B"}]}), UNKNOWN, id="no reference"),
        pytest.param(build_information({"sources": [{**ALPINE, "ref": 1}]}), UNKNOWN, id="a number for a reference"),
        pytest.param(build_information({"sources": {"0": ALPINE}}), UNKNOWN, id="sources that are no list"),
        pytest.param(build_information([ALPINE]), UNKNOWN, id="no object"),
        pytest.param(build_information({}), UNKNOWN, id="no sources"),
        pytest.param({BUILD_INFORMATION: "{}"}, UNKNOWN, id="no base64"),
        pytest.param({BUILD_INFORMATION: "\u00e9"}, UNKNOWN, id="no ASCII"),
        pytest.param({BUILD_INFORMATION: base64.b64encode(b"\xff").decode()}, UNKNOWN, id="no UTF-8"),
        pytest.param({BUILD_INFORMATION: {"sources": [ALPINE]}}, UNKNOWN, id="an object"),
        pytest.param(
            {BUILD_INFORMATION: base64.b64encode(b'{"sources":[],"sources":[{}]}').decode()}, UNKNOWN, id="a key twice"
        ),
        pytest.param(
            build_information({"sources": [ALPINE], "x": "a" * EMBEDDED_BYTES_MAX}), UNKNOWN, id="more than a megabyte"
        ),
    ],
)
def test_build_information(information: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert told(**information) == expected


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        pytest.param(
            lifecycle({"runImage": {"topLayer": DIGEST, "reference": f"index.docker.io/pack/run@{DIGEST}"}}),
            ("buildpacks", "index.docker.io/pack/run", DIGEST),
            id="the run image's reference",
        ),
        pytest.param(
            lifecycle({"runImage": {"reference": HEX, "image": "pack/run:base"}}),
            ("buildpacks", "pack/run:base", None),
            id="an id from a Docker engine, and the image's name",
        ),
        pytest.param(
            lifecycle({"runImage": {"reference": ""}, "stack": {"runImage": {"image": "pack/run:full"}}}),
            ("buildpacks", "pack/run:full", None),
            id="the stack's run image",
        ),
        pytest.param(lifecycle({"runImage": [], "stack": {"runImage": 1}}), UNKNOWN, id="other types"),
        pytest.param(lifecycle([]), UNKNOWN, id="no object"),
        pytest.param({BUILDPACKS_LABEL: "run"}, UNKNOWN, id="no JSON"),
        pytest.param({BUILDPACKS_LABEL: "[" * 100_000}, UNKNOWN, id="deep JSON"),
        pytest.param(
            lifecycle({"runImage": {"reference": "a"}, "x": "a" * EMBEDDED_BYTES_MAX}), UNKNOWN, id="too long"
        ),
    ],
)
def test_buildpacks(metadata: dict[str, str], expected: tuple[Any, ...]) -> None:
    assert told(metadata) == expected


def test_the_first_place_that_names_a_base_counts() -> None:
    metadata = lifecycle({"runImage": {"reference": "pack/run"}})
    information = build_information({"sources": [ALPINE]})
    assert told({**KEYS, **metadata}, **information)[0] == "label"
    assert told(metadata, **information)[0] == "buildinfo"
    assert told(metadata)[0] == "buildpacks"


def _built(layers: str, steps: str, **labels: str) -> Image:
    """Give an image with a layer for each letter, and a step of the history for each letter."""
    history = [{"created_by": f"RUN {letter}"} for letter in steps]
    diff_ids = [str(Digest.of(letter.encode())) for letter in layers]
    named = {f"org.opencontainers.image.base.{key}": value for key, value in labels.items()}
    return image({"Labels": named}, rootfs={"type": "layers", "diff_ids": diff_ids}, history=history)


@pytest.mark.parametrize(
    ("own", "base", "match", "inherited"),
    [
        pytest.param(("abc", "abc"), ("ab", "ab"), True, [True, True, False], id="built on it"),
        pytest.param(("abc", "xyz"), ("ab", "ab"), True, [None, None, None], id="built on it, with another history"),
        pytest.param(("abc", "abc"), ("ax", "ab"), False, [None, None, None], id="built on another one"),
        pytest.param(("ab", "ab"), ("ab", "ab"), False, [None, None], id="the same image"),
        pytest.param(("ab", "ab"), ("abc", "abc"), False, [None, None], id="the other way round"),
        pytest.param(("ab", "ab"), ("", ""), False, [None, None], id="a base without layers proves nothing"),
    ],
)
def test_a_candidate_base_is_held_against_the_image(
    own: tuple[str, str], base: tuple[str, str], *, match: bool, inherited: list[bool | None]
) -> None:
    found = _built(*own)
    shown: Any = document(found, found.platforms[0], candidate(), base=_built(*base))
    assert (shown["base"]["layersMatch"], [step["fromBase"] for step in shown["history"]]) == (match, inherited)


NEWER = _built("xy", "xy")
DEBIAN = Reference.parse("debian:13")


@pytest.mark.parametrize(
    ("own", "now", "shown"),
    [
        pytest.param(
            _built("abc", "abc", name="debian:13", digest=str(NEWER.descriptor.digest)),
            NEWER,
            (True, "available"),
            id="the digest is the same",
        ),
        pytest.param(
            _built("abc", "abc", name="debian:13", digest=DIGEST), NEWER, (False, "available"), id="the tag has moved"
        ),
        pytest.param(
            _built("xyz", "xyz", name="debian:13", digest=DIGEST),
            NEWER,
            (True, "available"),
            id="pushed anew with the same layers",
        ),
        pytest.param(_built("xyz", "xyz", name="debian:13"), NEWER, (True, "available"), id="the layers alone tell"),
        pytest.param(_built("abc", "abc", name="debian:13"), NEWER, (None, "available"), id="nothing tells"),
        pytest.param(
            _built("abc", "abc", name="debian:13", digest=DIGEST),
            Unread(DEBIAN, ImagegateError("it is not there")),
            (None, "error"),
            id="it cannot be read",
        ),
        pytest.param(_built("abc", "abc"), NEWER, (None, "available"), id="no base is named"),
        pytest.param(
            _built("abc", "abc", name="debian:13", digest=DIGEST), None, (None, "skipped"), id="not asked for"
        ),
    ],
)
def test_the_base_as_it_is_now(own: Image, now: Resolution | None, shown: tuple[bool | None, str]) -> None:
    found = replace(own, bases=None if now is None else {DEBIAN: now})
    facts: Any = document(found, found.platforms[0], candidate())
    assert (facts["base"]["current"], facts["facts"]["base"]) == shown


def test_a_candidate_of_the_user_is_not_what_the_image_names() -> None:
    own = _built("xyz", "xyz", name="debian:13")
    facts: Any = document(own, own.platforms[0], candidate(), base=NEWER)
    assert (facts["base"]["layersMatch"], facts["base"]["current"]) == (True, None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("debian:13", "docker.io/library/debian:13", id="a tag"),
        pytest.param(f"debian:13@{DIGEST}", "docker.io/library/debian:13", id="a tag, whatever it stood for"),
        pytest.param("debian", None, id="no tag"),
        pytest.param(f"debian@{DIGEST}", None, id="only a digest, which never changes"),
        pytest.param("scratch image", None, id="no reference"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_what_is_asked_for_the_base(name: str, expected: str | None) -> None:
    own = _built("a", "a", name=name)
    reference = base_reference(own.platforms[0].config, {})
    assert (reference and reference.canonical) == expected
