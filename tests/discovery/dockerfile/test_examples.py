"""Dockerfiles with what is found in them: adding a case is adding two files."""

from pathlib import Path

import pytest

from imagegate.discovery.detector import File, Surroundings
from imagegate.discovery.dockerfile.detect import detect
from imagegate.oci.platform import Platform
from tests.discovery.found import shown

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "dockerfile").glob("*.Dockerfile"))
PLATFORMS = (Platform("linux", "amd64"), Platform("linux", "arm64"))


@pytest.mark.parametrize("example", [pytest.param(path, id=path.stem) for path in EXAMPLES])
def test_example(example: Path) -> None:
    surroundings = Surroundings(lambda _: None, platforms=PLATFORMS)
    found = detect(File("Dockerfile", example.read_text("utf-8")), surroundings)
    assert shown(found) == example.with_suffix(".expected").read_text("utf-8")


def test_every_example_has_its_expectation() -> None:
    assert EXAMPLES
    assert {path.stem for path in EXAMPLES} == {path.stem for path in EXAMPLES[0].parent.glob("*.expected")}
