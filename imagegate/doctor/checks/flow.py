"""Whether the gate runs once its workflow has started, and whether its failure counts."""

from collections.abc import Iterator

from imagegate.doctor.check import Check, Found, Repository, code
from imagegate.doctor.condition import holds, holds_after_failure
from imagegate.doctor.gate import Gate, event_name
from imagegate.doctor.part import Part
from imagegate.policy.rule import Severity


def job_condition(repository: Repository) -> Iterator[Found]:
    """Find conditions that may skip the gate's job."""
    for gate in repository.judging:
        for job in gate.chain.jobs:
            if _may_fail(job, gate):
                message = f"the job {code(job.name)} is skipped unless {code(_condition(job))}"
                fix = "remove `if` from the job; what a pull request does not touch, the gate leaves alone by itself"
                yield Found(job["if"].place, message, fix)


def step_condition(repository: Repository) -> Iterator[Found]:
    """Find conditions that may skip imagegate's step."""
    for gate in repository.judging:
        for step in gate.steps:
            if _may_fail(step, gate):
                message = f"the step is skipped unless {code(_condition(step))}"
                yield Found(step["if"].place, message, "remove `if` from the step, or give it a job of its own")


def needs(repository: Repository) -> Iterator[Found]:
    """Find jobs that have to succeed before the gate runs."""
    for gate in repository.judging:
        for job in gate.chain.jobs:
            names = job["needs"].texts
            if names and not all(holds_after_failure(job["if"].text, name) for name in _events(gate)):
                told = " or ".join(map(code, names[:5]))
                message = f"the job {code(job.name)} is skipped where {told} fails or is skipped"
                fix = (
                    "remove `needs`, so that the gate runs by itself; where it needs what the other job makes, add this"
                )
                yield Found(job["needs"].place, message, fix, "if: ${{ !cancelled() }}")


def continue_on_error(repository: Repository) -> Iterator[Found]:
    """Find steps whose failure the job ignores."""
    for gate in repository.judging:
        for step in gate.steps:
            if _tolerates(step):
                message = f"the job goes on where imagegate fails{_if_expression(step)}"
                fix = "remove `continue-on-error`; a later step that has to run takes `if: ${{ !cancelled() }}`"
                yield Found(step["continue-on-error"].place, message, fix)


def job_continue_on_error(repository: Repository) -> Iterator[Found]:
    """Find jobs whose failure the workflow ignores."""
    for gate in repository.judging:
        for job in gate.chain.jobs:
            if _tolerates(job):
                message = f"the workflow succeeds where the job {code(job.name)} fails{_if_expression(job)}"
                yield Found(job["continue-on-error"].place, message, "remove `continue-on-error` from the job")


def computed_matrix(repository: Repository) -> Iterator[Found]:
    """Find matrices that are computed while the workflow runs."""
    for gate in repository.judging:
        for job in gate.chain.jobs:
            matrix = job["strategy"]["matrix"]
            computed = [part for part in (matrix, *matrix) if "${{" in part.text]
            for part in computed[:1]:
                message = f"what {code(part.text)} gives decides which checks there are"
                fix = "give the gate a job without a matrix, or write the values out and require each of its checks"
                yield Found(part.place, message, fix)


def same_check_name(repository: Repository) -> Iterator[Found]:
    """Find other jobs whose check has the name of the gate's."""
    judged = {gate.chain.jobs[-1].place for gate in repository.gates}
    named = {gate.chain.check: gate.chain.jobs[0].place for gate in repository.judging}
    for chain in repository.chains:
        if chain.check in named and chain.jobs[-1].place not in judged:
            message = f"this job's check is called {code(chain.check)} as the gate's is, at {named[chain.check]}"
            yield Found(chain.jobs[0].place, message, "give one of the two jobs another `name`")


def _events(gate: Gate) -> list[str]:
    return [event_name(event) for event in gate.events]


def _condition(part: Part) -> str:
    return part["if"].text or "an empty condition"


def _may_fail(part: Part, gate: Gate) -> bool:
    return not all(holds(part["if"].text, name) for name in _events(gate))


def _tolerates(part: Part) -> bool:
    return part["continue-on-error"].text not in ("", "false")


def _if_expression(part: Part) -> str:
    text = part["continue-on-error"].text
    return "" if text == "true" else f", if {code(text)} is true"


CHECKS = (
    Check(
        "continue-on-error",
        Severity.ERROR,
        continue_on_error,
        "imagegate's step has `continue-on-error`.",
        "The job succeeds where imagegate fails, and so does the required check.",
        "Remove it; later steps that have to run take `if: ${{ !cancelled() }}`.",
    ),
    Check(
        "job-continue-on-error",
        Severity.WARNING,
        job_continue_on_error,
        "The gate's job has `continue-on-error`.",
        "The job's check stays red, but the workflow succeeds: whoever requires the workflow requires nothing.",
        "Remove it.",
    ),
    Check(
        "job-condition",
        Severity.ERROR,
        job_condition,
        "The gate's job has an `if` that may not hold.",
        "A job that is skipped counts as success where its check is required.",
        "Remove `if`: where no image changes, the gate ends at once.",
    ),
    Check(
        "step-condition",
        Severity.ERROR,
        step_condition,
        "imagegate's step has an `if` that may not hold.",
        "A step that is skipped fails nothing, so the job succeeds.",
        "Remove `if`, or give the step a job of its own.",
    ),
    Check(
        "needs",
        Severity.ERROR,
        needs,
        "The gate's job waits for another job.",
        "Where that one fails or is skipped the gate is skipped, and that counts as success.",
        "Remove `needs`, or add `if: ${{ !cancelled() }}`.",
    ),
    Check(
        "same-check-name",
        Severity.WARNING,
        same_check_name,
        "Another job's check has the name of the gate's.",
        "A ruleset knows checks by name alone, so it is unclear which of them has to succeed.",
        "Give one of the jobs another `name`.",
    ),
    Check(
        "computed-matrix",
        Severity.WARNING,
        computed_matrix,
        "The matrix of the gate's job is computed.",
        "An empty one makes no check at all, and a check with another name is not the required one.",
        "Write the values out, or do without a matrix.",
    ),
)
