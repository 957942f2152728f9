"""What a policy changes in rules that it extends: their severity and their parameters, never what they demand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from imagegate.policy.entry import Entry
from imagegate.policy.parameters import Parameter
from imagegate.policy.problem import did_you_mean
from imagegate.policy.rule import Rule, Severity

_OWN_RULE = "write a rule of your own, and switch this one off with a reason"


@dataclass(frozen=True, slots=True)
class Override:
    """The changes to one rule; of several files the one read last counts, key by key."""

    severity: Severity | None = None
    values: Mapping[str, Entry] = field(default_factory=dict)

    def applied(self, rule: Rule) -> Rule:
        """Give the rule with its severity changed."""
        return replace(rule, severity=self.severity) if self.severity is not None else rule

    def followed_by(self, later: "Override") -> "Override":
        """Lay a later override over this one."""
        return Override(later.severity or self.severity, {**self.values, **later.values})


def read_overrides(entry: Entry, rules: Collection[str]) -> dict[str, Override]:
    """Read a file's `override`."""
    found = {}
    for rule, item in entry.mapping():
        if rule not in rules:
            item.problem(f'no rule is called "{rule}"', did_you_mean(rule, rules))
        item.mapping(("severity", "reason", "with", "schema"))
        severity = item.at("severity").word(Severity, Severity.ERROR) if item.at("severity").written else None
        if severity is Severity.OFF and not item.at("reason").text().strip():
            item.problem(f'the rule "{rule}" is switched off without a reason', "add reason: and say why")
        item.at("reason").text()
        if item.at("schema").written:
            item.at("schema").problem("an override changes no schema", _OWN_RULE)
        elif severity is None and not item.at("with").written:
            item.problem(f'the override of "{rule}" changes nothing', "give severity or with")
        found[rule] = Override(severity, dict(item.at("with").mapping()))
    return found


def check_values(values: Mapping[str, Entry], known: Mapping[str, Parameter], rule: str) -> bool:
    """Tell whether all values fit; note those that do not, or whose parameter a rule's file does not declare."""
    fits = True
    for name, value in values.items():
        if name in known:
            before = len(value.problems)
            known[name].accept(value)
            fits &= len(value.problems) == before
        else:
            value.problem(f'the rule "{rule}" has no parameter "{name}"', did_you_mean(name, known))
    return fits
