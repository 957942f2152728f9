"""What a step costs before it does anything: from `docker run` to the first request, and to the end.

`python -m bench.cold_start [--rounds N] [--image NAME]`, as root, on a quiet machine. Without `--image` the action's
image is built. The container is started as the runner starts it, on the host's network. The interpreter alone, in the
same container, is what no program could save. Within a round everything runs once.
"""

import argparse
import os
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from tests.engine.action_image import REPOSITORY, action_image
from tests.fake_github.server import OWNER_AND_NAME, FakeGithub
from tests.fake_github.server import serve as serve_github
from tests.fake_registry.answer import Answer
from tests.fake_registry.server import FakeRegistry
from tests.fake_registry.server import serve as serve_registry
from tests.git.origin import Origin, check_out
from tests.machine.command import run
from tests.runner.action import Action
from tests.runner.host import Host
from tests.runner.runner import Job, Step, run_step

NETWORK = "host"
COLUMNS = ("connection", "request", "end")


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds from the start of `docker run`: to its end, to the first connection, to the first request's line."""

    end: float
    connection: float | None = None
    request: float | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """The image, what it meets, and when the registry was asked."""

    image: str
    action: Action
    registry: FakeRegistry
    github: FakeGithub
    origin: Origin
    folder: Path
    requests: list[float]

    def plain(self, *words: str) -> Times:
        """Time a program of the image."""
        command = ("docker", "run", "--rm", "--network", NETWORK, "--entrypoint", words[0], self.image, *words[1:])
        began = time.perf_counter()
        run(*command)
        return Times(time.perf_counter() - began)

    def idle(self) -> Times:
        """Time a step whose interpreter ends at once, for its program is empty."""
        action = replace(self.action, entrypoint="/usr/local/bin/python")
        began = time.perf_counter()
        run_step(self.image, action, Host(self.folder / "idle"), {}, Job(network=NETWORK))
        return Times(time.perf_counter() - began)

    def step(self, host: Host, given: Mapping[str, str], job: Job, result: str) -> Times:
        """Time a step, which must have a result."""
        self.registry.accepted.clear()
        self.requests.clear()
        began = time.perf_counter()
        step = run_step(self.image, self.action, host, given, job)
        end = time.perf_counter() - began
        _check(step, result)
        firsts = (min(times) - began if times else None for times in (self.registry.accepted, self.requests))
        return Times(end, *firsts)

    def named(self) -> Times:
        """Judge an image that the workflow names, by the default pack."""
        host = Host(self.folder / "named")
        given = {"image": f"{self.registry.address}/app:1", "policy": "pack:baseline-security"}
        return self.step(host, given | self.trusted, Job(network=NETWORK), "pass")

    def pull_request(self, base: str, head: str, merged: str, result: str) -> Times:
        """Judge what a pull request brings."""
        event = {"pull_request": {"base": {"sha": base}, "head": {"sha": head}, "changed_files": 1}}
        host = Host(self.folder / merged, merged, OWNER_AND_NAME, self.github.url)
        if not host.workspace.exists():
            host.workspace.parent.mkdir(parents=True)
            check_out(self.origin, host.workspace, merged)
        job = Job(event_name="pull_request", event=event, network=NETWORK)
        return self.step(host, self.trusted, job, result)

    @property
    def trusted(self) -> dict[str, str]:
        """The inputs that let the registry be where it is."""
        return {"insecure-registries": self.registry.address}


@contextmanager
def bench(image: str, folder: Path) -> Iterator[Bench]:
    """Serve a registry with an image of two versions, and GitHub."""
    origin = Origin.create(folder / "origin")
    with serve_registry() as registry, serve_github(origin.folder) as github:
        requests: list[float] = []

        def note(answer: Answer) -> Answer:
            requests.append(time.perf_counter())
            return answer

        registry.on(".*", note)
        for tag in ("1", "2"):
            registry.store.image("app", tag, {"User": "1000"})
        yield Bench(image, Action.read(REPOSITORY / "action.yml"), registry, github, origin, folder, requests)


def measured(one: Bench) -> dict[str, Callable[[], Times]]:
    """Give what is timed, by its name."""
    base = one.origin.commit({"Dockerfile": f"FROM {one.registry.address}/app:1\n", "README.md": "x\n"})
    changes = {"docs": {"README.md": "y\n"}, "bump": {"Dockerfile": f"FROM {one.registry.address}/app:2\n"}}
    commits: dict[str, tuple[str, str, str]] = {}
    for name, files in changes.items():
        one.origin.branch(name, base)
        head = one.origin.commit(files)
        commits[name] = (base, head, one.origin.pull_request(base, head))
    return {
        "the interpreter alone": one.idle,
        "imagegate --version": lambda: one.plain("imagegate", "--version"),
        "a pull request without images": lambda: one.pull_request(*commits["docs"], "skipped"),
        "a pull request with a bump": lambda: one.pull_request(*commits["bump"], "pass"),
        "an image that is named": one.named,
    }


def main() -> None:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--image", help="an image of the action that is there already")
    arguments = parser.parse_args()
    with nullcontext(arguments.image) if arguments.image else action_image() as image:
        _say("| what | connection | request | end |\n|---|---|---|---|")
        for name, runs in _runs(image, arguments.rounds).items():
            columns = (_median([getattr(each, column) for each in runs]) for column in COLUMNS)
            _say(f"| {name} | {' | '.join(columns)} |")
        _say(f"\nThe image: {_size(image)}")
    _say(f"Load at the end: {' '.join(f'{load:.1f}' for load in os.getloadavg())} on {os.cpu_count()} cores")


def _runs(image: str, rounds: int) -> dict[str, list[Times]]:
    with tempfile.TemporaryDirectory(prefix="imagegate-bench-") as folder, bench(image, Path(folder)) as one:
        wanted = measured(one)
        found: dict[str, list[Times]] = {name: [] for name in wanted}
        for number in range(rounds + 1):
            for name, measure in wanted.items():
                times = measure()
                if number:  # the first round fills the caches of files
                    found[name].append(times)
    return found


def _check(step: Step, result: str) -> None:
    if step.outputs.get("result") != result:
        sys.exit(f"the result is not {result}:\n{step.stdout}\n{step.stderr}")


def _median(times: list[float | None]) -> str:
    known = [seconds for seconds in times if seconds is not None]
    return f"{median(known) * 1000:.0f} ms" if known else "-"


def _size(image: str) -> str:
    whole = int(run("docker", "image", "inspect", "--format", "{{.Size}}", image))
    with tempfile.TemporaryDirectory(prefix="imagegate-bench-") as folder:
        saved = Path(folder, "image.tar")
        run("docker", "save", "--output", saved, image)
        packed = len(zlib.compress(saved.read_bytes()))
    return f"{whole / 1e6:.1f} MB, {packed / 1e6:.1f} MB compressed"


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program


if __name__ == "__main__":
    main()
