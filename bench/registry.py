"""Whole processes side by side: how long one image and a hundred take, near a registry and far from it.

`python -m bench.registry [--rounds N] [--program COMMAND]`, as root, on a quiet machine. Peers are what is on PATH.
Within a round every program runs once, so that a busy moment meets all of them.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.images import names
from bench.say import say
from bench.world import HUB_HOST, OPEN_HOST, World, world
from tests.machine.command import environment

TRIPS = (0, 40)
MANY, REPOSITORIES = 100, 10
MOST = 1000
PEERS = {
    "skopeo": "skopeo inspect --config docker://{}",
    "crane": "crane config {}",
    "regctl": "regctl image config {}",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process took: seconds by the clock, seconds of the processor, and its peak of memory in MiB."""

    wall: float
    processor: float
    memory: float


@dataclass(frozen=True, slots=True)
class Bench:
    """The programs that are compared, in which world, how often."""

    program: str
    world: World
    folder: Path
    rounds: int

    def row(self, host: str, count: int, trip: int) -> str:
        """Measure some images of a registry and give the row of the table."""
        self.world.lead(trip)
        wanted = [f"{host}/{name}" for name in names(MANY, REPOSITORIES)[:count]]
        commands = {"imagegate": self._own(wanted), **dict(self._peers(wanted))}
        found: dict[str, list[Ran]] = {name: [] for name in commands}
        for number in range(self.rounds + 1):
            for name, command in commands.items():
                ran = self._run(command)
                if number:  # the first round fills the caches of files
                    found[name].append(ran)
        times = {name: median(one.wall for one in runs) for name, runs in found.items()}
        own, peer = times.pop("imagegate"), min(times.values(), default=0.0)
        ratio = f"{own / peer:.2f}" if peer else "-"
        others = ", ".join(f"{name} {_ms(seconds)}" for name, seconds in times.items())
        spent = median(one.processor for one in found["imagegate"])
        return f"| {host} | {count} | {trip} ms | {_ms(own)} | {_ms(spent)} | {others or '-'} | {ratio} |"

    def share(self) -> str:
        """Say what a run takes that asks nobody: the interpreter alone, and the gate on an image in a folder."""
        layout = Path(__file__).parents[1] / "demo/layouts/shop/api"
        started = [self._run([*_python(self.program), "-c", "pass"]).wall for _ in range(self.rounds)]
        alone = [
            self._run([*shlex.split(self.program), "check", f"oci:{layout}:2.4.1"]).wall for _ in range(self.rounds)
        ]
        return f"The interpreter alone: {_ms(median(started))}; the gate on an image in a folder: {_ms(median(alone))}"

    def memory(self) -> str:
        """Say what a thousand images take."""
        self.world.lead(0)
        ran = self._run(self._own([f"{HUB_HOST}/{name}" for name in names(MOST, REPOSITORIES)]))
        return f"{MOST} images: {ran.memory:.0f} MiB at the peak, {ran.wall:.1f} s"

    def _own(self, wanted: list[str]) -> list[str]:
        trust = ("--ca-bundle", str(self.world.certificate))
        return [*shlex.split(self.program), "check", *trust, *wanted]

    def _peers(self, wanted: list[str]) -> Iterator[tuple[str, list[str]]]:
        for name, template in PEERS.items():
            if not shutil.which(name):
                continue
            if len(wanted) == 1:
                yield name, shlex.split(template.format(wanted[0]))
            else:
                listed = self.folder / f"{name}.names"
                listed.write_text("\n".join(wanted))
                yield name, ["xargs", "-a", str(listed), "-P", "16", "-I{}", *shlex.split(template)]

    def _run(self, command: list[str]) -> Ran:
        output = self.folder / "output"
        with output.open("wb") as file:
            began = time.perf_counter()
            process = subprocess.Popen(
                self.world.inside.inside(*command),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env=environment(HOME=str(self.folder), SSL_CERT_FILE=str(self.world.certificate)),
            )
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{shlex.join(command)[:200]}: exit code {process.returncode}\n{output.read_text()[-2000:]}")
        return Ran(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> None:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--program", default=f"{sys.executable} -m imagegate", help="how imagegate is called")
    parser.add_argument("--images", type=int, nargs="+", default=[1, MANY], help="how many images at once")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="imagegate-bench-") as name:
        folder = Path(name)
        with world(folder, names(MOST, REPOSITORIES), TRIPS) as scene:
            bench = Bench(arguments.program, scene, folder, arguments.rounds)
            say("| registry | images | round trip | imagegate | its processor time | peers | ratio |")
            say("|---|---|---|---|---|---|---|")
            for count in arguments.images:
                for host, trip in ((host, trip) for host in (OPEN_HOST, HUB_HOST) for trip in TRIPS):
                    say(bench.row(host, count, trip))
            say(f"\n{bench.share()}")
            say(bench.memory())
            say(f"Load at the end: {' '.join(f'{load:.1f}' for load in os.getloadavg())} on {os.cpu_count()} cores")


def _python(program: str) -> list[str]:
    first = shlex.split(program)[0]
    neighbour = Path(shutil.which(first) or first).with_name("python")
    return [str(neighbour if neighbour.exists() else sys.executable)]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    main()
