"""What a person at a terminal sees while images are read, to the last character."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from tests.fake_registry.server import FakeRegistry, serve

POLICY = "imagegate: v1\nrules: [{ id: os, severity: error, at: /platform/os, schema: { enum: [linux] } }]\n"
SHOWN = "".join(
    f"\r{text}{' ' * (before - len(text))}\r{text}"
    for text, before in [
        ("checked 0 of 2 images", 0),
        ("checked 1 of 2 images", 21),
        ("checked 2 of 2 images", 21),
        ("", 21),
    ]
)


@pytest.fixture(name="registry")
def _registry() -> Iterator[FakeRegistry]:
    with serve() as registry:
        registry.store.image("app", "1")
        registry.store.image("app", "2")
        yield registry


def seen(command: tuple[str, ...], folder: Path, environ: Mapping[str, str]) -> tuple[str, str]:
    """Run a command whose standard error is a terminal; give what stands in standard output and on the terminal."""
    own, terminal = pty.openpty()
    variables = {"PATH": os.environ["PATH"], "TERM": "xterm", **environ}
    done = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=terminal,
        env=variables,
        timeout=60,
        check=False,
    )
    os.close(terminal)
    written = b""
    with suppress(OSError):  # which is how a terminal ends whose other side is closed
        while piece := os.read(own, 4096):
            written += piece
    os.close(own)
    assert done.returncode == 0
    return done.stdout.decode(), written.decode()


@pytest.mark.parametrize(
    ("arguments", "environ", "shown"),
    [
        pytest.param((), {}, SHOWN, id="it counts, and vanishes"),
        pytest.param((), {"NO_COLOR": "1"}, SHOWN, id="it has no colour"),
        pytest.param((), {"TERM": "dumb"}, "", id="a terminal that cannot go back"),
        pytest.param((), {"CI": "true"}, "", id="nobody waits"),
        pytest.param(("--quiet",), {}, "", id="not wanted"),
        pytest.param(("--format", "json"), {}, "", id="a program reads"),
    ],
)
def test_progress(
    arguments: tuple[str, ...], environ: Mapping[str, str], shown: str, registry: FakeRegistry, tmp_path: Path
) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY)
    named = (f"{registry.address}/app:1", f"{registry.address}/app:2")
    command = (sys.executable, "-m", "imagegate", "check", "-p", "policy.yaml", *arguments, *named)
    output, terminal = seen(command, tmp_path, {"HOME": str(tmp_path), **environ})
    assert terminal == shown
    assert "\x1b" not in output
    assert output == subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, text=True).stdout


def test_progress_of_a_search(registry: FakeRegistry, tmp_path: Path) -> None:
    (tmp_path / ".imagegate.yaml").write_text(POLICY)
    (tmp_path / "Dockerfile").write_text(f"FROM {registry.address}/app:1\nFROM {registry.address}/app:2\n")
    command = (sys.executable, "-m", "imagegate", "scan")
    output, terminal = seen(command, tmp_path, {"HOME": str(tmp_path)})
    assert terminal == SHOWN
    assert output.endswith("2 images comply (exit code 0)\n")


def test_nothing_where_standard_error_is_kept(registry: FakeRegistry, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY)
    command = (sys.executable, "-m", "imagegate", "check", "-p", "policy.yaml", f"{registry.address}/app:1")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert done.stderr == b""
