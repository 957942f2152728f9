"""A run that left something out does not look like one that did not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.machine.tally", "--complete")
EACH = "".join(
    f"@pytest.mark.{kind}\ndef test_{kind}(): pass\n" for kind in ("registry", "engine", "act", "pre_commit")
)
EMPTY = "@pytest.mark.parametrize('row', [])\ndef test_row(row): pass"
COMPLETE = "real registry: 1, engine: 1, act: 1, pre-commit: 1"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository that has nothing but the counting."""
    root = tmp_path / "project"
    for name in ("corpus.py", "machine/tally.py"):
        (root / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TESTS / name, root / "tests" / name)
    (root / "pytest.ini").write_text("[pytest]\nmarkers =\n registry:\n engine:\n act:\n pre_commit:\n")
    return root


@pytest.mark.parametrize(
    ("tests", "code", "line"),
    [
        pytest.param(EACH, 0, COMPLETE, id="complete"),
        pytest.param(
            EACH.replace("mark.engine", "mark.act"), 1, 'incomplete: no test ran for "engine"', id="a-kind-did-not-run"
        ),
        pytest.param(
            EACH + "@pytest.mark.skip\ndef test_left(): pass",
            1,
            "incomplete: tests/test_it.py::test_left was skipped",
            id="a-test-was-skipped",
        ),
        pytest.param(
            EACH + "def test_late(): pytest.skip('no docker')",
            1,
            "incomplete: tests/test_it.py::test_late was skipped",
            id="a-test-skipped-itself",
        ),
        pytest.param(
            EACH + "pytest.skip('later', allow_module_level=True)",
            5,
            "incomplete: tests/test_it.py was skipped",
            id="all-of-a-file-was-skipped",
        ),
    ],
)
def test_complete(project: Path, tests: str, code: int, line: str) -> None:
    assert _run(project, tests) == (code, line)


@pytest.mark.parametrize(
    ("beside", "code", "line"),
    [
        pytest.param(
            "shared/corpus/cases",
            1,
            "incomplete: tests/test_it.py::test_row[NOTSET] was skipped",
            id="a-table-is-empty",
        ),
        pytest.param("nothing", 0, COMPLETE, id="samples-beside-the-repository-are-not-there"),
    ],
)
def test_samples(project: Path, beside: str, code: int, line: str) -> None:
    (project.parent / beside).mkdir(parents=True)
    assert _run(project, EACH + EMPTY) == (code, line)


def _run(project: Path, tests: str) -> tuple[int, str]:
    """Give the exit code and the first line of the count."""
    (project / "tests" / "test_it.py").write_text(f"import pytest\n{tests}\n")
    done = subprocess.run(COMMAND, cwd=project, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("incomplete:", "real registry:"))]
    return done.returncode, lines[0] if lines else done.stdout + done.stderr
