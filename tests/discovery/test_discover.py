"""The whole of discovery over small trees."""

import pytest

from imagegate.discovery.discover import DETECTORS, discover
from imagegate.errors import UsageError
from imagegate.oci.platform import Platform
from imagegate.source import DiscoverySettings, Location, Occurrence, UsedAs


def test_occurrences_are_in_order() -> None:
    files = {"b/Dockerfile": b"FROM b\nFROM a\n", "a/Dockerfile": b"FROM c\n"}
    found = discover(files, files.get, DiscoverySettings())
    assert [f"{one.location} {one.text}" for one in found.occurrences] == [
        "a/Dockerfile:1:6 c",
        "b/Dockerfile:1:6 b",
        "b/Dockerfile:2:6 a",
    ]
    assert found.claimed == {"a/Dockerfile": ("dockerfile",), "b/Dockerfile": ("dockerfile",)}


def test_an_occurrence_is_whole() -> None:
    files = {"Dockerfile": b"ARG V=3\nFROM --platform=linux/arm64 alpine:${V} AS one\n"}
    (found,) = discover(files, files.get, DiscoverySettings()).occurrences
    assert found == Occurrence(
        "alpine:3",
        Location("Dockerfile", 2, 29),
        40,
        "dockerfile-from",
        UsedAs.BASE,
        "linux/arm64",
        "one",
        (Location("Dockerfile", 1, 7),),
        "one",
        "alpine:${V}",
    )


def test_everything_has_its_place() -> None:
    files = {"Dockerfile": b"FROM $X\nFRUM y\nONBUILD COPY --from=z / /\n", "other/Dockerfile": b"\0"}
    found = discover(files, files.get, DiscoverySettings(exclude=("none",)))
    assert [one.reason for one in found.unresolved] == ["X has no value"]
    assert [str(one.location) for one in found.problems] == ["Dockerfile:2:1", "other/Dockerfile:1:1"]
    assert [str(one.location) for one in found.not_judged] == ["Dockerfile:3:21"]


def test_a_file_that_cannot_be_read_is_told_once() -> None:
    found = discover(["compose.yaml", "other.yaml"], lambda _: b"image: a:1 # \xff\n", DiscoverySettings())
    assert [str(one.location) for one in found.problems] == ["compose.yaml:1:1"]
    assert [str(one.location) for one in found.not_judged] == ["other.yaml:1:1"]


def test_platforms_are_those_that_are_built() -> None:
    files = {"Dockerfile": b"FROM a:$TARGETARCH\n"}
    platforms = (Platform("linux", "arm64"), Platform("linux", "s390x"))
    found = discover(files, files.get, DiscoverySettings(), platforms=platforms)
    assert [one.text for one in found.occurrences] == ["a:arm64", "a:s390x"]
    assert [one.text for one in discover(files, files.get, DiscoverySettings()).occurrences] == ["a:amd64"]


def test_an_unknown_format_is_the_users_mistake() -> None:
    with pytest.raises(UsageError) as caught:
        discover([], lambda _: None, DiscoverySettings(formats={"*.x": "xml"}))
    assert caught.value.message == "the format 'xml' of '*.x' is not known"
    assert "dockerfile" in caught.value.hint


def test_dockerfiles_come_last() -> None:
    assert DETECTORS[-1].FORMAT == "dockerfile"
    assert len({detector.FORMAT for detector in DETECTORS}) == len(DETECTORS)
