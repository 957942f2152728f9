"""What a reader is told of two images side by side."""

from dataclasses import replace
from typing import Any

import pytest

from imagegate.oci.image import Image
from imagegate.report.comparison import Difference, Sides, differences
from tests.images import image
from tests.report.reports import after, before

SAME: dict[str, Any] = {"User": "1"}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        pytest.param({"User": "1"}, {"User": "1"}, [], id="nothing"),
        pytest.param({"User": "app"}, {"User": "0"}, [("User", (("app",), ("0 (root)",)))], id="user"),
        pytest.param({"User": "1"}, {}, [("User", (("1",), ("not set (root)",)))], id="no user is root"),
        pytest.param(
            {**SAME, "Entrypoint": ["a b", "c"]},
            SAME,
            [("Entrypoint", (('["a b", "c"]',), ("not set",)))],
            id="entrypoint, word by word",
        ),
        pytest.param({**SAME, "WorkingDir": "/a"}, SAME, [("Working directory", (("/a",), ("not set",)))], id="folder"),
        pytest.param(
            {**SAME, "Env": ["A=secret", "B=2"]},
            {**SAME, "Env": ["B=3", "C=1"]},
            [("Environment", (("A",), ("C",)))],
            id="variables by name, never a value",
        ),
        pytest.param(
            {**SAME, "ExposedPorts": {"80": {}, "22/udp": {}}},
            {**SAME, "ExposedPorts": {"80": {}}},
            [("Ports", (("22/udp",), ()))],
            id="a port that is gone",
        ),
        pytest.param(SAME, {**SAME, "Volumes": {"/v": {}}}, [("Volumes", ((), ("/v",)))], id="a volume that is new"),
        pytest.param(
            {**SAME, "Labels": {"a": "1", "b": "1"}},
            {**SAME, "Labels": {"a": "2", "b": "1"}},
            [("Labels", (("a=1",), ("a=2",)))],
            id="a label with another value",
        ),
        pytest.param(
            {**SAME, "Labels": {"org.opencontainers.image.base.name": "debian:12"}},
            SAME,
            [
                ("Labels", (("org.opencontainers.image.base.name=debian:12",), ())),
                ("Base image", (("debian:12",), ("not known",))),
            ],
            id="base",
        ),
    ],
)
def test_differences(old: dict[str, Any], new: dict[str, Any], found: list[tuple[str, Sides]]) -> None:
    assert differences(image(old), image(new)) == tuple(Difference(what, *sides) for what, sides in found)


def test_how_it_is_made() -> None:
    found = {one.what: (one.before, one.after) for one in differences(image(created="2026-01-02T03:04:05Z"), image())}
    assert found == {"Built": (("2026-01-02",), ("2026-11-01",))}
    two = image(platforms=("linux/amd64", "linux/arm64"))
    assert differences(image(), two) == (Difference("Platforms", (), ("linux/arm64",)),)


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (71_500_000, "68.2 MiB"), (5 * 1024**3, "5.0 GiB")],
)
def test_sizes(size: int, shown: str) -> None:
    (found,) = differences(image(), _sized(image(), size))
    assert found == Difference("Compressed size", ("1000 bytes",), (shown,))


def _sized(made: Image, size: int) -> Image:
    (one,) = made.platforms
    assert one.manifest
    manifest = replace(one.manifest, layers=tuple(replace(layer, size=size) for layer in one.manifest.layers))
    return replace(made, platforms=(replace(one, manifest=manifest),))


def test_platform_is_the_one_that_both_have() -> None:
    old = image({"User": "1"}, platforms=("linux/arm64", "linux/amd64"))
    new = image({"User": "1"}, platforms=("linux/amd64",))
    assert [one.what for one in differences(old, new)] == ["Platforms"]


def test_no_platform_in_common() -> None:
    found = [one.what for one in differences(image(platforms=("linux/s390x",)), image({"User": "1"}))]
    assert found == ["User", "Platforms"]


def test_no_value_of_a_variable_is_told() -> None:
    told = " ".join(text for one in differences(before("a:1"), after("a:2")) for text in (*one.before, *one.after))
    assert "NJS_RELEASE" in told
    assert "1.27.5" not in told.replace("image.version=1.27.5", "")
