"""Tests files: `NAME.tests.yaml` beside the policy `NAME.yaml`.

    policy: ../imagegate.yaml     # what is tested; left out: NAME.yaml beside this file. `pack:NAME` is a pack
    now: 2027-03-01               # the time in all cases that say none; left out: a day after the minimal image's
    tests:
      - name: root fails
        config: { config: { User: root } }
        expect: { fail: [user-non-root] }

A case begins with a small image that complies with most policies (`minimal`). Its keys, all but `name` and `expect`
optional:

    name        what the case shows; unique in the file
    reference   the image's name; registry.example.com/example/app:1.2.3 if left out
    usedAs      base, build, copy, syntax, deploy, ci or named (the default); `file` is the file that uses it
    platforms   such as [linux/amd64, linux/arm64]; left out: the first of the policy's settings, else linux/amd64
    config      the image config, laid over the minimal one: null takes a field away. A text names a JSON file beside
                the tests, such as `imagegate inspect --config IMAGE` prints; that is used as it is
    manifest    the same for the manifest of each platform
    previous    the image that it replaces: { reference, platforms, config, manifest }
    doc         fields of the image document, laid over what results from all of the above; nothing follows from them
    now         a day (2027-03-31) or a time (RFC 3339)
    params      values for parameters, in every rule that takes them
    override    as in a policy: another severity for a rule, or parameters for it alone
    expect      ids of rules under fail, warn, waived, unknown, pass or notApplicable: the gravest that they come to.
                `fail` stops a run, `warn` is found and does not. `uncovered` and `unverified` are ids too
    exact       true: all rules that `expect` does not name must pass or not apply

Everything that is wrong with a file is said at once, each thing at its place.
"""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from imagegate.errors import ImagegateError
from imagegate.policy.cases.case import Case, Demand, Expected
from imagegate.policy.cases.changed import Changing
from imagegate.policy.cases.minimal import NOW
from imagegate.policy.cases.read_matter import moment, read_matter
from imagegate.policy.entry import Entry
from imagegate.policy.extends import Read, normalised
from imagegate.policy.problem import InvalidPolicyError, Problem, did_you_mean, kind
from imagegate.policy.read_rule import GATE_FINDINGS
from imagegate.strict.yaml import MalformedYamlError, parse

SUFFIX = ".tests.yaml"
KEYS = ("policy", "now", "tests")
CASE_KEYS = (
    *("name", "reference", "usedAs", "file", "platforms", "config", "manifest", "previous", "doc", "now", "params"),
    *("override", "expect", "exact"),
)


class InvalidTestsError(InvalidPolicyError):
    """A tests file that tests nothing as it stands."""

    code = "invalid-tests"


@dataclass(frozen=True, slots=True)
class _File:
    """What all cases of a file share."""

    changing: Changing
    read: Read
    now: datetime | None


def load_cases(name: str, read: Read, *, now: datetime) -> tuple[Case, ...]:
    """Read a tests file and the policy that it is for; what is wrong with either is an `InvalidPolicyError`.

    `now` is the time at which the policy is loaded, which may refuse waivers that end too far ahead.
    """
    problems: list[Problem] = []
    root = _root(name, read, problems)
    changing = Changing(_policy(root, name, read), read, now)
    at = root.at("now")
    file = _File(changing, read, moment(at) if at.written else None)
    cases = [_case(entry, file) for entry in root.at("tests").sequence() if _is_mapping(entry)]
    if not problems and not cases:
        root.problem("there are no tests in this file", "write tests: and a list of cases")
    _check_names(root, problems)
    if problems:
        raise InvalidTestsError(dict.fromkeys(sorted(problems, key=_order)))
    return tuple(cases)


def _root(name: str, read: Read, problems: list[Problem]) -> Entry:
    try:
        document = parse(read(name), name)
    except MalformedYamlError as error:
        raise InvalidTestsError([Problem(error.location, error.reason, error.hint)]) from error
    root = Entry(document, "", document.value, problems)
    if not isinstance(root.value, dict):
        root.problem(f"a tests file must be a mapping, not {kind(root.value)}", "write tests: and a list of cases")
        raise InvalidTestsError(problems)
    root.mapping(KEYS)
    return root


def _policy(root: Entry, name: str, read: Read) -> str:
    if root.at("policy").written:
        return _beside(name, root.at("policy").text())
    stem = name.removesuffix(SUFFIX)
    try:
        read(f"{stem}.yaml")
    except ImagegateError:
        return f"{stem}.yml"
    return f"{stem}.yaml"


def _beside(name: str, other: str) -> str:
    return normalised(other if other.startswith("pack:") else posixpath.join(posixpath.dirname(name), other))


def _is_mapping(entry: Entry) -> bool:
    if not isinstance(entry.value, dict):
        entry.problem(f"a case must be a mapping, not {kind(entry.value)}")
    return isinstance(entry.value, dict)


def _case(entry: Entry, file: _File) -> Case:
    entry.mapping(CASE_KEYS)
    for key, hint in (("name", "say what the case shows"), ("expect", "such as expect: { fail: [user-non-root] }")):
        if not entry.at(key).written:
            entry.problem(f'a case has no "{key}"', hint)
    own = moment(entry.at("now")) if entry.at("now").written else file.now
    policy = file.changing.policy(entry)
    return Case(
        name=entry.at("name").text(),
        location=entry.location,
        policy=policy,
        matter=read_matter(entry, policy, own or NOW, lambda other: file.read(_beside(entry.location.path, other))),
        demands=_demands(entry, [*(rule.id for rule in policy.rules), *sorted(GATE_FINDINGS - {"unresolved"})]),
        exact=entry.at("exact").flag(default=False),
        has_clock=own is not None,
    )


def _demands(entry: Entry, ids: list[str]) -> Mapping[str, Demand]:
    found: dict[str, Demand] = {}
    for key, rules in entry.at("expect").mapping([word.value for word in Expected]):
        for item in rules.sequence():
            rule = item.text()
            if rule in found:
                item.problem(f'"{rule}" is expected twice', f"first at {found[rule].location}")
            elif rule not in ids:
                item.problem(f'no rule is called "{rule}"', did_you_mean(rule, ids))
            else:
                found[rule] = Demand(Expected(key), item.location)
    if entry.at("expect").written and not found and not entry.at("exact").value and not entry.problems:
        entry.at("expect").problem("the case expects nothing", "name a rule, or write exact: true")
    return found


def _check_names(root: Entry, problems: list[Problem]) -> None:
    first: dict[str, Entry] = {}
    for entry in root.at("tests").sequence() if not problems else ():
        name = entry.at("name").text()
        if name in first:
            entry.at("name").problem(f'two cases are called "{name}"', f"the other one is at {first[name].location}")
        first.setdefault(name, entry)


def _order(problem: Problem) -> tuple[str, int, int]:
    return problem.location.path, problem.location.line, problem.location.column
