"""Collect the names that a file defines or gives: variables, parameters, what a matrix adds to each job."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from imagegate.discovery.azure_pipelines.here import Here
from imagegate.discovery.azure_pipelines.members import items, members
from imagegate.discovery.azure_pipelines.passed import settled
from imagegate.discovery.azure_pipelines.values import Names, Value, limited, named
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.source import Source


@dataclass(slots=True)
class Given:
    """Names with their values; those that are `doubtful` depend on a condition, and may have others."""

    names: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)

    def add(self, key: str, values: tuple[Value, ...], *, is_sure: bool) -> None:
        """Give a name its values."""
        name = key.lower()
        if is_sure:
            self.names[name] = values
            self.doubtful.discard(name)
            return
        if name not in self.names:
            self.doubtful.add(name)
        self.names[name] = tuple(limited(dict.fromkeys((*self.names.get(name, ()), *values))))


def given(node: Node | None, here: Here) -> Given:
    """Give the parameters that are passed to a template, or the variables of a leg."""
    found = Given()
    for member in members(node, here) if isinstance(node, Mapping) else ():
        node = member.node if isinstance(member.node, Scalar) else settled(member.node, member.here)
        found.add(member.key, _known(node, member.here), is_sure=member.is_sure)
    return found


def variables(node: Node | None, here: Here, read: Callable[[Mapping, Here], Names]) -> Here:
    """Give the same place with the variables that a file defines; `read` gives those of a template."""
    found = Given(dict(here.scope.variables))
    for member in members(node, here) if isinstance(node, Mapping) else ():
        found.add(member.key, _known(member.node, member.here, is_fixed=False), is_sure=member.is_sure)
    for item in items(node, here):
        if not isinstance(item.node, Mapping):
            continue
        parts = {part.key: part for part in members(item.node, item.here)}
        if "template" in parts:
            found.names.update(read(item.node, item.here))
        for part in members(item.node, item.here):
            if part.key == "value" and "name" in parts:
                values = _known(part.node, part.here, is_fixed=False)
                found.add(_text(parts["name"].node), values, is_sure=item.is_sure and part.is_sure)
    return here.within(replace(here.scope, variables=found.names))


def declared(node: Node | None, source: Source, *, is_fixed: bool) -> dict[str, tuple[Value, ...]]:
    """Give the parameters of a file with their defaults, else the values that are allowed; none where anything is."""
    found: dict[str, tuple[Value, ...]] = {}
    for entry in node if isinstance(node, Mapping) else ():
        found[(entry.key or "").lower()] = (named(entry.value, source, is_fixed=is_fixed),)
    for item in node.items if isinstance(node, Sequence) else ():
        if isinstance(item, Mapping):
            default, allowed = item.get("default"), item.get("values")
            nodes = [default] if default else allowed.items if isinstance(allowed, Sequence) else []
            found[item.text("name").lower()] = tuple(named(one, source, is_fixed=is_fixed) for one in nodes)
    return found


def legs(job: Mapping, here: Here) -> tuple[Names, ...]:
    """Give the variables that a matrix gives to each of the jobs that it makes."""
    strategy = job.get("strategy")
    matrix = strategy.get("matrix") if isinstance(strategy, Mapping) else None
    found: list[Names] = []
    for value in here.scope.known(here.value(matrix)) if matrix else ():
        if isinstance(value.node, Mapping):
            place = replace(here, source=value.source)
            found += [given(leg.node, leg.here).names for leg in members(value.node, place)]
    return tuple(limited(found))


def _known(node: Node, here: Here, *, is_fixed: bool = True) -> tuple[Value, ...]:
    values = here.scope.known(named(node, here.source))
    return values if is_fixed else tuple(replace(value, is_fixed=False) for value in values)


def _text(node: Node) -> str:
    return getattr(node, "text", "") if not isinstance(node, Mapping) else ""
