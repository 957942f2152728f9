"""How a file is used: with which parameters, and what is known where."""

from dataclasses import dataclass

from imagegate.discovery.azure_pipelines.here import Here, Resources, Work
from imagegate.discovery.azure_pipelines.names import declared, given
from imagegate.discovery.azure_pipelines.scope import Scope
from imagegate.discovery.azure_pipelines.templates import PipelineFile
from imagegate.discovery.azure_pipelines.values import Names
from imagegate.discovery.yaml.nodes import Mapping, Node

_PARAMETERS = "parameters"


@dataclass(frozen=True, slots=True)
class Use:
    """A file that is to be looked at, and what is passed to it; `doubtful` parameters may have their defaults.

    A file that is looked at by itself is not `is_called`: its parameters may be chosen, or, if they `are_given`, are
    passed by files that are not known here.
    """

    file: PipelineFile
    parameters: Names
    variables: Names
    resources: Resources
    doubtful: frozenset[str] = frozenset()
    is_called: bool = True
    are_given: bool = False

    def at(self, root: Mapping, work: Work) -> Here:
        """Begin at a document of the file: its parameters have their defaults where nothing else is passed."""
        defaults = declared(root.get(_PARAMETERS), self.file.source, is_fixed=self.is_called)
        parameters = {**defaults, **self.parameters}
        for name in self.doubtful:
            parameters[name] = (*defaults.get(name, ()), *parameters.get(name, ()))
        from_outside = frozenset(defaults) if self.are_given else frozenset()
        scope = Scope(self.file.source, parameters, self.variables, from_outside=from_outside)
        return Here(self.file.source, scope, self.resources, work)


def use(file: PipelineFile, parameters: Node | None, here: Here) -> Use:
    """Say how a template is used; it knows the variables, and no names else but those that it is given."""
    passed = given(parameters, here)
    return Use(file, passed.names, here.scope.variables, here.resources, frozenset(passed.doubtful))
