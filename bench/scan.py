"""How long it takes to find every reference in a large repository, and what one changed file costs.

A tree of 20,000 files with 500 Dockerfiles and 500 Kubernetes files is made in a temporary folder. No registry plays a
part. `python -m bench.scan` prints medians.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from imagegate.policy.rule import PolicySettings
from imagegate.repository import open_repository
from imagegate.survey import survey
from imagegate.tree import changed_paths
from imagegate.worktree import read_worktree

FILES, EACH, RUNS = 20_000, 500, 5

_DOCKERFILE = (
    "ARG V=2.4.1\nFROM registry.example/app:${V} AS build\n"
    + "RUN make x && \\\n  make y\n" * 10
    + "FROM registry.example/app:2.4.1\n"
)
_DEPLOYMENT = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  template:\n    spec:\n      containers:\n"
    "        - name: app\n          image: registry.example/app:2.4.1\n          env:\n"
    + "".join(f"            - name: V{number}\n              value: x{number}\n" for number in range(20))
)


def main() -> None:
    """Make the tree, measure, and print."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _make(root)
        found = [0]

        def everything() -> None:
            found[0] = len(survey(read_worktree(root), None, None, PolicySettings()).changes)

        def one_change() -> None:
            with open_repository(root) as repository:
                new, old = (repository.tree(_git(root, "rev-parse", name)) for name in ("HEAD", "HEAD~1"))
                found[0] = len(survey(new, old, changed_paths(old, new), PolicySettings()).changes)

        for name, measured in (("everything, from disk", everything), ("one changed file, from commits", one_change)):
            wall, processor = _median(measured)
            sys.stdout.write(f"{name}: {found[0]} references, {wall:.2f} s, {processor:.2f} s of the processor\n")


def _make(root: Path) -> None:
    for number in range(EACH):
        for path, text in ((f"images/{number}/Dockerfile", _DOCKERFILE), (f"deploy/{number}/app.yaml", _DEPLOYMENT)):
            _write(root / path, text)
    for number in range(FILES - 2 * EACH):
        _write(root / f"src/{number % 200}/{number}.py", "import os\n" + "x = 1\n" * 30)
    _git(root, "init", "--quiet")
    for text in (_DOCKERFILE, _DOCKERFILE.replace("2.4.1", "2.5.0")):
        _write(root / "images/0/Dockerfile", text)
        _git(root, "add", ".")
        _git(root, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "x")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _median(measured: Callable[[], None]) -> tuple[float, float]:
    """Give the medians of the seconds that pass and of those of the processor."""
    walls, processors = [], []
    for _ in range(RUNS):
        wall, processor = time.perf_counter(), time.process_time()
        measured()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return statistics.median(walls), statistics.median(processors)


if __name__ == "__main__":
    main()
