"""What the gate is asked to do."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from imagegate.doctor.check import Check, Found, Repository, code
from imagegate.doctor.gate import Kind
from imagegate.doctor.part import Part
from imagegate.github.inputs import NAMES
from imagegate.policy.rule import Severity

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
# What whoever opens a pull request words freely.
_WORDED = re.compile(
    r"\bgithub\.(?:head_ref|event\.pull_request\.(?:title|body|labels|milestone|user|head\.(?:ref|label|repo|user))"
    r"|event\.(?:comment|review|issue|head_commit|commits))\b"
)
# Commits that hold the pull request's own files.
_OWN_COMMIT = re.compile(
    r"\bgithub\.(?:sha|ref|ref_name|workflow_sha|workflow_ref|event\.after|event\.number"
    r"|event\.pull_request\.(?:head|number|merge_commit_sha)|event\.merge_group\.head)"
)
_COMPUTED = re.compile(r"\b(?:steps|needs)\.")
_DECIDING = (
    *("image", "files", "scope", "policy", "policy-ref", "fail-on", "warn-only", "platforms", "mirrors"),
    *("private-registries", "insecure-registries", "auth-realms", "proxy", "ca-bundle"),
)
_RULING = ("files", "scope", "policy", "policy-ref", "fail-on", "warn-only")
_OF_A_CONTAINER = ("args", "entrypoint")
_FIX_REF = "remove `policy-ref`: without it the policy of the base counts"
_WARN_ONLY = re.compile(r"(?<!\S)--warn-only(?!\S)")


def unknown_input(repository: Repository) -> Iterator[Found]:
    """Find inputs that imagegate does not have."""
    for gate in repository.gates:
        for given in gate.step["with"] if gate.kind is not Kind.COMMAND else ():
            name = given.name.lower()
            if name not in NAMES and not (gate.kind is Kind.IMAGE and name in _OF_A_CONTAINER):
                close = get_close_matches(name, NAMES, n=1)
                fix = f"write `{close[0]}`" if close else "remove it; the README lists the inputs"
                yield Found(given.place, f"imagegate has no input {code(given.name)}", fix)


def warn_only(repository: Repository) -> Iterator[Found]:
    """Find gates that only warn."""
    for gate in repository.judging:
        given = gate.step["with"]["warn-only"]
        if given.text.lower() not in ("", "false"):
            when = "" if given.text.lower() == "true" else f", if {code(given.text)} is true"
            yield Found(given.place, f"the step succeeds whatever imagegate finds{when}", "remove `warn-only`")
        run = gate.step["run"]
        if gate.kind is Kind.COMMAND and _WARN_ONLY.search(run.text):
            yield Found(run.place, "the step succeeds whatever imagegate finds", "remove `--warn-only`")


def chosen_by_pull_request(repository: Repository) -> Iterator[Found]:
    """Find inputs whose value whoever opens a pull request chooses."""
    for given in _given(repository):
        for text in _EXPRESSION.findall(given.text) if given.name in _DECIDING else ():
            chosen = _WORDED.search(text) or (given.name == "policy-ref" and _OWN_COMMIT.search(text))
            if chosen:
                message = f"the pull request itself decides the input `{given.name}`, by {code(text)}"
                fix = (
                    _FIX_REF
                    if given.name == "policy-ref"
                    else "write the value out, or take it from a variable: `vars`"
                )
                yield Found(given.place, message, fix)
                break


def computed_input(repository: Repository) -> Iterator[Found]:
    """Find inputs that earlier steps and jobs compute."""
    for given in _given(repository):
        for text in _EXPRESSION.findall(given.text) if given.name in _RULING else ():
            if _COMPUTED.search(text):
                message = f"the input `{given.name}` is what {code(text)} gives"
                yield Found(given.place, message, "write the value out, or take it from a variable: `vars`")
                break


def _given(repository: Repository) -> Iterator[Part]:
    """Give the inputs of imagegate, and of what leads to it by the same names."""
    for gate in repository.judging:
        for part in (*gate.chain.jobs, *gate.steps):
            yield from part["with"]


CHECKS = (
    Check(
        "warn-only",
        Severity.ERROR,
        warn_only,
        "`warn-only` is set.",
        "Nothing that imagegate finds stops a pull request.",
        "Remove it; `settings.onlyNew` and waivers excuse what was there before.",
    ),
    Check(
        "chosen-by-pull-request",
        Severity.ERROR,
        chosen_by_pull_request,
        "An input is made of what a pull request says: its branch, its title, its commits.",
        "Whoever opens a pull request decides what it is judged by, or what of it is judged.",
        "Remove the input, or write its value out.",
    ),
    Check(
        "computed-input",
        Severity.WARNING,
        computed_input,
        "The policy, its strictness, or the files to search come from an earlier step or job.",
        "What such a step reads of a pull request's files then decides what is judged, and by what.",
        "Write the value out, or take it from a variable of the repository (`vars`).",
    ),
    Check(
        "unknown-input",
        Severity.ERROR,
        unknown_input,
        "imagegate is given an input that it does not have.",
        "What it was meant to say is not said; imagegate ends with exit code 2.",
        "Correct its name.",
    ),
)
