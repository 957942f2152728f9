"""Policy files become a policy, or everything that is wrong with them is said at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from imagegate.policy import lint
from imagegate.policy.bare_schema import RULE_ID, bare_rule
from imagegate.policy.entry import Entry
from imagegate.policy.extends import PolicyFile, Read, gather
from imagegate.policy.parameters import Parameter, declared, substituted
from imagegate.policy.problem import InvalidPolicyError, Problem, kind
from imagegate.policy.read_override import Override, check_values, read_overrides
from imagegate.policy.read_rule import WAIVABLE, Scope, check_id, read_rule
from imagegate.policy.read_settings import read_settings
from imagegate.policy.read_waiver import check_end, read_waiver
from imagegate.policy.rule import Policy, PolicySettings, Rule, Severity
from imagegate.policy.waiver import Waiver
from imagegate.source import Location
from imagegate.strict.json import Json

VERSION = "v1"
KEYS = (
    *("imagegate", "name", "description", "extends", "params", "settings", "$defs", "rules", "override", "waivers"),
)


@dataclass(frozen=True, slots=True)
class _Written:
    """A rule as it stands in its file."""

    id: str
    entry: Entry


def load(names: Sequence[str], read: Read, *, now: datetime | None = None) -> Policy:
    """Read policies as one that extends them in order; what is wrong with them is an `InvalidPolicyError`.

    A name is `pack:NAME` or a path from the repository's root. With `now`, a waiver that ends too far ahead is wrong
    as well; without, it merely does not count.
    """
    problems: list[Problem] = []
    files = gather(names, read, problems)
    usable = [file for file in files if _is_usable(file)]
    written = {file.source: _written(file) for file in usable}
    ids = _unique([rule for rules in written.values() for rule in rules])
    overrides = _overrides(usable, ids)
    rules = tuple(rule for file in usable for rule in _rules(file, written[file.source], overrides))
    settings = read_settings(_own(usable, "settings"))
    waivers = _waivers(_own(usable, "waivers"), [*ids, *WAIVABLE], settings, now)
    if not problems:
        _check_effective(files, rules, problems)
    if problems:
        raise InvalidPolicyError(_in_order(problems, files))
    return Policy(rules, settings, tuple(file.origin for file in files), waivers)


def _is_usable(file: PolicyFile) -> bool:
    root = file.root
    if file.is_schema:
        return True
    if not isinstance(root.value, dict):
        root.problem(f"a policy must be a mapping, not {kind(root.value)}", f"begin with imagegate: {VERSION}")
        return False
    version = root.at("imagegate")
    if not version.written:
        hint = f"its first key must be imagegate: {VERSION}, or $schema for a JSON Schema"
        root.problem("this is no policy", hint)
        return False
    if version.value != VERSION:
        version.problem(f"the policy version is {VERSION}, not {kind(version.value)}", f"write imagegate: {VERSION}")
        return False
    if next(iter(root.value)) != "imagegate":
        version.problem('"imagegate" is not the first key', "put it at the top of the file")
    root.mapping(KEYS)
    root.at("name").text()
    root.at("description").text()
    for key in ("settings", "waivers"):
        if file.is_pack and root.at(key).written:
            root.at(key).problem(f"a pack has no {key}", "they belong to the repository's own policy")
    return True


def _written(file: PolicyFile) -> list[_Written]:
    if file.is_schema:
        return [_Written(RULE_ID, file.root)]
    found = []
    for entry in file.root.at("rules").sequence():
        if isinstance(entry.value, dict):
            identifier = entry.at("id")
            if identifier.written:
                check_id(identifier)
            found.append(_Written(identifier.value if isinstance(identifier.value, str) else "", entry))
        else:
            entry.problem(f"a rule must be a mapping, not {kind(entry.value)}")
    return found


def _unique(written: Sequence[_Written]) -> list[str]:
    first: dict[str, Location] = {}
    for rule in written:
        if rule.id and rule.id in first:
            rule.entry.problem(f'two rules are called "{rule.id}"', f"the other one is at {first[rule.id]}")
        elif rule.id:
            first[rule.id] = rule.entry.location
    return list(first)


def _overrides(files: Sequence[PolicyFile], ids: Sequence[str]) -> dict[str, Override]:
    found: dict[str, Override] = {}
    for file in files:
        if not file.is_schema:
            for rule, override in read_overrides(file.root.at("override"), ids).items():
                found[rule] = found.get(rule, Override()).followed_by(override)
    return found


def _rules(file: PolicyFile, written: Sequence[_Written], overrides: Mapping[str, Override]) -> list[Rule]:
    if file.is_schema:
        return [overrides.get(RULE_ID, Override()).applied(bare_rule(file.root))]
    known = declared(file.root.at("params"))
    defaults = {name: parameter.default for name, parameter in known.items() if parameter.default is not None}
    shared = _definitions(file, defaults, known)
    rules = []
    for rule in written:
        override = overrides.get(rule.id, Override())
        if not check_values(override.values, known, rule.id):
            continue  # what a wrong value breaks in the rule says less than what is wrong with it
        values = {**defaults, **{name: entry.value for name, entry in override.values.items()}}
        definitions = _definitions(file, values, known) if override.values else shared
        rules.append(override.applied(_rule(rule.entry, Scope(definitions, values), known)))
    return rules


def _rule(entry: Entry, scope: Scope, known: Mapping[str, Parameter]) -> Rule:
    before = len(entry.problems)
    value = substituted(entry, scope.parameters, known)
    unset = {problem.location for problem in entry.problems[before:]}
    before = len(entry.problems)
    rule = read_rule(replace(entry, value=value), scope)
    # What stands in a parameter's place when it has no value is no fault of its own.
    entry.problems[before:] = [problem for problem in entry.problems[before:] if problem.location not in unset]
    return rule


def _definitions(file: PolicyFile, values: Mapping[str, Json], known: Mapping[str, Parameter]) -> lint.Definitions:
    entries = {
        name: replace(entry, value=substituted(entry, values, known)) for name, entry in file.root.at("$defs").mapping()
    }
    return lint.definitions(entries)


def _own(files: Sequence[PolicyFile], key: str) -> list[Entry]:
    return [file.root.at(key) for file in files if not file.is_schema and not file.is_pack]


def _waivers(
    lists: Sequence[Entry], ids: Sequence[str], settings: PolicySettings, now: datetime | None
) -> tuple[Waiver, ...]:
    found: dict[str, Waiver] = {}
    for entry in (entry for waivers in lists for entry in waivers.sequence()):
        if not isinstance(entry.value, dict):
            entry.problem(f"a waiver must be a mapping, not {kind(entry.value)}")
            continue
        waiver = read_waiver(entry, ids)
        if waiver.id in found:
            entry.problem(f'two waivers are called "{waiver.id}"', f"the other one is at {found[waiver.id].location}")
        elif now is not None:
            check_end(entry, waiver, settings.waivers, now)
        found.setdefault(waiver.id, waiver)
    return tuple(found.values())


def _check_effective(files: Sequence[PolicyFile], rules: Sequence[Rule], problems: list[Problem]) -> None:
    if all(rule.severity is Severity.OFF for rule in rules):
        message = "no rule of this policy is in force" if rules else "this policy has no rules"
        location = files[-1].root.location if files else Location(".", 1, 1)
        problems.append(Problem(location, message, "a gate without rules would let everything pass"))


def _in_order(problems: Sequence[Problem], files: Sequence[PolicyFile]) -> list[Problem]:
    order = {file.source: position for position, file in enumerate(files)}
    unique = dict.fromkeys(problems)
    return sorted(
        unique,
        key=lambda problem: (
            order.get(problem.location.path, len(order)),
            problem.location.line,
            problem.location.column,
        ),
    )
