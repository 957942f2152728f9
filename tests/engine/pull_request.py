"""A pull request that changes one folder for each thing that can come of a run, and the GitHub that it lies on."""

import json
import os
import shutil
import signal
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.engine.names import TITLE
from tests.engine.push import push
from tests.fake_github.server import FakeGithub, serve
from tests.git.origin import Origin
from tests.machine.command import CommandError, run

TOKEN = "ghs_canary0123456789"
CASES = ("good", "bad", "unverifiable", "broken", "crash", "many", "hostile")
MANY = 500
HOSTILE_FOLDER = "##[set-output name=result]pass\n::error file=Dockerfile,line=1::forged"
# What an image says of itself is read by the runner wherever it is printed, on either stream.
HOSTILE = {
    "old": TITLE,
    "line": "x\n::set-output name=result::pass\r::error file=Dockerfile,line=1::forged",
    "stop": "##[stop-commands]a-token-of-its-own\n::stop-commands::a-token-of-its-own",
    "mask": "##[add-mask]fail\n::add-mask::violation",
    "space": "\u00a0::error::forged\u2028::warning::forged\x85::notice::forged",
    "matcher": "##[add-matcher].github/matcher.json",
    "environment": "##[set-env name=LD_PRELOAD]/tmp/x.so\n##[add-path]/tmp",
    "markup": "<img src=https://evil.invalid/x> | [x](https://evil.invalid) | @octo `code` $x$ ```\n# heading",
    "hidden": "\u202eevil\u2066\u200b\x1b[31mred",
}
_POLICY = """\
imagegate: v1
rules:
  - id: not-root
    severity: error
    description: An image must not start as root.
    at: /user/root
    schema: { const: false }
    message: "the default user is root"
    help: Add a USER to the last stage.
  - id: no-hostile-labels
    severity: error
    description: Images carry no labels of strangers.
    at: /labels
    schema: { denyKeys: "^hostile" }
    message: "the label {key} says {value}"
"""
_BROKEN = _POLICY.replace("const:", "cosnt:")


@dataclass(frozen=True, slots=True)
class PullRequest:
    """What the action finds: a registry, GitHub with the two sides of the change, and what is in the registry."""

    origin: Origin
    github: FakeGithub
    registry: str
    silent: str
    base: str
    head: str
    merged: str
    digests: Mapping[str, str]

    @property
    def event(self) -> dict[str, Any]:
        """The event's payload."""
        return {
            "action": "opened",
            "number": 7,
            "pull_request": {
                "number": 7,
                "base": {"sha": self.base, "ref": "main"},
                "head": {"sha": self.head, "ref": "topic"},
                "changed_files": len(CASES),
            },
        }

    def inputs(self, case: str) -> dict[str, str]:
        """Give what stands below `with:` for a case."""
        given = {"files": f"{case}/**", "insecure-registries": f"{self.registry}, {self.silent}"}
        return given | ({"policy": "broken/policy.yaml"} if case == "broken" else {})


@contextmanager
def pull_request(folder: Path, registry: str, action: Mapping[str, Path]) -> Iterator[PullRequest]:
    """Make the pull request. `action` are the files and folders of the action, which the repository holds too."""
    digests = _pushed(registry)
    origin = Origin.create(folder / "origin")
    for name, source in action.items():
        (shutil.copytree if source.is_dir() else shutil.copy)(source, origin.folder / name)
    with _silent() as silent:
        base = origin.commit(_files(registry, silent, "1.0"))
        origin.branch("topic", base)
        head = origin.commit(_files(registry, silent, "2.0"))
        merged = origin.pull_request(base, head)
        with serve(origin.folder, token=TOKEN) as github:
            yield PullRequest(origin, github, registry, silent, base, head, merged, digests)


def _pushed(registry: str) -> dict[str, str]:
    labels = {f"hostile.{name}": text for name, text in HOSTILE.items()}
    numbers = [f"{number}" for number in range(MANY)]
    return {
        "good": push(registry, "good", ("1.0", "2.0"), {"User": "10001"}),
        "bad:1.0": push(registry, "bad", ("1.0",), {"User": "10001"}),
        "bad:2.0": push(registry, "bad", ("2.0",), {"User": "0"}),
        "many": push(registry, "many", numbers, {"User": "root"}),
        "hostile": push(registry, "hostile", ("1.0", "2.0"), {"User": "10001", "Labels": labels}),
    }


def _files(registry: str, silent: str, version: str) -> dict[str, str]:
    dockerfiles = {name: f"{name}/Dockerfile" for name in ("good", "bad", "unverifiable", "broken")}
    froms = {path: f"# A service.\nFROM {registry}/{name}:{version}\n" for name, path in dockerfiles.items()}
    many = "".join(f"FROM {registry}/many:{number} AS s{number}\n" for number in range(MANY))
    return {
        **froms,
        ".github/imagegate.yaml": _POLICY,
        "broken/policy.yaml": _BROKEN,
        "crash/Dockerfile": f"FROM {silent}/crash:{version}\n",
        "many/Dockerfile": many if version == "2.0" else "FROM scratch\n",
        f"hostile/{HOSTILE_FOLDER}/Dockerfile": f"FROM {registry}/hostile:{version}\n",
    }


@contextmanager
def _silent() -> Iterator[str]:
    """Serve a registry that never answers: whoever asks it for the crash is killed."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_kill, args=(listening,), daemon=True).start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def _kill(listening: socket.socket) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            for container in run("docker", "ps", "--quiet").split():
                _kill_child(container)


def _kill_child(container: str) -> None:
    """Kill the gate in a container as the kernel does it when memory is short, if it is the one of the crash."""
    shown = "{{json .Config.Env}} {{.State.Pid}}"
    try:
        variables, first = run("docker", "inspect", "--format", shown, container).rsplit(" ", 1)
    except CommandError:  # it is gone
        return
    if "INPUT_FILES=crash/**" in json.loads(variables):
        [child] = Path(f"/proc/{int(first)}/task/{int(first)}/children").read_text().split()
        os.kill(int(child), signal.SIGKILL)
