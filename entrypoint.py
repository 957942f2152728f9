#!/usr/local/bin/python -IBu
"""The action's executable: the gate runs in a child, and the parent answers for it where it cannot.

The interpreter runs isolated (`-I`): the working directory is the checkout that is judged, and neither a module in
it nor a `PYTHON…` variable may become part of the gate. `-B` writes no bytecode, `-u` holds no line back.

The parent is process 1 of the container. It imports nothing of the gate, so that a gate that crashes, hangs, is
killed or cannot even be imported still ends with an error that is seen, outputs that say so, and exit code 4.
"""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

EXIT_CODES = range(5)
EXIT_INTERNAL = 4
TIMEOUT_SECONDS = 300
LONGEST_TIMEOUT_SECONDS = 900
GRACE_SECONDS = 10
FORWARDED = (signal.SIGTERM, signal.SIGINT)
WATCHED = (*FORWARDED, signal.SIGCHLD)
MESSAGE_BYTES = 256
NO_GROUP = 65534
PR_SET_NO_NEW_PRIVS = 38
OUTPUTS = """\
result=error
image-count=0
reference-count=0
violation-count=0
unverified-count=0
digest=
images={}
report-file=
sarif-file=
"""
SUMMARY = """\
## ❌ imagegate: nothing was proved

    {}
"""


def supervise() -> int:
    """Run the gate in a child; give its exit code, or 4 where it did not deliver its report."""
    give_up_privileges(os.environ.get("GITHUB_OUTPUT", ""))
    seconds = time_limit(os.environ.get("INPUT_TIMEOUT", "")) + GRACE_SECONDS
    deadline = time.monotonic() + seconds
    receiver, sender = os.pipe()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        finish(lambda: deliver(sender), lambda words: tell(sender, words))
    os.close(sender)
    end = wait(child, deadline)
    words = heard(receiver)
    if end in EXIT_CODES and words == f"done {end}":
        return end
    answer(f"imagegate did not end within {seconds} seconds" if time.monotonic() >= deadline else reason(end, words))
    return EXIT_INTERNAL


def finish(work: Callable[[], int], failed: Callable[[str], None]) -> NoReturn:
    """Do the work and end the process with the code it gives, without the interpreter's shutdown."""
    code = EXIT_INTERNAL
    try:
        code = work()
    except BaseException as error:  # noqa: BLE001 - whatever it is, somebody has to say that it happened
        failed(f"imagegate itself failed: {place(error)}")
    finally:
        os._exit(code)


def give_up_privileges(output: str) -> None:
    """Become the runner's user, to whom the file for outputs belongs, without any group.

    The runner starts every container as root and mounts the engine's socket; a process without root and groups
    cannot open it. Where root owns the file, or this process is not root, there is nothing to give up.
    """
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    with suppress(OSError):
        owner = os.stat(output).st_uid  # noqa: PTH116 - pathlib takes longer to import than all the rest here
        if owner != 0 and os.getuid() == 0:
            os.setgroups([])
            os.setgid(NO_GROUP)
            os.setuid(owner)


def time_limit(text: str) -> int:
    """Give the run's deadline in seconds. The gate itself refuses a text that is no number of seconds."""
    with suppress(ValueError):
        return min(max(int(text), 0), LONGEST_TIMEOUT_SECONDS)
    return TIMEOUT_SECONDS


def deliver(sender: int) -> int:
    """Be the gate until its report is out of this process; tell the parent so, and give the exit code."""
    gc.disable()
    import imagegate.action

    code = imagegate.action.main(os.environ)
    sys.stdout.flush()
    sys.stderr.flush()
    if code not in EXIT_CODES:
        raise ValueError(code)
    tell(sender, f"done {int(code)}")
    return int(code)


def tell(sender: int, words: str) -> None:
    """Send the parent the child's only message."""
    os.write(sender, words.encode("ascii", "backslashreplace")[:MESSAGE_BYTES])


def place(error: BaseException) -> str:
    """Say what was raised and where, without its text, which may hold anything."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "an unknown place"
    return f"{type(error).__name__} at {where}"


def wait(child: int, deadline: float) -> int:
    """Pass signals on until the child ends, and kill it at the deadline; give its exit code, or minus its signal."""
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        caught = signal.sigtimedwait(WATCHED, max(deadline - time.monotonic(), 0))
        if caught is None:
            os.kill(child, signal.SIGKILL)
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if caught.si_signo in FORWARDED:
            os.kill(child, caught.si_signo)


def heard(receiver: int) -> str:
    """Give what the child told before it ended, or nothing."""
    os.set_blocking(receiver, False)
    with suppress(BlockingIOError):
        return os.read(receiver, MESSAGE_BYTES).decode("ascii", "replace")
    return ""


def reason(end: int, words: str) -> str:
    """Say why there is no report, from the child's end and from what it told."""
    if words and not words.startswith("done "):
        return words
    if end == -signal.SIGKILL:
        return "imagegate was killed (SIGKILL); the machine may be short of memory"
    if end < 0:
        return f"imagegate was ended by {signal.Signals(-end).name}"
    return f"imagegate ended with exit code {end} before its report was out"


def answer(message: str) -> None:
    """Say on standard output, in the outputs and in the summary that the run failed, as far as they can be written."""
    data = f"{message}; nothing was proved".replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    with suppress(OSError):
        os.write(sys.stdout.fileno(), f"\n::error::{data}\n".encode())
    append("GITHUB_OUTPUT", OUTPUTS)
    append("GITHUB_STEP_SUMMARY", SUMMARY.format(message))


def append(variable: str, text: str) -> None:
    """Add lines to a file of the runner's, whose last line may be half written; not all runners like an empty one."""
    with suppress(OSError, KeyError), open(os.environ[variable], "ab+") as file:  # noqa: PTH123 - as above
        file.seek(max(file.seek(0, os.SEEK_END) - 1, 0))
        file.write((b"\n" if file.read() not in {b"", b"\n"} else b"") + text.encode())


if __name__ == "__main__":
    finish(supervise, answer)
