"""Repositories with bake files and Terraform modules; adding a case is adding a folder.

`expected` holds what is found in every file that is claimed, each under its name. With UPDATE_GOLDEN=1 it is written.
"""

import os
from pathlib import Path

import pytest

from imagegate.discovery.bake import detect as bake
from imagegate.discovery.detector import Claim, Detector, File, Surroundings
from imagegate.discovery.terraform import detect as terraform
from imagegate.source import DiscoverySettings
from tests.discovery.compose.rendered import rendered

FOLDER = Path(__file__).parents[1] / "examples"
DETECTORS: tuple[Detector, ...] = (bake, terraform)
EXPECTED = "expected"
SETTINGS = DiscoverySettings(variables={"REGISTRY": "registry.example"})

CASES = [
    pytest.param(detector, folder, id=f"{detector.FORMAT}-{folder.name}")
    for detector in DETECTORS
    for folder in sorted((FOLDER / detector.FORMAT).iterdir())
]


def is_read(detector: Detector, path: str, text: str) -> bool:
    claim = detector.claims(path)
    return claim is Claim.YES or (claim is Claim.MAYBE and detector.sniffs(text))


def found(detector: Detector, files: dict[str, str], path: str) -> str:
    answers = detector.detect(File(path, files[path]), Surroundings(files.get, SETTINGS, paths=frozenset(files)))
    return f"{path}\n{rendered(answers, path)}"


@pytest.mark.parametrize(("detector", "folder"), CASES)
def test_example(detector: Detector, folder: Path) -> None:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != EXPECTED]
    files = {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in paths}
    parts = [found(detector, files, path) for path, text in files.items() if is_read(detector, path, text)]
    expected = folder / EXPECTED
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text("\n".join(parts), "utf-8")
    assert "\n".join(parts) == expected.read_text("utf-8")


def test_there_are_examples() -> None:
    assert {case.values[0] for case in CASES} == set(DETECTORS)
