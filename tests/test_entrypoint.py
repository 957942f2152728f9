"""The action's executable, run as a process with a stand-in for the gate in its interpreter's site-packages."""

import os
import signal
import subprocess
import sysconfig
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import entrypoint

ENTRYPOINT = Path(entrypoint.__file__)
FALLBACK = dict(line.split("=", 1) for line in entrypoint.OUTPUTS.split())
CANARY = "canary-of-a-secret"
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run left: exit code, both streams, the file for outputs."""

    code: int
    stdout: str
    stderr: str
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Installation:
    """An interpreter of its own, whose package `imagegate` is what a test writes."""

    root: Path
    folder: Path

    def write(self, action: str) -> None:
        package = Path(sysconfig.get_path("purelib", "venv", {"base": str(self.root)})) / "imagegate"
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
        (package / "action.py").write_text(action)

    def start(self, environ: Mapping[str, str] = NOTHING, script: Path = ENTRYPOINT) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.root / "bin" / "python", "-IBu", script],
            env={"GITHUB_OUTPUT": str(self.output), **environ},
            cwd=self.folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def end(self, process: subprocess.Popen[str]) -> Ended:
        with process:
            try:
                stdout, stderr = process.communicate(timeout=20)
            finally:
                process.kill()
        lines = self.output.read_text().splitlines() if self.output.exists() else []
        return Ended(process.returncode, stdout, stderr, dict(line.split("=", 1) for line in lines))

    def run(self, action: str, environ: Mapping[str, str] = NOTHING) -> Ended:
        self.write(action)
        return self.end(self.start(environ))

    @property
    def output(self) -> Path:
        return self.folder / "output"


@pytest.fixture(scope="session")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("interpreter")
    venv.create(root, symlinks=True)
    return root


@pytest.fixture
def installation(interpreter: Path, tmp_path: Path) -> Installation:
    return Installation(interpreter, tmp_path)


@pytest.mark.parametrize("code", list(range(5)))
def test_the_gate_s_own_code_is_the_process_s(installation: Installation, code: int) -> None:
    ended = installation.run(
        f"def main(environ): print(environ['INPUT_FAIL-ON']); return {code}", {"INPUT_FAIL-ON": "x"}
    )
    assert ended == Ended(code, "x\n", "", {})


def test_a_thread_that_never_ends_holds_nobody_up(installation: Installation) -> None:
    forever = (
        "import threading\ndef main(environ):\n  threading.Thread(target=threading.Event().wait).start()\n  return 0"
    )
    assert installation.run(forever) == Ended(0, "", "", {})


def test_no_time_is_spent_on_what_the_process_drops_anyway(installation: Installation) -> None:
    assert installation.run("import gc\ndef main(environ): print(gc.isenabled()); return 0").stdout == "False\n"


def test_what_is_still_buffered_is_written(installation: Installation) -> None:
    buffered = "import sys\ndef main(environ):\n  sys.stdout = open(1, 'w', closefd=False)\n  print('late')\n  return 1"
    assert installation.run(buffered) == Ended(1, "late\n", "", {})


@pytest.mark.parametrize(
    ("action", "said"),
    [
        pytest.param("import absent_module", "imagegate itself failed: ModuleNotFoundError at ", id="import fails"),
        pytest.param("def main(:", "imagegate itself failed: SyntaxError at ", id="module is broken"),
        pytest.param("", "imagegate itself failed: AttributeError at ", id="no gate at all"),
        pytest.param(f"def main(e): raise OSError({CANARY!r})", "action.py:1; nothing was proved", id="exception"),
        pytest.param("def main(e): raise MemoryError", "imagegate itself failed: MemoryError at ", id="no memory"),
        pytest.param("def main(e): raise SystemExit(0)", "imagegate itself failed: SystemExit at ", id="SystemExit"),
        pytest.param("def main(e): return 5", "imagegate itself failed: ValueError at ", id="unknown code"),
        pytest.param("def main(e): return 256", "imagegate itself failed: ValueError at ", id="code that wraps to 0"),
        pytest.param("def main(e): return -1", "imagegate itself failed: ValueError at ", id="negative code"),
        pytest.param("def main(e): return None", "imagegate itself failed: ValueError at ", id="no code"),
        pytest.param("def main(e): return '0'", "imagegate itself failed: ValueError at ", id="text for a code"),
        pytest.param(
            "import os\ndef main(e): os._exit(0)",
            "imagegate ended with exit code 0 before its report was out",
            id="0 without a report",
        ),
        pytest.param(
            "import os\ndef main(e): os._exit(7)",
            "imagegate ended with exit code 7 before its report was out",
            id="7 without a report",
        ),
        pytest.param(
            "import os\ndef main(e): os.kill(os.getpid(), 9)",
            "imagegate was killed (SIGKILL); the machine may be short of memory",
            id="killed",
        ),
        pytest.param(
            "import os\ndef main(e): os.kill(os.getpid(), 11)",
            "imagegate was ended by SIGSEGV",
            id="segmentation fault",
        ),
        pytest.param(
            "import sys\ndef main(e):\n  sys.stdout = open('/dev/full', 'w')\n  print('x')\n  return 0",
            "imagegate itself failed: OSError at ",
            id="report could not be written",
        ),
        pytest.param(
            "import os\ndef main(e):\n  os.closerange(3, 100)\n  return 0",
            "imagegate ended with exit code 4 before its report was out",
            id="cannot tell the parent",
        ),
    ],
)
def test_a_run_without_a_report_is_answered_for(installation: Installation, action: str, said: str) -> None:
    ended = installation.run(action)
    assert (ended.code, ended.stderr, ended.outputs) == (4, "", FALLBACK)
    assert ended.stdout.startswith("\n::error::imagegate ")
    assert said in ended.stdout
    assert ended.stdout.endswith("; nothing was proved\n")
    assert ended.stdout.count("\n") == 2
    assert CANARY not in ended.stdout


def test_an_error_stands_on_its_own_line_and_the_last_outputs_win(installation: Installation) -> None:
    started = """
