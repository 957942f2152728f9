"""The runner's files: a step's outputs and its job summary. Both are appended to, never made.

A record of `GITHUB_OUTPUT` is `NAME<<DELIMITER`, the value's lines, and the delimiter on a line of its own.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from imagegate.errors import ImagegateError

_DELIMITER_BYTES = 16


class CommandFileError(ImagegateError):
    """A file of the runner's that is not there or cannot be written."""

    code = "undelivered"


def append_outputs(path: Path, values: Mapping[str, str]) -> None:
    """Add outputs to `GITHUB_OUTPUT`; the last of two values of one name counts."""
    _append(path, "".join(_record(name, value) for name, value in values.items()), "GITHUB_OUTPUT")


def append_summary(path: Path, text: str) -> None:
    """Add Markdown to `GITHUB_STEP_SUMMARY`; the runner drops a file of more than 1 MiB."""
    _append(path, text, "GITHUB_STEP_SUMMARY")


def _record(name: str, value: str) -> str:
    delimiter = f"imagegate_{secrets.token_hex(_DELIMITER_BYTES)}"
    while delimiter in name or delimiter in value:
        delimiter = f"imagegate_{secrets.token_hex(_DELIMITER_BYTES)}"
    return f"{name}<<{delimiter}\n{value}\n{delimiter}\n"


def _append(path: Path, text: str, variable: str) -> None:
    try:
        with path.open("r+b") as file:
            file.write(_line_start(file) + text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        message = f"the file that {variable} names cannot be written: {(error.strerror or 'unknown reason').lower()}"
        raise CommandFileError(message, hint="the runner makes this file before the action starts") from error


def _line_start(file: BinaryIO) -> bytes:
    """Go to the end of a file, and give what is missing there for a new line to begin."""
    if file.seek(0, os.SEEK_END) == 0:
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"
