"""What a step or a job is given, followed to where it is written: a caller's `with`, or the default of an input."""

import re
from itertools import pairwise

from imagegate.doctor.gate import Gate
from imagegate.doctor.part import Part

_INPUT = re.compile(r"\$\{\{\s*inputs\.([A-Za-z_][\w-]*)\s*\}\}")


def given(gate: Gate, name: str) -> Part:
    """Give what imagegate's input of a name holds; names count in any case, as with the runner."""
    return settled(gate, _named(gate.step["with"], name))


def settled(gate: Gate, part: Part) -> Part:
    """Follow a text that is an input of its own action or workflow, as far as the repository says what that is."""
    callers = {inner.path: outer for way in (gate.chain.jobs, gate.steps) for outer, inner in pairwise(way)}
    for _ in callers:
        asked = _INPUT.fullmatch(part.text)
        caller = callers.get(part.path)
        if asked is None or caller is None:
            break
        written = _named(caller["with"], asked[1])
        part = written if written.name in caller["with"] else _default(part.root, asked[1])
    return part


def _default(root: Part, name: str) -> Part:
    called = root["on"]["workflow_call"]
    return _named((called if called.value else root)["inputs"], name)["default"]


def _named(parent: Part, name: str) -> Part:
    return next((part for part in parent if part.name.lower() == name.lower()), parent[name])
