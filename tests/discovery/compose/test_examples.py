"""Repositories with Compose files and what is found in each; adding a case is adding a folder.

`expected` holds what is found in every file that is claimed, each under its name.
"""

from pathlib import Path

import pytest

from imagegate.discovery.compose.detect import claims
from imagegate.discovery.detector import Claim
from tests.discovery.compose.rendered import found, rendered

EXAMPLES = sorted(path for path in (Path(__file__).parents[2] / "examples" / "compose").iterdir() if path.is_dir())
EXPECTED = "expected"


@pytest.mark.parametrize("example", [pytest.param(path, id=path.name) for path in EXAMPLES])
def test_example(example: Path) -> None:
    paths = [path for path in sorted(example.rglob("*")) if path.is_file() and path.name != EXPECTED]
    files = {path.relative_to(example).as_posix(): path.read_bytes().decode() for path in paths}
    claimed = [path for path in files if claims(path) is not Claim.NO]
    parts = [f"{path}\n{rendered(found(files, path), path)}" for path in claimed]
    assert "\n".join(parts) == (example / EXPECTED).read_text("utf-8")


def test_there_are_examples() -> None:
    assert EXAMPLES
