"""Repositories with files of CI systems and dev containers; adding a case is adding a folder.

`expected` holds what is found in every file that is claimed, each under its name. Places in other files have their
path before them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from imagegate.discovery.azure_pipelines import detect as azure_pipelines
from imagegate.discovery.circleci import detect as circleci
from imagegate.discovery.cloud_build import detect as cloud_build
from imagegate.discovery.detector import Build, Claim, Detector, File, Found, Surroundings
from imagegate.discovery.devcontainer import detect as devcontainer
from imagegate.discovery.gitlab import detect as gitlab
from imagegate.source import DiscoverySettings, Unresolved
from tests.discovery.found import shown

FOLDER = Path(__file__).parents[1] / "examples"
DETECTORS: tuple[Detector, ...] = (azure_pipelines, circleci, cloud_build, devcontainer, gitlab)
EXPECTED = "expected"
SETTINGS = DiscoverySettings(variables={"REGISTRY": "registry.example"})

CASES = [
    pytest.param(detector, folder, id=f"{detector.FORMAT}-{folder.name}")
    for detector in DETECTORS
    for folder in sorted((FOLDER / detector.FORMAT).iterdir())
]


def path_of(one: Found) -> str:
    return one.occurrence.location.path if isinstance(one, Unresolved) else one.location.path


def builds(found: list[Found]) -> Iterator[str]:
    """Give what the builds say beside the Dockerfile's path."""
    for one in found:
        if isinstance(one, Build):
            arguments = [f"{name}={argument.value}" for name, argument in one.arguments.items()]
            contexts = [f"{name}→{image}" for name, image in one.contexts.items()]
            details = (one.target, *arguments, *contexts)
            yield f"{one.dockerfile}: {', '.join(detail for detail in details if detail)}\n"


def rendered(detector: Detector, files: dict[str, str]) -> Iterator[str]:
    for path, text in files.items():
        if detector.claims(path) is Claim.YES or (detector.claims(path) is Claim.MAYBE and detector.sniffs(text)):
            surroundings = Surroundings(files.get, SETTINGS, paths=frozenset(files))
            found = list(detector.detect(File(path, text), surroundings))
            others = sorted({path_of(one) for one in found} - {path})
            parts = [f"{other}\n{shown(one for one in found if path_of(one) == other)}" for other in (path, *others)]
            yield "".join((*parts, *builds(found)))


@pytest.mark.parametrize(("detector", "folder"), CASES)
def test_example(detector: Detector, folder: Path) -> None:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != EXPECTED]
    files = {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in paths}
    assert "\n".join(rendered(detector, files)) == (folder / EXPECTED).read_text("utf-8")


def test_there_are_examples() -> None:
    assert {case.values[0] for case in CASES} == set(DETECTORS)
