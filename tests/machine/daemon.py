"""A program that serves until it is no longer needed."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_POLL_SECONDS = 0.02
_STOP_SECONDS = 20


class NotReadyError(Exception):
    """The program ended, or did not say in time that it serves."""


@contextmanager
def daemon(command: Sequence[str], log: Path, *, ready: str, seconds: float = 60) -> Iterator[int]:
    """Run a command, all its output in `log`; begin once it has written `ready`, give its process id, stop it after."""
    # Should the tests be killed, the kernel ends what they have started.
    command = ("setpriv", "--pdeathsig", "TERM", "--", *command)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        _wait(process, log, ready, seconds)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", log: Path, ready: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while ready not in log.read_text("utf-8", "replace"):
        if process.poll() is not None or time.monotonic() > end:
            last = "\n".join(log.read_text("utf-8", "replace").splitlines()[-10:])
            message = f"{process.args!r} does not serve:\n{last}"
            raise NotReadyError(message)
        time.sleep(_POLL_SECONDS)
