"""What a step costs before it does anything: from `docker run` to the first request, and to the end.

`python -m bench.cold_start [--rounds N] [--trip MS] [--image NAME]`, as root, on a quiet machine. Without `--image` the
action's image is built. The container is started as the runner starts it, on the host's network. The interpreter alone,
in the same container, is what no program could save. `--trip` puts the registry and GitHub so far away. Within a round
everything runs once.
"""

import argparse
import os
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from bench import relay
from bench.say import say
from tests.engine.action_image import REPOSITORY, action_image
from tests.fake_github.server import OWNER_AND_NAME
from tests.fake_github.server import serve as serve_github
from tests.fake_registry.answer import Answer
from tests.fake_registry.server import FakeRegistry
from tests.fake_registry.server import serve as serve_registry
from tests.git.origin import Origin, check_out
from tests.machine.command import run
from tests.machine.daemon import daemon
from tests.real.docker_registry import free_port
from tests.runner.action import Action
from tests.runner.host import Host
from tests.runner.runner import Job, run_step

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
    origin: Origin
    folder: Path
    requests: list[float]
    registry_name: str
    api_url: str

    def version(self) -> Times:
        """Time the program that only says its version."""
        command = ("docker", "run", "--rm", "--network", NETWORK, "--entrypoint", "imagegate", self.image, "--version")
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
        trusted = {**given, "insecure-registries": self.registry_name}
        step = run_step(self.image, self.action, host, trusted, job)
        end = time.perf_counter() - began
        if step.outputs.get("result") != result:
            sys.exit(f"the result is not {result}:\n{step.stdout}\n{step.stderr}")
        firsts = (min(times) - began if times else None for times in (self.registry.accepted, self.requests))
        return Times(end, *firsts)

    def named(self) -> Times:
        """Judge an image that the workflow names, by the default pack."""
        given = {"image": f"{self.registry_name}/app:1", "policy": "pack:baseline-security"}
        return self.step(Host(self.folder / "named"), given, Job(network=NETWORK), "pass")

    def pull_request(self, base: str, head: str, merged: str, result: str) -> Times:
        """Judge what a pull request brings."""
        event = {"pull_request": {"base": {"sha": base}, "head": {"sha": head}, "changed_files": 1}}
        host = Host(self.folder / merged, merged, OWNER_AND_NAME, self.api_url)
        if not host.workspace.exists():
            host.workspace.parent.mkdir(parents=True)
            check_out(self.origin, host.workspace, merged)
        job = Job(event_name="pull_request", event=event, network=NETWORK)
        return self.step(host, {}, job, result)


@contextmanager
def bench(image: str, folder: Path, trip: int = 0) -> Iterator[Bench]:
    """Serve a registry with an image of two versions, and GitHub, one round trip of milliseconds away."""
    origin, action = Origin.create(folder / "origin"), Action.read(REPOSITORY / "action.yml")
    with ExitStack() as stack:
        registry = stack.enter_context(serve_registry())
        github = stack.enter_context(serve_github(origin.folder))
        names = [stack.enter_context(_far(server.address, folder, trip)) for server in (registry, github)]
        requests: list[float] = []

        def note(answer: Answer) -> Answer:
            requests.append(time.perf_counter())
            return answer

        registry.on(".*", note)
        for tag in ("1", "2"):
            registry.store.image("app", tag, {"User": "1000"})
        yield Bench(image, action, registry, origin, folder, requests, names[0], f"http://{names[1]}")


@contextmanager
def _far(address: str, folder: Path, trip: int) -> Iterator[str]:
    if not trip:
        yield address
        return
    far, port = f"localhost:{free_port()}", address.rpartition(":")[2]
    command = (sys.executable, relay.__file__, far, f"127.0.0.1:{port}", str(trip))
    with daemon(command, folder / f"relay-{port}.log", ready="listening"):
        yield far


def measured(one: Bench) -> dict[str, Callable[[], Times]]:
    """Give what is timed, by its name."""
    base = one.origin.commit({"Dockerfile": f"FROM {one.registry_name}/app:1\n", "README.md": "x\n"})
    changes = {"docs": {"README.md": "y\n"}, "bump": {"Dockerfile": f"FROM {one.registry_name}/app:2\n"}}
    commits: dict[str, tuple[str, str, str]] = {}
    for name, files in changes.items():
        one.origin.branch(name, base)
        head = one.origin.commit(files)
        commits[name] = (base, head, one.origin.pull_request(base, head))
    return {
        "the interpreter alone": one.idle,
        "imagegate --version": one.version,
        "a pull request without images": lambda: one.pull_request(*commits["docs"], "skipped"),
        "a pull request with a bump": lambda: one.pull_request(*commits["bump"], "pass"),
        "an image that is named": one.named,
    }


def main() -> None:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--trip", type=int, default=0, help="milliseconds of a round trip")
    parser.add_argument("--image", help="an image of the action that is there already")
    arguments = parser.parse_args()
    with nullcontext(arguments.image) if arguments.image else action_image() as image:
        say("| what | connection | request | end |\n|---|---|---|---|")
        for name, runs in _runs(image, arguments.rounds, arguments.trip).items():
            columns = (_median([getattr(each, column) for each in runs]) for column in COLUMNS)
            say(f"| {name} | {' | '.join(columns)} |")
        say(f"\nThe image: {_size(image)}")
    say(f"Load at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def _runs(image: str, rounds: int, trip: int) -> dict[str, list[Times]]:
    with tempfile.TemporaryDirectory(prefix="imagegate-bench-") as folder, bench(image, Path(folder), trip) as one:
        wanted = measured(one)
        found: dict[str, list[Times]] = {name: [] for name in wanted}
        for number in range(rounds + 1):
            for name, measure in wanted.items():
                times = measure()
                if number:  # the first round fills the caches of files
                    found[name].append(times)
    return found


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


if __name__ == "__main__":
    main()
