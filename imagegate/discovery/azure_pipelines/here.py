"""Where a walk through a pipeline is, and what is known there."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from imagegate.discovery.azure_pipelines.names import declared, doubtful, given
from imagegate.discovery.azure_pipelines.scope import Meaning, Scope, Value
from imagegate.discovery.azure_pipelines.templates import PipelineFile
from imagegate.discovery.yaml.nodes import Mapping, Node
from imagegate.discovery.yaml.source import Source
from imagegate.source import Location

_PARAMETERS = "parameters"


@dataclass(slots=True)
class Resources:
    """The names of container resources, in lower case; not `are_all_known` if others may have been defined."""

    names: set[str] = field(default_factory=set)
    are_all_known: bool = True

    def learn(self, meanings: Iterable[Meaning]) -> None:
        """Take what a resource's name can mean."""
        for text, _ in meanings:
            self.names.add(text.lower())
            self.are_all_known &= "$" not in text


@dataclass(frozen=True, slots=True)
class Here:
    """A file, and the names that are known in a part of it."""

    source: Source
    scope: Scope
    resources: Resources

    def value(self, node: Node) -> Value:
        """Give a node of the file."""
        return Value(node, self.source)

    def location(self, node: Node) -> Location:
        """Give the place of a node of the file."""
        return self.source.location(node.start)

    def within(self, scope: Scope) -> "Here":
        """Give the same place with other names."""
        return replace(self, scope=scope)


@dataclass(frozen=True, slots=True)
class Use:
    """A file that is to be looked at, and what is known where it is used; `doubtful` parameters may not be passed."""

    file: PipelineFile
    scope: Scope
    resources: Resources
    doubtful: frozenset[str] = frozenset()

    def at(self, root: Mapping) -> Here:
        """Begin at a document of the file: its parameters have their defaults where nothing else is passed."""
        defaults = declared(root.get(_PARAMETERS), self.file.source)
        parameters = {**defaults, **self.scope.parameters}
        for name in self.doubtful:
            parameters[name] = (*defaults.get(name, ()), *parameters.get(name, ()))
        return Here(self.file.source, replace(self.scope, parameters=parameters), self.resources)


def use(file: PipelineFile, by: Mapping, here: Here) -> Use:
    """Say how a template is used by a node; it knows the variables, and no names else but those that it is given."""
    parameters = by.get(_PARAMETERS)
    scope = Scope(given(parameters, here.scope, here.source), here.scope.variables)
    return Use(file, scope, here.resources, doubtful(parameters))
