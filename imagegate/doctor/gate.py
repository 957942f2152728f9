"""Where imagegate runs: the steps that use it, and the way there from what starts them.

A job may call a workflow of the repository, and a step an action of the repository: they are followed. What lies in
other repositories is not.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from imagegate.doctor.condition import excludes
from imagegate.doctor.files import Files
from imagegate.doctor.part import Part
from imagegate.doctor.shell import runs_imagegate

DEPTH_MAX = 10
JOBS_MAX = 2_000
STEPS_MAX = 20_000

PULL_REQUEST_EVENTS = ("pull_request", "pull_request_target", "merge_group")

_ACTION = re.compile(r"[^/@\s]+/imagegate(?:/[^@\s]*)?@\S+", re.IGNORECASE)
_IMAGE = re.compile(r"docker://(?:\S+/)?imagegate(?:[:@]\S*)?", re.IGNORECASE)
_CALL = re.compile(r"[^/@\s]+/[^@\s]*imagegate[^@\s]*@\S+", re.IGNORECASE)
_COPY = re.compile(r"(?:^|/)\.?imagegate$")
_LOCAL = re.compile(r"(?:\.|\$)/(.*)", re.DOTALL)


class Kind(Enum):
    """How a step runs imagegate."""

    ACTION = "the action"
    IMAGE = "its image"
    COMMAND = "the command"
    WORKFLOW = "a workflow of another repository"


@dataclass(frozen=True, slots=True)
class Chain:
    """A job that runs steps, and the jobs that call its workflow, outermost first. `workflow` is what events start."""

    workflow: Part
    jobs: tuple[Part, ...]

    @property
    def check(self) -> str:
        """What GitHub calls its check."""
        return " / ".join(job["name"].text or job.name for job in self.jobs)


@dataclass(frozen=True, slots=True)
class Gate:
    """A step that runs imagegate, or a job that calls another repository's workflow of that name.

    `steps` lead to it, outermost first: all but the last one run an action of the repository. Of a call there are none.
    """

    chain: Chain
    steps: tuple[Part, ...]
    kind: Kind

    @property
    def step(self) -> Part:
        """The step itself, or the job that calls."""
        return self.steps[-1] if self.steps else self.chain.jobs[-1]

    @property
    def before(self) -> Iterator[Part]:
        """The steps of its job that run earlier; of actions that are done, not those inside."""
        inner = (step.root["runs"]["steps"] for step in self.steps[1:])
        for last, steps in zip(self.steps, (self.chain.jobs[-1]["steps"], *inner), strict=False):
            for step in steps:
                if step.pointer == last.pointer:
                    break
                yield step

    @property
    def events(self) -> tuple[Part, ...]:
        """What starts it that a pull request brings about, without what its conditions leave out on purpose."""
        conditions = [part["if"].text for part in (*self.chain.jobs, *self.steps)]
        started = (event for event in events(self.chain.workflow) if event_name(event) in PULL_REQUEST_EVENTS)
        return tuple(one for one in started if not any(excludes(text, event_name(one)) for text in conditions))


def events(workflow: Part) -> Iterator[Part]:
    """Give what starts a workflow, each with its filters."""
    on = workflow["on"]
    yield from on if isinstance(on.value, dict | list) else (on,) if on.text else ()


def event_name(event: Part) -> str:
    """Give an event's name, which is a text or a key."""
    return event.text if isinstance(event.value, str) else event.name


def chains(files: Files) -> Iterator[Chain]:
    """Give every job that runs steps, of every workflow; of more than `JOBS_MAX` the first."""
    yield from islice((one for workflow in files.workflows() for one in _called(files, workflow, workflow)), JOBS_MAX)


def gates(files: Files, found: Iterable[Chain]) -> Iterator[Gate]:
    """Give every step that runs imagegate, among the first `STEPS_MAX` steps."""
    steps = (one for chain in found for one in _of(files, chain))
    yield from (one for one in islice(steps, STEPS_MAX) if one)


def _of(files: Files, chain: Chain) -> Iterator[Gate | None]:
    if _CALL.fullmatch(chain.jobs[-1]["uses"].text):
        yield Gate(chain, (), Kind.WORKFLOW)
    yield from _among(files, chain, chain.jobs[-1]["steps"])


def _called(files: Files, started: Part, workflow: Part, callers: tuple[Part, ...] = ()) -> Iterator[Chain]:
    for job in workflow["jobs"]:
        way = (*callers, job)
        local = _local(job["uses"].text)
        called = files.part(local) if local else None
        if called and len(way) < DEPTH_MAX and all(called.path != one.path for one in way):
            yield from _called(files, started, called, way)
        else:
            yield Chain(started, way)


def _among(files: Files, chain: Chain, steps: Part, way: tuple[Part, ...] = ()) -> Iterator[Gate | None]:
    """Give each step as a gate, or None where it is none, so that steps can be counted."""
    for step in steps:
        kind, action = _meaning(files, step)
        yield Gate(chain, (*way, step), kind) if kind else None
        if action and len(way) < DEPTH_MAX and all(action.path != one.path for one in way):
            yield from _among(files, chain, action["runs"]["steps"], (*way, step))


def _local(uses: str) -> str | None:
    """Give the path that `./PATH` or `$/PATH` names; the root is an empty one."""
    local = _LOCAL.fullmatch(uses)
    path = posixpath.normpath(local[1]) if local else None
    return "" if path == "." else path


def _meaning(files: Files, step: Part) -> tuple[Kind | None, Part | None]:
    """Say how a step runs imagegate, or which action of the repository it runs."""
    uses = step["uses"].text
    if _ACTION.fullmatch(uses):
        return Kind.ACTION, None
    if _IMAGE.fullmatch(uses):
        return Kind.IMAGE, None
    if runs_imagegate(step["run"].script):
        return Kind.COMMAND, None
    local = _local(uses)
    action = None if local is None else files.action(local)
    if action and action["name"].text == "imagegate" and action["runs"]["using"].text == "docker":
        return Kind.ACTION, None
    if action is None and _COPY.search(local or ""):  # what an earlier step checked out
        return Kind.ACTION, None
    return None, action
