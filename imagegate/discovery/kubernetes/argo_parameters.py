"""What the parameters of Argo workflows can be, as far as the workflow itself says it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from imagegate.discovery.kubernetes.argo_templates import Use, Workflow, each_item, literal, parameter
from imagegate.discovery.kubernetes.dialect import Filled, Scope
from imagegate.discovery.kubernetes.filling import TEXTS_MAX, fill, value
from imagegate.discovery.yaml.nodes import Mapping
from imagegate.discovery.yaml.source import Source, short

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_OF_ARGO = re.compile(
    r"\s*(?:=.*|(?:inputs|outputs|workflow|steps|tasks|item|pod|node|retries|lastRetry|cronworkflow)\b.*)", re.DOTALL
)
_PARAMETER = re.compile(r"\s*=?\s*(inputs|workflow)\.parameters\.([A-Za-z0-9_-]+)\s*")
_ITEM = re.compile(r"\s*item(?:\.([A-Za-z0-9_-]+))?\s*")
_DEPTH_MAX = 16
_WHEN_IT_RUNS = "it is known only when the workflow runs"


@dataclass(slots=True)
class _Shared:
    """What the scopes of one workflow have in common: themselves, and how many parameters are being looked up."""

    scopes: dict[int, "Parameters"] = field(default_factory=dict)
    depth: int = 0


class Parameters:
    """The parameters of one template: what the steps and tasks that run it give them, else its own values."""

    def __init__(
        self, workflow: Workflow, source: Source, template: Mapping | None = None, shared: _Shared | None = None
    ) -> None:
        """Take a template of a workflow; None for what stands in none."""
        self._workflow = workflow
        self._source = source
        self._template = template
        self._shared = shared or _Shared()
        self._known: dict[str, list[Filled]] = {}

    def within(self, node: Mapping) -> Scope:
        """Give the scope of what stands in a mapping."""
        return self.of(node) if self._workflow.is_template(node) else self

    def of(self, template: Mapping) -> "Parameters":
        """Give the scope of a template."""
        scopes = self._shared.scopes
        if id(template) not in scopes:
            scopes[id(template)] = Parameters(self._workflow, self._source, template, self._shared)
        return scopes[id(template)]

    def fill(self, text: str, use: Use | None = None) -> Sequence[Filled]:
        """Give what a text can become; nothing if Argo would not fill it in.

        In a step that runs for each of several items, `item` has their values.
        """
        names = _EXPRESSION.findall(text)
        if not names or not all(_OF_ARGO.fullmatch(name) for name in names):
            return ()
        is_one = len({name.strip() for name in names if _ITEM.fullmatch(name)}) == 1
        return fill(text, _EXPRESSION, lambda match: self._options(match[1], use if is_one else None))

    def _options(self, name: str, use: Use | None) -> Sequence[Filled]:
        if item := _ITEM.fullmatch(name):
            found = [value(one, self._source) for one in each_item(use.step, item[1] or "")] if use else []
        elif match := _PARAMETER.fullmatch(name):
            found = self._parameter(*match.groups())
        else:
            found = []
        return found or [Filled(name, reason=_WHEN_IT_RUNS)]

    def _parameter(self, of: str, name: str) -> list[Filled]:
        key = f"{of}.parameters.{name}"
        if key in self._known or self._shared.depth >= _DEPTH_MAX:
            return self._known.get(key, [])
        self._known[key] = []  # where templates run each other, a value brings nothing to itself
        self._shared.depth += 1
        found: dict[tuple[str, str], Filled] = {}
        for one in self._found(of, name):
            found.setdefault((one.text, one.reason), one)
            if len(found) > TEXTS_MAX:  # more than a text may become
                break
        self._shared.depth -= 1
        if not found and key in self._source.variables:
            found[key, ""] = Filled(self._source.variables[key])
        self._known[key] = list(found.values())
        return self._known[key]

    def _found(self, of: str, name: str) -> Iterator[Filled]:
        if of == "workflow":
            yield from self._given(self._workflow.argument(name))
        elif self._template is not None and self._workflow.is_complete:
            yield from self._inputs(self._template, name)

    def _inputs(self, template: Mapping, name: str) -> Iterator[Filled]:
        """Give what a template is run with; its own value counts unless whatever runs it gives one."""
        uses = self._workflow.uses(template)
        given: list[tuple[Mapping | None, Use | None]] = [
            (parameter(use.step.get("arguments"), name), use) for use in uses
        ]
        if self._workflow.begins_with(template):
            given.append((self._workflow.argument(name), None))
        if not given or any(one is None for one, _ in given):
            given.append((parameter(template.get("inputs"), name), None))
        for one, use in given:
            yield from self._given(one, use)

    def _given(self, one: Mapping | None, use: Use | None = None) -> Iterator[Filled]:
        """Give what a parameter's value becomes, in which there may be other parameters."""
        if one is None:
            return
        scalar = literal(one)
        if scalar is None:
            yield Filled("", reason=_WHEN_IT_RUNS)
            return
        written = value(scalar, self._source)
        scope = self.of(use.within) if use else self
        further = () if written.reason else scope.fill(short(scalar), use)
        yield from [Filled(each.text, (*written.places, *each.places), each.reason) for each in further] or [written]
