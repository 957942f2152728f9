"""The policy of a case: the one that is tested, with the parameters and severities that the case changes."""

import json
import posixpath
from datetime import datetime

from imagegate.policy.entry import Entry
from imagegate.policy.extends import PACK, Read
from imagegate.policy.load import load
from imagegate.policy.problem import InvalidPolicyError, did_you_mean
from imagegate.policy.rule import Policy
from imagegate.strict.json import Json, JsonObject

_NAME = "case.yaml"


class Changing:
    """A policy that is loaded once as it stands, and once more for each set of changes."""

    def __init__(self, name: str, read: Read, now: datetime) -> None:
        """Load the policy as it stands; what is wrong with it is an `InvalidPolicyError`."""
        self._name, self._read, self._now = name, read, now
        self._plain = load([name], read, now=now)
        self._changed: dict[str, Policy] = {}

    def policy(self, case: Entry) -> Policy:
        """Give the policy with a case's `params` and `override`; what is wrong with those is noted."""
        override = self._override(case)
        if not override:
            return self._plain
        key = json.dumps(override)
        if key not in self._changed:
            self._changed[key] = self._loaded(override, case)
        return self._changed[key]

    def _override(self, case: Entry) -> JsonObject:
        override: JsonObject = {
            rule: dict(item.value) if isinstance(item.value, dict) else item.value
            for rule, item in case.at("override").mapping()
        }
        known = {name for rule in self._plain.rules for name in rule.parameters}
        for name, value in case.at("params").mapping():
            if name not in known:
                value.problem(f'the policy has no parameter "{name}"', did_you_mean(name, known))
            for rule in self._plain.rules:
                if name in rule.parameters:
                    _set(override, rule.id, name, value.value)
        return override

    def _loaded(self, override: JsonObject, case: Entry) -> Policy:
        folder = "" if self._name.startswith(PACK) else posixpath.dirname(self._name)
        name = posixpath.join(folder, _NAME)
        extends = self._name if self._name.startswith(PACK) else posixpath.basename(self._name)
        text = json.dumps({"imagegate": "v1", "extends": [extends], "override": override}).encode()
        try:
            return load([name], lambda asked: text if asked == name else self._read(asked), now=self._now)
        except InvalidPolicyError as error:
            at = case.at("override" if case.at("override").written else "params")
            # What a wrong value breaks in the policy itself says less than what is wrong with the value.
            own = [problem for problem in error.problems if problem.location.path == name]
            for problem in own or error.problems:
                at.problem(problem.message, problem.hint)
            return self._plain


def _set(override: JsonObject, rule: str, name: str, value: Json) -> None:
    own = override.setdefault(rule, {})
    if isinstance(own, dict):
        given = own.get("with", {})
        own["with"] = {name: value, **given} if isinstance(given, dict) else given
