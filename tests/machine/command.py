"""Other people's programs, run to their end."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

# What a program may see of the environment the tests run in; nothing that could change a result.
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "DOCKER_HOST")


class CommandError(Exception):
    """A program failed; the message holds what it wrote."""


def environment(**further: str) -> dict[str, str]:
    """Give the environment that programs run in."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | further


def run(*command: str | Path, environ: Mapping[str, str] | None = None, seconds: float = 300) -> str:
    """Run a command, give its standard output; anything but exit code 0 is a `CommandError`."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment() if environ is None else environ,
        timeout=seconds,
        check=False,
    )
    if done.returncode:
        written = (done.stdout + done.stderr).decode("utf-8", "replace")[-4000:]
        message = f"{' '.join(words)}: exit code {done.returncode}\n{written}"
        raise CommandError(message)
    return done.stdout.decode()
