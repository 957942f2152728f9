"""A page whose commands are run: what it tells a reader to type and to write, and what comes of it.

Fenced blocks of `console` hold commands behind `$ ` and their output. A comment before a block of `yaml` says that its
text is a file, is added to one, or that a part of a file is replaced; readers do that with their editor.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

NOT_RUN = ("git clone ", "python3 -m pip ")

_PIECE = re.compile(
    r"<!-- file: (?P<file>\S+) -->\n```yaml\n(?P<text>.*?)```\n"
    r"|<!-- append to (?P<more>\S+) -->\n```yaml\n(?P<added>.*?)```\n"
    r"|<!-- replace in (?P<where>\S+): (?P<old>.*?) -> (?P<new>.*?) -->\n"
    r"|```console\n(?P<console>.*?)```\n",
    re.DOTALL,
)
_DIGEST = re.compile("sha256:[0-9a-f]{64}")
_MARK = "--- next command ---"


def played(page: str, folder: Path) -> str:
    """Do in a folder what a page says, and give the page with the output that came."""
    return _PIECE.sub(lambda piece: _played(piece, folder), page)


def _played(piece: re.Match[str], folder: Path) -> str:
    if piece["file"]:
        (folder / piece["file"]).write_text(piece["text"], "utf-8")
    elif piece["more"]:
        path = folder / piece["more"]
        path.write_text(path.read_text("utf-8") + piece["added"], "utf-8")
    elif piece["where"]:
        path = folder / piece["where"]
        old, new = (piece[part].replace("\\n", "\n") for part in ("old", "new"))
        before = path.read_text("utf-8")
        assert before.count(old) == 1, old
        path.write_text(before.replace(old, new), "utf-8")
    else:
        commands = [line[2:] for line in piece["console"].splitlines() if line.startswith("$ ")]
        return f"```console\n{_console(commands, folder)}```\n"
    return piece[0]


def _console(commands: list[str], folder: Path) -> str:
    if all(command.startswith(NOT_RUN) for command in commands):
        return "".join(f"$ {command}\n" for command in commands)
    script = "".join(f"(exit $code); {command}\ncode=$?; echo '{_MARK}'\n" for command in commands)
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-c", f"code=0\n{script}"],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env={"PATH": programs, "HOME": str(folder), "LANG": "C.UTF-8"},
        encoding="utf-8",
    )
    outputs = _DIGEST.sub("sha256:…", done.stdout).split(f"{_MARK}\n")
    assert len(outputs) == len(commands) + 1, done.stdout
    return "".join(f"$ {command}\n{output}" for command, output in zip(commands, outputs, strict=False))
