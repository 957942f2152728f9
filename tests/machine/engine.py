"""A Docker engine for the tests marked `engine` or `act`: the machine's own, or one started here and stopped again."""

import subprocess
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from tests.machine.daemon import daemon

_MARKERS = ("engine", "act")
_stack = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Have an engine before the first test that needs one, and before that test's fixtures."""
    if any(item.get_closest_marker(name) for name in _MARKERS):
        _ensure()


def pytest_unconfigure() -> None:
    """Stop the engine if it was started here."""
    _stack.close()


@cache
def _ensure() -> None:
    if subprocess.run(["docker", "version"], capture_output=True, check=False).returncode == 0:  # noqa: S607 - whichever client the path has
        return
    folder = Path(_stack.enter_context(tempfile.TemporaryDirectory(prefix="imagegate-engine-")))
    command = ("dockerd", "--pidfile", str(folder / "dockerd.pid"))
    _stack.enter_context(daemon(command, folder / "log", ready="API listen on"))
