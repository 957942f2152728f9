"""What leaves the process: the one writer of standard output and error, and the files a user asked for."""

import errno
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from imagegate.errors import ImagegateError

if TYPE_CHECKING:  # a command line is read before anything of a report is loaded
    from imagegate.report.report import Report


class Format(StrEnum):
    """How a report is written down."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    MARKDOWN = "markdown"


class DeliveryError(ImagegateError):
    """An output that was asked for and could not be written."""

    code = "undelivered"


@dataclass(frozen=True, slots=True)
class Target:
    """A file that a report goes to, and how it is written there."""

    format: Format
    path: Path


def render(report: "Report", form: Format, *, colour: bool = False) -> str:
    """Write a report down; a format's module is imported when it is asked for."""
    match form:
        case Format.TEXT:
            from imagegate.report.text import render_text

            return render_text(report, colour=colour)
        case Format.JSON:
            from imagegate.report.json_v1 import render_json

            return render_json(report)
        case Format.GITHUB:
            from imagegate.report.annotations import render_annotations

            return render_annotations(report)
        case Format.SARIF:
            from imagegate.report.sarif import render_sarif

            return render_sarif(report)
        case Format.MARKDOWN:
            from imagegate.report.summary import render_summary

            return render_summary(report)


def write_targets(report: "Report", targets: Iterable[Target]) -> "Report":
    """Write the files; what could not be written becomes the report's fault, unless it has a graver result."""
    return deliver(report, {str(target.path): _writer(report, target) for target in targets})


def deliver(report: "Report", writers: Mapping[str, Callable[[], object]]) -> "Report":
    """Run each writer; the first that fails makes the run an internal error if it would have passed otherwise."""
    from imagegate.report.report import ExitCode, Fault

    failed: list[str] = []
    for name, write in writers.items():
        try:
            write()
        except (OSError, ImagegateError) as error:
            reason = error.strerror if isinstance(error, OSError) else error.message
            failed.append(f"{name} cannot be written: {(reason or 'the system refused').lower()}")
    if not failed or report.exit_code is not ExitCode.COMPLIANT:
        return replace(report, notices=(*report.notices, *failed))
    return replace(report, fault=Fault(ExitCode.INTERNAL, DeliveryError("; ".join(failed))))


def finish(report: "Report", form: Format, *, colour: bool) -> int:
    """Write the report to standard output, and give the exit code.

    Why a run judged nothing goes to standard error where a person reads; a machine finds it in the report.
    """
    from imagegate.report.report import ExitCode

    text = render(report, form, colour=colour and form is Format.TEXT)
    try:
        (write_error if report.fault and form is Format.TEXT else write_out)(text)
    except OSError:
        # The verdict stands before the trouble of telling it; a pass that nobody could read is none.
        return int(report.exit_code or ExitCode.INTERNAL)
    return int(report.exit_code)


class Progress:
    """A line on standard error that says how far a run is, and vanishes: for a person who waits."""

    def __init__(self) -> None:
        """Begin with nothing to be seen."""
        self._shown = 0

    def tell(self, done: int, total: int) -> None:
        """Say how many images are checked."""
        self._show(f"checked {done} of {total} image{'' if total == 1 else 's'}")

    def clear(self) -> None:
        """Leave the terminal as it was."""
        if self._shown:
            self._show("")

    def _show(self, text: str) -> None:
        # Blanks and carriage returns are all that this takes: every terminal knows them, and none shows a colour.
        write_error(f"\r{text}{' ' * (self._shown - len(text))}\r{text}")
        self._shown = len(text)


def wants_progress(environ: Mapping[str, str]) -> bool:
    """Tell whether a person at a terminal may be waiting: not where standard error is kept, and not in a CI system."""
    return _is_terminal(sys.stderr, environ) and not environ.get("CI")


def wants_colour(environ: Mapping[str, str]) -> bool:
    """Tell whether standard output is a terminal that shows colour, and nobody asked for none (no-color.org)."""
    return _is_terminal(sys.stdout, environ) and not environ.get("NO_COLOR")


def create(path: Path, text: str) -> None:
    """Write a new file; one that is there already is a `FileExistsError`, and left alone."""
    with path.open("x", encoding="utf-8") as file:
        file.write(text)


def write_out(text: str) -> None:
    """Write whole lines to standard output at once; what its encoding cannot hold is escaped."""
    _write(sys.stdout, text)


def write_verbatim(content: bytes) -> None:
    """Write bytes to standard output as they are, whatever its encoding."""
    stream = _opened(sys.stdout)
    stream.flush()
    stream.buffer.write(content)
    stream.buffer.flush()


def write_error(text: str) -> None:
    """Write whole lines to standard error at once: progress and diagnostics, never a finding.

    Where it is gone, the exit code says what is left to say.
    """
    with suppress(OSError):
        _write(sys.stderr, text)


def _is_terminal(stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    return stream is not None and stream.isatty() and environ.get("TERM", "") != "dumb"


def _writer(report: "Report", target: Target) -> Callable[[], object]:
    return lambda: target.path.write_text(render(report, target.format), encoding="utf-8")


def _write(given: TextIO | None, text: str) -> None:
    stream = _opened(given)
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()


def _opened(stream: TextIO | None) -> TextIO:
    if stream is None:  # closed before the process began
        raise OSError(errno.EBADF, "Bad file descriptor")
    return stream
