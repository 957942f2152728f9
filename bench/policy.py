"""How long policies take: to be loaded, to judge an image, and at worst.

`python -m bench.policy [--rounds N]`. Whatever an image holds, judging it ends: patterns run in linear time, and what a
schema may do is counted in steps.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench.say import say
from imagegate import policy_file
from imagegate.oci.image import Image
from imagegate.policy.evaluate import evaluate
from imagegate.policy.load import load
from imagegate.policy.rule import Policy
from tests.images import candidate, image
from tests.policies import policy, rules

NOW = datetime(2026, 11, 25, tzinfo=UTC)
LABEL_BYTES = 64 * 1024

_ORDINARY: tuple[dict[str, Any], ...] = (
    {"at": "/user/root", "schema": {"const": False}},
    {"at": "/reference/tag", "schema": {"denyPattern": "^(latest|edge|nightly)$"}},
    {"at": "/labels", "schema": {"required": ["org.opencontainers.image.source"]}},
    {"at": "/env", "schema": {"denyKeys": "(?i)(password|secret|token)"}},
    {"at": "/layers", "schema": {"maxItems": 40}},
    {"at": "/platform", "schema": {"properties": {"os": {"enum": ["linux", "windows"]}}, "required": ["os"]}},
)


def main() -> None:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--load", metavar="PACK", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.load:
        _pack(min(policy_file.packs(), key=lambda name: len(policy_file.read(f"{policy_file.PACK}{name}", Path()))))
        say(f"{_seconds(partial(_pack, arguments.load))[0]}")
        return
    say("| what | median | worst of the runs |")
    say("|---|---|---|")
    for name, seconds in _measured(arguments.rounds):
        say(f"| {name} | {_ms(median(seconds))} | {_ms(max(seconds))} |")


def _measured(rounds: int) -> Iterator[tuple[str, list[float]]]:
    largest = max(policy_file.packs(), key=lambda name: len(_pack(name).rules))
    yield f"loading and checking pack:{largest} in a new process", [_fresh(largest) for _ in range(rounds)]
    thirty = policy(rules(*(_ORDINARY * 5)))
    yield f"{len(thirty.rules)} rules on an image", _repeated(rounds, thirty, _image())
    for name, judged, on in _hostile():
        yield (
            f"{name}: {type(evaluate(judged, candidate('app:1'), on, now=NOW)).__name__.lower()}",
            _repeated(rounds, judged, on),
        )


def _hostile() -> Iterator[tuple[str, Policy, Image]]:
    evil = _image(Labels={"evil": "a" * LABEL_BYTES + "!"})
    label = {"at": "/labels/evil"}
    yield "a label of 64 KiB against ^(a+)+$", policy(rules({**label, "schema": {"pattern": "^(a+)+$"}})), evil
    many = _image(Labels={f"label-{number}": "x" * 100 for number in range(5000)})
    denied = [{"at": "/labels", "schema": {"denyKeys": f"(x+x+)+{number}"}} for number in range(30)]
    yield "5,000 labels against 30 patterns", policy(rules(*denied)), many
    text = rules({"schema": {"$ref": "#/$defs/at-13"}}, **{"$defs": _branching(14)})
    yield "a schema with four branches at each of 14 levels", policy(text), _image()
    unique = {"at": "/cmd", "schema": {"uniqueItems": True}}
    yield "1,000 arguments that have to differ", policy(rules(unique)), _image(Cmd=[f"{n}" for n in range(1000)])


def _branching(levels: int) -> dict[str, Any]:
    definitions = {f"at-{level}": {"allOf": [{"$ref": f"#/$defs/at-{level - 1}"}] * 4} for level in range(1, levels)}
    return {"at-0": {"type": "object"}, **definitions}


def _image(**execution: Any) -> Image:
    usual = {"User": "1000", "Env": [f"SETTING_{number}=value" for number in range(12)]}
    return image({**usual, **execution})


def _fresh(pack: str) -> float:
    command = [sys.executable, "-m", "bench.policy", "--load", pack]
    return float(subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[1]).stdout)


def _pack(name: str) -> Policy:
    return load([f"{policy_file.PACK}{name}"], partial(policy_file.read, root=Path()), now=NOW)


def _repeated(rounds: int, judged: Policy, on: Image) -> list[float]:
    work = partial(evaluate, judged, candidate("app:1"), on, now=NOW)
    work()
    return [_seconds(work)[0] for _ in range(rounds)]


def _seconds(work: Callable[[], object]) -> tuple[float, object]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main()