import os

def main(environ):
    os.write(1, b"half a line")
    open(environ["GITHUB_OUTPUT"], "w").write("result=pass")
    os._exit(0)
"""
    ended = installation.run(started)
    assert (ended.code, ended.outputs) == (4, FALLBACK)
    assert ended.stdout.splitlines()[:2] == [
        "half a line",
        "::error::imagegate ended with exit code 0 before its report was out; nothing was proved",
    ]


@pytest.mark.parametrize(
    ("before", "begins"),
    [
        pytest.param("", "## ❌", id="an empty file"),
        pytest.param("half a line", "half a line\n## ❌", id="a line that is not ended"),
        pytest.param("a line\n", "a line\n## ❌", id="a line"),
    ],
)
def test_the_summary_says_so_too(installation: Installation, before: str, begins: str) -> None:
    summary = installation.folder / "summary"
    summary.write_text(before)
    variables = {"GITHUB_STEP_SUMMARY": str(summary)}
    ended = installation.run("import os\ndef main(environ): os.kill(os.getpid(), 9)", variables)
    assert (ended.code, ended.outputs) == (4, FALLBACK)
    reason = "imagegate was killed (SIGKILL); the machine may be short of memory"
    assert summary.read_text() == f"{begins} imagegate: nothing was proved\n\n    {reason}\n"


def test_a_grandchild_that_holds_the_pipe_is_not_waited_for(installation: Installation) -> None:
    held = """
import os, signal

def main(environ):
    grandchild = os.fork()
    if not grandchild:
        os.closerange(0, 3)
        signal.alarm(60)
        signal.pause()
    print(grandchild)
    os._exit(0)
"""
    ended = installation.run(held)
    os.kill(int(ended.stdout.split()[0]), signal.SIGKILL)
    assert ended.outputs == FALLBACK
    assert "::error::imagegate ended with exit code 0 before its report was out" in ended.stdout


def test_without_a_runner_the_error_is_still_said(installation: Installation) -> None:
    ended = installation.run("import absent_module", {"GITHUB_OUTPUT": ""})
    assert (ended.code, ended.outputs) == (4, {})
    assert ended.stdout.startswith("\n::error::imagegate itself failed: ModuleNotFoundError at ")
    assert ended.stdout.count("::error") == 1


WAITS = """
import time

def main(environ):
    print("ready")
    while True:
        time.sleep(0.01)
"""
LISTENS = """
import signal, time

def main(environ):
    heard = []
    signal.signal(signal.SIGTERM, lambda number, frame: heard.append(number))
    print("ready")
    while not heard:
        time.sleep(0.01)
    return 3
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_gate(installation: Installation, number: signal.Signals) -> None:
    installation.write(WAITS)
    process = installation.start()
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    said = f"\n::error::imagegate was ended by {number.name}; nothing was proved\n"
    assert installation.end(process) == Ended(4, said, "", FALLBACK)


def test_a_gate_that_answers_a_signal_itself_is_believed(installation: Installation) -> None:
    installation.write(LISTENS)
    process = installation.start()
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    process.terminate()
    assert installation.end(process) == Ended(3, "", "", {})


def test_a_gate_that_hangs_past_its_deadline_is_killed(installation: Installation) -> None:
    impatient = installation.folder / "impatient.py"
    impatient.write_text(ENTRYPOINT.read_text().replace("GRACE_SECONDS = 10\n", "GRACE_SECONDS = 0.3\n"))
    installation.write("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass")
    said = "\n::error::imagegate did not end within 0.3 seconds; nothing was proved\n"
    assert installation.end(installation.start({"INPUT_TIMEOUT": "0"}, impatient)) == Ended(4, said, "", FALLBACK)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        pytest.param("", 300, id="not given"),
        pytest.param("60", 60, id="given"),
        pytest.param(" 60\n", 60, id="white space around it"),
        pytest.param("900", 900, id="the longest"),
        pytest.param("86400", 900, id="too long"),
        pytest.param("-1", 0, id="negative"),
        pytest.param("soon", 300, id="no number"),
        pytest.param("9" * 5000, 300, id="more digits than Python reads"),
    ],
)
def test_time_limit(text: str, seconds: int) -> None:
    assert entrypoint.time_limit(text) == seconds


def test_nothing_in_the_checkout_or_the_environment_becomes_part_of_the_gate(installation: Installation) -> None:
    trap = f"open({str(installation.folder / 'PWNED')!r}, 'w')"
    for name in (
        "requests",
        "yaml",
        "json",
        "signal",
        "sitecustomize",
        "usercustomize",
        "imagegate/__init__",
        "imagegate/action",
    ):
        path = installation.folder / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(trap)
    here = str(installation.folder)
    planted = {
        "PYTHONINSPECT": "1",
        "PYTHONPATH": here,
        "PYTHONHOME": here,
        "PYTHONSTARTUP": f"{here}/json.py",
        "PYTHONUSERBASE": here,
        "HOME": here,
    }
    ended = installation.run("import json\ndef main(environ): return 0", planted)
    assert ended == Ended(0, "", "", {})
    assert not (installation.folder / "PWNED").exists()


def test_the_executable_names_its_interpreter() -> None:
    assert ENTRYPOINT.read_text().startswith("#!/usr/local/bin/python -IBu\n")
    assert os.access(ENTRYPOINT, os.X_OK)
