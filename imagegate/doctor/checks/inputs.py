"""What the gate is asked to do."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from imagegate.doctor.check import Check, Found, Repository, code
from imagegate.doctor.gate import Kind
from imagegate.doctor.given import given
from imagegate.doctor.part import Part
from imagegate.github.inputs import NAMES
from imagegate.policy.rule import Severity

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
# What whoever opens a pull request words freely.
_WORDED = re.compile(
    r"\bgithub\.(?:head_ref|event\.pull_request\.(?:title|body|labels|head\.(?:ref|label|repo|user))"
    r"|event\.(?:comment|review|issue|head_commit|commits))\b",
    re.IGNORECASE,
)
# Commits that hold the pull request's own files.
_OWN_COMMIT = re.compile(
    r"\bgithub\.(?:sha|ref|ref_name|workflow_sha|workflow_ref|event\.after|event\.number"
    r"|event\.pull_request\.(?:head|number|merge_commit_sha)|event\.merge_group\.head)",
    re.IGNORECASE,
)
_COMPUTED = re.compile(r"\b(?:steps|needs)\.", re.IGNORECASE)
_INDEX = re.compile(r"\[\s*'([\w-]+)'\s*\]")
_DECIDING = (
    *("image", "files", "scope", "policy", "policy-ref", "fail-on", "warn-only", "platforms", "mirrors"),
    *("private-registries", "insecure-registries", "auth-realms", "proxy", "ca-bundle"),
)
_RULING = ("files", "scope", "policy", "policy-ref", "fail-on", "warn-only")
_OF_A_CONTAINER = ("args", "entrypoint")
_FIX_REF = "remove `policy-ref`: without it the policy of the base counts"
_FIX_VALUE = "write the value out, or take it from a variable: `vars`"
_WARN_ONLY = re.compile(r"(?<!\S)--warn-only(?!\S)")


def unknown_input(repository: Repository) -> Iterator[Found]:
    """Find inputs that imagegate does not have."""
    for gate in repository.gates:
        for one in gate.step["with"] if gate.kind in (Kind.ACTION, Kind.IMAGE) else ():
            name = one.name.lower()
            if name not in NAMES and not (gate.kind is Kind.IMAGE and name in _OF_A_CONTAINER):
                close = get_close_matches(name, NAMES, n=1)
                fix = f"write `{close[0]}`" if close else "remove it; the README lists the inputs"
                yield Found(one.place, f"imagegate has no input {code(one.name)}", fix)


def warn_only(repository: Repository) -> Iterator[Found]:
    """Find gates that only warn."""
    for gate in repository.judging:
        asked = given(gate, "warn-only")
        if asked.text.lower() not in ("", "false"):
            when = "" if asked.text.lower() == "true" else f", if {code(asked.text)} is true"
            yield Found(asked.place, f"the step succeeds whatever imagegate finds{when}", "remove `warn-only`")
        run = gate.step["run"]
        if gate.kind is Kind.COMMAND and _WARN_ONLY.search(run.script):
            yield Found(run.place, "the step succeeds whatever imagegate finds", "remove `--warn-only`")


def chosen_by_pull_request(repository: Repository) -> Iterator[Found]:
    """Find inputs whose value whoever opens a pull request chooses."""
    for name, asked in _asked(repository, _DECIDING):
        for text in _expressions(asked):
            if _WORDED.search(text) or (name == "policy-ref" and _OWN_COMMIT.search(text)):
                message = f"the pull request itself decides the input `{name}`, by {code(text)}"
                fix = _FIX_REF if name == "policy-ref" else _FIX_VALUE
                yield Found(asked.place, message, fix)
                break


def computed_input(repository: Repository) -> Iterator[Found]:
    """Find inputs that earlier steps and jobs compute."""
    for name, asked in _asked(repository, _RULING):
        for text in _expressions(asked):
            if _COMPUTED.search(text):
                yield Found(asked.place, f"the input `{name}` is what {code(text)} gives", _FIX_VALUE)
                break


def _asked(repository: Repository, names: tuple[str, ...]) -> Iterator[tuple[str, Part]]:
    """Give the inputs of some names, where they are written."""
    yield from ((name, given(gate, name)) for gate in repository.judging for name in names)


def _expressions(asked: Part) -> list[str]:
    return [_INDEX.sub(r".\1", text) for text in _EXPRESSION.findall(asked.text)]


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
