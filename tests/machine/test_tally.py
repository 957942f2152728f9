"""A run that left something out does not look like one that did not."""

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
EACH = "".join(f"@pytest.mark.{kind}\ndef test_{kind}(): pass\n" for kind in ("registry", "engine", "act"))
# Their fixtures would start an engine: only the counting is tried here.
COMMAND = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.machine.tally", "--complete")


@pytest.mark.parametrize(
    ("tests", "code", "line"),
    [
        pytest.param(EACH, 0, "real registry: 1, engine: 1, act: 1", id="complete"),
        pytest.param("def test(): pass", 1, 'incomplete: no test ran for "engine"', id="a-kind-did-not-run"),
        pytest.param(
            EACH + "@pytest.mark.skip\ndef test_left(): pass",
            1,
            "incomplete: test_it.py::test_left was skipped",
            id="a-test-was-skipped",
        ),
        pytest.param(
            EACH + "def test_late(): pytest.skip('no docker')",
            1,
            "incomplete: test_it.py::test_late was skipped",
            id="a-test-skipped-itself",
        ),
        pytest.param(
            EACH + "@pytest.mark.parametrize('row', [])\ndef test_rows(row): pass",
            1,
            "incomplete: test_it.py::test_rows[NOTSET] was skipped",
            id="a-table-is-empty",
        ),
        pytest.param(
            EACH + "@pytest.mark.parametrize('row', [])\ndef test_corpus(row): pass",
            0,
            "real registry: 1, engine: 1, act: 1",
            id="samples-beside-the-repository-are-not-there",
        ),
        pytest.param(
            EACH + "pytest.skip('later', allow_module_level=True)", 5, "test_it.py was skipped", id="all-of-a-file"
        ),
    ],
)
def test_complete(tmp_path: Path, tests: str, code: int, line: str) -> None:
    (tmp_path / "test_it.py").write_text(f"import pytest\n{tests}\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n registry:\n engine:\n act:\n")
    command = (sys.executable, *COMMAND, "--rootdir", str(tmp_path), str(tmp_path))
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert (done.returncode, line in done.stdout) == (code, True), done.stdout
