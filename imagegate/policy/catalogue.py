"""What a policy offers to those who use it: its rules as they are in force, and the parameters that each takes."""

from collections.abc import Iterator
from dataclasses import dataclass

from imagegate.policy.entry import Entry
from imagegate.policy.extends import PolicyFile, Read, gather
from imagegate.policy.load import load
from imagegate.policy.parameters import MARKER, Parameter, declared
from imagegate.policy.problem import Problem
from imagegate.policy.rule import Rule
from imagegate.policy.template import filled
from imagegate.strict.json import Json


@dataclass(frozen=True, slots=True)
class ListedRule:
    """A rule, and the parameters that its text uses; what they are set to stands in the rule."""

    rule: Rule
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A policy: its name where policies are named, what it says of itself, and all rules, those it extends first."""

    source: str
    description: str
    rules: tuple[ListedRule, ...]


def catalogue(name: str, read: Read) -> Catalogue:
    """List what a policy holds; one that does not load is an `InvalidPolicyError`."""
    policy = load([name], read)
    problems: list[Problem] = []
    files = gather([name], read, problems)
    used = {rule: parameters for file in files for rule, parameters in _used(file)}
    own = files[-1].root.at("description").value
    rules = tuple(ListedRule(rule, used.get(rule.id, ())) for rule in policy.rules)
    return Catalogue(files[-1].source, own if isinstance(own, str) else "", rules)


def _used(file: PolicyFile) -> Iterator[tuple[str, tuple[Parameter, ...]]]:
    if file.is_schema:
        return
    known = declared(file.root.at("params"))
    for entry in file.root.at("rules").sequence():
        names = dict.fromkeys((*_named(entry.value), *_in_definitions(file, entry), *_in_message(entry)))
        yield str(entry.at("id").value), tuple(known[name] for name in names if name in known)


def _named(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(name := value.get(MARKER), str):
            yield name
        for member in value.values():
            yield from _named(member)
    elif isinstance(value, list):
        for item in value:
            yield from _named(item)


def _in_definitions(file: PolicyFile, entry: Entry) -> Iterator[str]:
    definitions = dict(file.root.at("$defs").mapping())
    pending, seen = [entry.value], set[str]()
    while pending:
        for name in set(_references(pending.pop())) & definitions.keys() - seen:
            seen.add(name)
            pending.append(definitions[name].value)
            yield from _named(definitions[name].value)


def _references(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(target := value.get("$ref"), str):
            yield target.rpartition("/")[2]
        for member in value.values():
            yield from _references(member)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


def _in_message(entry: Entry) -> list[str]:
    found: list[str] = []

    def note(name: str, argument: str) -> str:
        if name == "param":
            found.append(argument)
        return ""

    text = entry.at("message").value
    filled(text if isinstance(text, str) else "", note)
    return found
