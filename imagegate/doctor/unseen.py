"""What only GitHub's settings know, and what a workflow leaves to people: said once, with what to do."""

import re
from collections.abc import Iterator

from imagegate.doctor.check import Repository, code
from imagegate.doctor.condition import holds_after_failure
from imagegate.doctor.gate import JOBS_MAX, Gate, event_name
from imagegate.doctor.given import given
from imagegate.doctor.part import Part

_SECRET = re.compile(r"\$\{\{[^}]*\bsecrets\.")
_LOGINS = ("credentials", "password", "docker-config")
_LOCAL = ("./", "$/")


def unseen(repository: Repository) -> tuple[str, ...]:
    """Give a sentence for each question that the files do not answer."""
    return tuple(dict.fromkeys(_sentences(repository)))


def _sentences(repository: Repository) -> Iterator[str]:
    gates = repository.judging
    if checks := list(dict.fromkeys(gate.chain.check for gate in gates)):
        told = ", ".join(map(code, checks[:8]))
        are, what = ("Are", "required checks") if checks[1:] else ("Is", "a required check")
        yield f"{are} {told} {what}? Settings → Rules → Rulesets → Require status checks to pass."
    if repository.owners:
        yield "Is the review of code owners required? Settings → Rules → Rulesets → Require review from Code Owners."
    for gate in gates:
        yield from _of(gate)
    if len(repository.chains) == JOBS_MAX:
        yield f"Are there gates among further jobs? The first {JOBS_MAX} were looked at."
    if not gates and (called := _elsewhere(repository)):
        yield f"Do the workflows of other repositories run imagegate? Called are {called}."
    if not gates:
        yield "Does a ruleset require a workflow of another repository that runs imagegate?"


def _of(gate: Gate) -> Iterator[str]:
    for event in gate.events:
        if branches := event["branches"].texts:
            told = ", ".join(map(code, branches[:8]))
            yield f"Are all protected branches among {told}? The gate runs for no others ({event['branches'].place})."
    files, image = given(gate, "files"), given(gate, "image")
    if files.text:
        yield f"Do files with images lie outside of `files`? They are not judged ({files.place})."
    elif image.text:
        yield f"Are files judged elsewhere? With `image` alone none is searched ({image.place})."
    if any(_SECRET.search(given(gate, name).text) for name in _LOGINS):
        yield "Do the secrets of the logins stand under Dependabot too? Without, its pull requests cannot pass."
    yield from _checks(gate)


def _checks(gate: Gate) -> Iterator[str]:
    for job in gate.chain.jobs:
        if "matrix" in job["strategy"]:
            place = job["strategy"]["matrix"].place
            yield f"Is each check of the matrix required? Every row of it makes one ({place})."
    for job in _waiting(gate):
        yield f"Is {code(job.name)} required in the gate's place? It is skipped where the gate fails ({job.place})."


def _waiting(gate: Gate) -> Iterator[Part]:
    """Give the jobs that are skipped, and so count as success, where the gate fails."""
    for job in gate.chain.workflow["jobs"]:
        is_waiting = gate.chain.jobs[0].name in job["needs"].texts
        if is_waiting and not all(holds_after_failure(job["if"].text, event_name(event)) for event in gate.events):
            yield job


def _elsewhere(repository: Repository) -> str:
    uses = (job["uses"].text for chain in repository.chains for job in chain.jobs)
    return ", ".join(dict.fromkeys(code(one) for one in uses if one and not one.startswith(_LOCAL)))
