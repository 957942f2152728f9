"""`python -m demo`: the gate at work on two images, one that keeps the default pack's rules and one that does not.

Nothing beyond loopback is asked. Each run starts the action's own code, with the variables and files that GitHub's
runner would give it; what is shown is what the runner would see.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from demo.registry import Registry, serve

LAYOUTS = Path(__file__).parent / "layouts"
ROOT = LAYOUTS.parents[1]
SECONDS_MAX = 60

_ACTION = "import os, sys; from imagegate.action import main; sys.exit(main(os.environ))"
_OUTPUT = re.compile(r"^(?P<name>[^\n]+?)<<(?P<end>[^\n]+)\n(?P<value>.*?)\n(?P=end)$", re.DOTALL | re.MULTILINE)
_KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")


@dataclass(frozen=True)
class Case:
    """One image, what it is, how the gate has to end, and whether it has to annotate an error."""

    image: str
    what: str
    exit_code: int
    annotated: bool


CASES = (
    Case("shop/api:2.4.1", "keeps every rule", 0, annotated=False),
    Case("shop/report", "starts as root, carries a credential, names no version", 1, annotated=True),
)


@dataclass(frozen=True)
class Run:
    """What came of one run of the action: its exit code, and what the runner would read."""

    exit_code: int
    output: str
    summary: str
    outputs: str


def main() -> int:
    """Show both runs; give 0 if they ended as they must and no layer was read."""
    _show(
        "imagegate judges an image by its manifest and config, before anything runs it.",
        f"Two images for two platforms each lie in {LAYOUTS.relative_to(ROOT)}; a registry on loopback serves them.",
        "The policy is pack:baseline-security, which counts where no other is given.",
    )
    with serve(LAYOUTS) as registry:
        good = [_case(case, registry) for case in CASES]
        layers = _layers_read(registry)
        _show("", f"{len(registry.asked)} requests were made for both images; {layers} of them read a layer.")
    return 0 if all(good) and not layers else 1


def _case(case: Case, registry: Registry) -> bool:
    reference = f"{registry.address}/{case.image}"
    with TemporaryDirectory() as folder:
        run = _act(reference, Path(folder))
    _show("", f"=== {reference}: {case.what} ===", "")
    _part("standard output; of lines that begin with `::` the runner makes annotations", run.output)
    _part("job summary, as Markdown", run.summary)
    _part("outputs", run.outputs)
    _show(f"exit code: {run.exit_code} (expected: {case.exit_code})")
    annotated = any(line.startswith("::error ") for line in run.output.splitlines())
    told = bool(run.summary and run.outputs)
    return told and run.exit_code == case.exit_code and annotated is case.annotated


def _act(reference: str, folder: Path) -> Run:
    output, summary = folder / "output", folder / "summary"
    for file in (output, summary):
        file.touch()
    environ = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_WORKSPACE": str(folder),
        "HOME": str(folder),
        "INPUT_IMAGE": reference,
        "INPUT_PRIVATE-REGISTRIES": reference.partition("/")[0],
    }
    done = _run([sys.executable, "-B", "-c", _ACTION], environ)
    outputs = (f"{match['name']}={match['value']}" for match in _OUTPUT.finditer(output.read_text("utf-8")))
    return Run(done.returncode, done.stdout, summary.read_text("utf-8"), "\n".join(outputs))


def _run(command: list[str], environ: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return subprocess.run(  # noqa: S603 - this interpreter, and the text above
        command,
        cwd=ROOT,
        env={**kept, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS_MAX,
        check=False,
        encoding="utf-8",
    )


def _layers_read(registry: Registry) -> int:
    """Count the requests whose answer is a layer: a gzip archive, as its first two bytes say."""
    paths = (LAYOUTS.glob(f"**/{path.rpartition(':')[2]}") for path in registry.asked if "/blobs/" in path)
    return sum(file.read_bytes().startswith(b"\x1f\x8b") for files in paths for file in files)


def _part(title: str, text: str) -> None:
    _show(f"--- {title} ---", text.rstrip("\n"), "")


def _show(*lines: str) -> None:
    _write(f"{line}\n" for line in lines)


def _write(lines: Iterable[str]) -> None:
    sys.stdout.writelines(lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
