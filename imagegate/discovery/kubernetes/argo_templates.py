"""The templates of an Argo workflow, and which steps and tasks use them."""

from collections.abc import Iterator
from dataclasses import dataclass

from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence, items
from imagegate.discovery.yaml.source import is_null

_REPEATS_MAX = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A step or task that runs a template, and the template it stands in."""

    step: Mapping
    within: Mapping


class Workflow:
    """A workflow's templates by name, those that stand inside a step among them.

    Not `is_complete` if aliases repeat so much that not all uses were looked for.
    """

    def __init__(self, root: Mapping) -> None:
        """Read a workflow, a template of workflows, or a workflow that runs by the clock."""
        spec = root.get("spec")
        inner = spec.get("workflowSpec") if isinstance(spec, Mapping) else None
        self._spec = inner if isinstance(inner, Mapping) else spec if isinstance(spec, Mapping) else Mapping(0)
        self._named: dict[str, list[Use]] = {}
        self._inline: dict[int, list[Use]] = {}
        self._parameters: dict[int, dict[str, Mapping]] = {}  # by the list's id: the resource's nodes outlive this
        self._left = _REPEATS_MAX
        self._nodes: set[int] = set()
        templates = [one for one in items(self._spec.get("templates")) if isinstance(one, Mapping)]
        self._ids = {id(one) for one in templates}
        for template in templates:
            self._look(template, template, set())
        hooks = self._spec.get("hooks")
        if hooks is not None:
            self._look(hooks, Mapping(0), set())  # the workflow's own run templates too, within none

    @property
    def is_complete(self) -> bool:
        """Whether all uses are known."""
        return self._left > 0

    def is_template(self, node: Mapping) -> bool:
        """Tell whether a mapping is a template."""
        return id(node) in self._ids or id(node) in self._inline

    def uses(self, template: Mapping) -> list[Use]:
        """Give the steps and tasks that run a template."""
        return [*self._inline.get(id(template), ()), *self._named.get(template.text("name"), ())]

    def begins_with(self, template: Mapping) -> bool:
        """Tell whether the workflow's own arguments go to a template: it runs first, or last."""
        name = template.text("name")
        return name != "" and name in (self._spec.text("entrypoint"), self._spec.text("onExit"))

    def argument(self, name: str) -> Mapping | None:
        """Give one of the workflow's own parameters."""
        return self.parameter(self._spec.get("arguments"), name)

    def parameter(self, holder: Node | None, name: str) -> Mapping | None:
        """Give the parameter of a name in arguments or inputs, if something gives it a value; the last one counts."""
        listed = holder.get("parameters") if isinstance(holder, Mapping) else None
        if listed is None:
            return None
        if id(listed) not in self._parameters:
            self._parameters[id(listed)] = _by_name(listed)
        return self._parameters[id(listed)].get(name)

    def _look(self, node: Node, template: Mapping, seen: set[int]) -> None:
        if isinstance(node, Scalar) or id(node) in seen or self._left <= 0:
            return
        seen.add(id(node))
        self._left -= id(node) in self._nodes
        self._nodes.add(id(node))
        if isinstance(node, Mapping):
            self._take(node, template)
        for below in node.items if isinstance(node, Sequence) else [entry.value for entry in node]:
            self._look(below, template, seen)

    def _take(self, node: Mapping, template: Mapping) -> None:
        name, inner = node.text("template"), node.get("inline")
        if name:
            self._named.setdefault(name, []).append(Use(node, template))
        if isinstance(inner, Mapping):
            self._inline.setdefault(id(inner), []).append(Use(node, template))


def _by_name(listed: Node) -> dict[str, Mapping]:
    given = (one for one in items(listed) if isinstance(one, Mapping) and next(_values(one), None))
    return {one.text("name"): one for one in given}


def literal(parameter: Mapping) -> Scalar | None:
    """Give the value of a parameter, or its default, if it is written there."""
    value = next(_values(parameter), None)
    return value if isinstance(value, Scalar) else None


def _values(parameter: Mapping) -> Iterator[Node]:
    for key in ("value", "valueFrom", "default"):
        value = parameter.get(key)
        if value is not None and not (isinstance(value, Scalar) and is_null(value)):
            yield value


def each_item(step: Mapping) -> list[Node]:
    """Give what `item` is in the runs of a step, as far as that is written; one that is no text if it is not."""
    return items(step.get("withItems")) or [Sequence(0)]
