"""Which code runs."""

import re
from collections.abc import Iterator

from imagegate.doctor.check import Check, Found, Repository, code
from imagegate.doctor.gate import Kind
from imagegate.doctor.part import Part
from imagegate.policy.rule import Severity

_COMMIT = re.compile(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}\Z")
_DOCKER = "docker://"


def unpinned(repository: Repository) -> Iterator[Found]:
    """Find uses of imagegate that somebody can move."""
    for gate in repository.gates:
        uses = gate.step["uses"]
        if gate.kind is not Kind.COMMAND and not _is_pinned(uses.text):
            yield _loose(uses, "what runs as imagegate")


def unpinned_before(repository: Repository) -> Iterator[Found]:
    """Find other actions that run before imagegate in its job, and that somebody can move."""
    own = {gate.step.place for gate in repository.gates}
    # The last gate of a job has all steps before it that the others have.
    last = {(gate.chain.jobs[-1].place, gate.step.path): gate for gate in repository.judging}
    for gate in last.values():
        for step in gate.before:
            uses = step["uses"]
            if uses.text and not _is_pinned(uses.text) and step.place not in own:
                yield _loose(uses, "what runs before imagegate in its job")


def _is_pinned(uses: str) -> bool:
    if uses.startswith(("./", "$/")):
        return True
    if uses.lower().startswith(_DOCKER):
        return _DIGEST.search(uses) is not None
    return _COMMIT.fullmatch(uses.rpartition("@")[2]) is not None


def _loose(uses: Part, what: str) -> Found:
    name, at, reference = uses.text.rpartition("@")
    message = f"{code(uses.text)} can be moved, and with it {what}"
    if uses.text.lower().startswith(_DOCKER):
        return Found(uses.place, message, "name the image by digest", f"uses: {uses.text}@sha256:…")
    repository = "/".join(name.split("/")[:2]) if at else uses.text
    fix = f"write the full id of the commit, which `git ls-remote https://github.com/{repository} {reference}` tells"
    return Found(uses.place, message, fix, f"uses: {name or uses.text}@COMMIT # {reference}")


CHECKS = (
    Check(
        "unpinned",
        Severity.ERROR,
        unpinned,
        "imagegate is named by a tag or a branch.",
        "Whoever can move it decides what judges your pull requests, and gets the job's token and secrets.",
        "Write the full commit id; of an image, its digest.",
    ),
    Check(
        "unpinned-before",
        Severity.WARNING,
        unpinned_before,
        "An action that runs before imagegate in its job is named by a tag or a branch.",
        "It can change the files, variables and programs that imagegate finds.",
        "Write the full commit id.",
    ),
)
