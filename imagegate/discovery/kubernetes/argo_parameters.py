"""What the parameters of Argo workflows can be, as far as the workflow itself says it.

What one step gives belongs together: its parameters and the keys of an item are not mixed with those of another.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Values
from typing import TypeAlias

from imagegate.discovery.kubernetes.argo_looks import LOOKS_MAX, Looks
from imagegate.discovery.kubernetes.argo_templates import Use, Workflow, each_item, literal
from imagegate.discovery.kubernetes.dialect import Filled, Scope
from imagegate.discovery.kubernetes.filling import TEXTS_MAX, fill_together, value
from imagegate.discovery.yaml.nodes import Mapping, Scalar
from imagegate.discovery.yaml.source import Source

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_OF_ARGO = re.compile(
    r"\s*(?:=.*|(?:inputs|outputs|workflow|steps|tasks|item|pod|node|retries|lastRetry|cronworkflow)\b.*)", re.DOTALL
)
_PARAMETER = re.compile(r"\s*=?\s*(inputs|workflow)\.parameters\.([A-Za-z0-9_-]+)\s*")
_ITEM = re.compile(r"\s*item(?:\.([A-Za-z0-9_-]+))?\s*")
_DEPTH_MAX = 16
_WHEN_IT_RUNS = "it is known only when the workflow runs"
_TOO_MANY = "its variables have too many values"

_Round: TypeAlias = Values[str, Filled]
"""The values of some expressions in one run of a template."""


class Parameters:
    """The parameters of one template: what the steps and tasks that run it give them, else its own values."""

    def __init__(
        self,
        workflow: Workflow,
        source: Source,
        template: Mapping | None = None,
        looks: "Looks[Parameters] | None" = None,
    ) -> None:
        """Take a template of a workflow; None for what stands in none."""
        self._workflow = workflow
        self._source = source
        self._template = template
        self._looks: Looks[Parameters] = looks or Looks()
        self._known: dict[frozenset[str], list[_Round]] = {}
        self._open: set[frozenset[str]] = set()

    def within(self, node: Mapping) -> Scope:
        """Give the scope of what stands in a mapping."""
        return self.of(node) if self._workflow.is_template(node) else self

    def of(self, template: Mapping) -> "Parameters":
        """Give the scope of a template."""
        scopes = self._looks.scopes
        if id(template) not in scopes:
            scopes[id(template)] = Parameters(self._workflow, self._source, template, self._looks)
        return scopes[id(template)]

    def fill(self, text: str) -> Sequence[Filled]:
        """Give what a text can become; nothing if Argo would not fill it in."""
        names = _names(text)
        if not names:
            return ()
        self._looks.left = LOOKS_MAX
        rounds = self.rounds(names) or [{name: Filled(name, reason=_WHEN_IT_RUNS) for name in names}]
        return fill_together(text, _EXPRESSION, rounds) if self._looks.left >= 0 else [Filled(text, reason=_TOO_MANY)]

    def rounds(self, names: frozenset[str], use: Use | None = None) -> list[_Round]:
        """Give the values that expressions have, those together that they have in the same run.

        In a step that runs for each of several items, `item` has their values. There are none where templates run
        each other, since a value brings nothing to itself.
        """
        items = {name: match[1] or "" for name in names if use and (match := _ITEM.fullmatch(name))}
        if use and items:
            others = self.rounds(names.difference(items))
            return self._few({**one, **item} for one in others for item in self._items(use, items))
        if names not in self._known:
            return self._looked_up(names)
        return self._known[names]

    def _looked_up(self, names: frozenset[str]) -> list[_Round]:
        looks = self._looks
        looks.left -= 1
        if looks.depth >= _DEPTH_MAX:
            looks.left = -1
        if names in self._open or looks.left < 0:
            looks.is_cut = True
            return []
        self._open.add(names)
        looks.depth, looks.is_cut, was_cut = looks.depth + 1, False, looks.is_cut
        found = self._few(self._found(names))
        looks.depth -= 1
        self._open.remove(names)
        if looks.left >= 0 and (looks.depth == 0 or not looks.is_cut):
            self._known[names] = found
        looks.is_cut = looks.is_cut or was_cut
        return found

    def _found(self, names: frozenset[str]) -> Iterator[_Round]:
        inputs = {name: match[2] for name in names if (match := _PARAMETER.fullmatch(name)) and match[1] == "inputs"}
        others: _Round = {name: self._alone(name) for name in names if name not in inputs}
        if not inputs or self._template is None or not self._workflow.is_complete:
            yield {**others, **{name: self._written(name, None) for name in inputs}}
            return
        for given, use in self._ways(inputs):
            own = {
                name: self._workflow.parameter(self._template.get("inputs"), inputs[name])
                for name, one in given.items()
                if one is None
            }
            for one in self._passed({name: one for name, one in given.items() if one is not None}, use):
                for rest in self._passed(own, None):
                    yield {**others, **one, **rest}

    def _ways(self, inputs: Values[str, str]) -> Iterator[tuple[dict[str, Mapping | None], Use | None]]:
        """Give what runs the template, and the parameters that it passes; None for those that it does not."""
        uses = self._workflow.uses(self._template) if self._template else []
        for use in uses:
            self._looks.spend(len(inputs))
            if self._looks.left < 0:
                return
            arguments = use.step.get("arguments")
            yield {name: self._workflow.parameter(arguments, of) for name, of in inputs.items()}, use
        if self._template and self._workflow.begins_with(self._template):
            yield {name: self._workflow.argument(of) for name, of in inputs.items()}, None
        elif not uses:
            yield dict.fromkeys(inputs), None

    def _passed(self, given: Values[str, Mapping | None], use: Use | None) -> Iterator[_Round]:
        """Give what parameters are together; in their values there may be other parameters, those of the step."""
        scope = self.of(use.within) if use else self
        written = {name: self._written(name, one) for name, one in given.items()}
        names = frozenset[str]().union(*(_names(one.text) for one in written.values() if not one.reason))
        for values in scope.rounds(names, use) if names else [{}]:
            yield {name: _expanded(one, values) for name, one in written.items()}

    def _written(self, name: str, one: Mapping | None) -> Filled:
        """Give the value of a parameter as it stands; that of the policy where nothing gives one."""
        if one is not None:
            scalar = literal(one)
            return value(scalar, self._source) if scalar else Filled(name, reason=_WHEN_IT_RUNS)
        key = name.strip().removeprefix("=").strip()
        if key in self._source.variables:
            return Filled(self._source.variables[key])
        return Filled(name, reason=_WHEN_IT_RUNS)

    def _alone(self, name: str) -> Filled:
        """Give the value of an expression that is the same in every run."""
        match = _PARAMETER.fullmatch(name)
        if not match:
            return Filled(name, reason=_WHEN_IT_RUNS)
        return self._written(name, self._workflow.argument(match[2]))

    def _items(self, use: Use, names: Values[str, str]) -> Iterator[_Round]:
        """Give what expressions with `item` are in each run of a step."""
        for item in each_item(use.step):
            values = {name: item.get(key) if isinstance(item, Mapping) and key else item for name, key in names.items()}
            yield {
                name: value(one, self._source) if isinstance(one, Scalar) else Filled(name, reason=_WHEN_IT_RUNS)
                for name, one in values.items()
            }

    def _few(self, rounds: Iterable[_Round]) -> list[_Round]:
        """Leave out what is the same; more than a text may become are no use."""
        found: dict[tuple[tuple[str, str, str], ...], _Round] = {}
        for one in rounds:
            found.setdefault(tuple(sorted((name, each.text, each.reason) for name, each in one.items())), one)
            if len(found) > TEXTS_MAX:
                self._looks.left = -1
                break
        return list(found.values())


def _names(text: str) -> frozenset[str]:
    """Give the expressions in a text, none if Argo would not fill it in."""
    names = _EXPRESSION.findall(text)
    return frozenset(names) if all(_OF_ARGO.fullmatch(name) for name in names) else frozenset()


def _expanded(one: Filled, values: _Round) -> Filled:
    if one.reason or not _names(one.text):
        return one
    (whole,) = fill_together(one.text, _EXPRESSION, [values])
    return Filled(whole.text, (*one.places, *whole.places), whole.reason)
