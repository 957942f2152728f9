"""What the gate's job may do."""

from collections.abc import Iterator

from imagegate.doctor.check import Check, Found, Repository, code
from imagegate.doctor.gate import Chain, Gate, Kind
from imagegate.doctor.given import given
from imagegate.doctor.part import Part
from imagegate.policy.rule import Severity

_FORGING = ("actions", "checks", "contents", "statuses")
# A command is given none, and what a workflow elsewhere does with one is not known.
_NO_TOKEN = (Kind.COMMAND, Kind.WORKFLOW)
_READ = ("read", "write")
_COMMENTED = ("on-failure", "always")


def default_permissions(repository: Repository) -> Iterator[Found]:
    """Find gates whose token may do what the repository's settings say."""
    for gate in repository.judging:
        if _granted(gate.chain) is None:
            job = gate.chain.jobs[-1]
            message = f"nothing says what the token of the job {code(job.name)} may do"
            fix = "grant what the job needs, and nothing else in the workflow: `permissions: {}` beside `jobs`"
            yield Found(job.place, message, fix, _write(gate))


def wide_permissions(repository: Repository) -> Iterator[Found]:
    """Find gates whose token can change what judges it."""
    for gate in repository.judging:
        granted = _granted(gate.chain)
        if granted is None:
            continue
        if granted.text == "write-all":
            yield Found(granted.place, "the token may write everything", "grant what the job needs", _write(gate))
        for one in granted:
            if one.name in _FORGING and one.text == "write":
                message = f"the token may write `{one.name}`"
                fix = "leave it to another job; this one needs no more than this"
                yield Found(one.place, message, fix, _write(gate))


def missing_permission(repository: Repository) -> Iterator[Found]:
    """Find gates whose token may do too little."""
    for gate in repository.judging:
        granted = _granted(gate.chain)
        if granted is None or granted.text in ("write-all", "read-all") or gate.kind in _NO_TOKEN:
            continue
        comment = given(gate, "comment")
        if granted["contents"].text not in _READ and (not given(gate, "image").text or given(gate, "files").text):
            message = "the token may not read the repository's files, which a private repository needs"
            yield Found(granted.place, message, "add the permission to the job", "contents: read")
        if comment.text in _COMMENTED and granted["pull-requests"].text != "write":
            message = "`comment` is asked for, and the token may not write to pull requests"
            yield Found(comment.place, message, "add the permission to the job", "pull-requests: write")


def _granted(chain: Chain) -> Part | None:
    """Give the permissions that count: the innermost ones, of a job before its workflow's."""
    for job in reversed(chain.jobs):
        for part in (job, job.root):
            if "permissions" in part:
                return part["permissions"]
    return None


def _write(gate: Gate) -> str:
    comments = given(gate, "comment").text in _COMMENTED
    return "permissions:\n  contents: read" + ("\n  pull-requests: write" if comments else "")


CHECKS = (
    Check(
        "default-permissions",
        Severity.WARNING,
        default_permissions,
        "Neither the gate's job nor its workflow has `permissions`.",
        "The token may then do what the repository's settings say, which can be to write everything.",
        "Write `permissions: {}` for the workflow, and `contents: read` for the job.",
    ),
    Check(
        "wide-permissions",
        Severity.WARNING,
        wide_permissions,
        "The gate's token may write contents, actions, checks or statuses, or everything.",
        "With it any step of the job can change the branch, or write a check of the gate's name.",
        "Grant `contents: read`, and what `comment` and uploads need.",
    ),
    Check(
        "missing-permission",
        Severity.WARNING,
        missing_permission,
        "The gate's token may do too little.",
        "imagegate cannot do what it is asked for, and a gate that fails without reason is removed.",
        "Grant it.",
    ),
)
