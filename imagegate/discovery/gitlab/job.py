"""What a job takes from the pipeline, and the variables that it knows."""

from imagegate.discovery.gitlab.config import Value
from imagegate.discovery.gitlab.environment import Choice, Environment
from imagegate.discovery.gitlab.loader import Loader
from imagegate.discovery.gitlab.pipeline import Pipeline, effective
from imagegate.discovery.gitlab.variables import Variables
from imagegate.discovery.yaml.nodes import Sequence


class Jobs:
    """The jobs of a pipeline. What a parent pipeline passes to it (`outer`) counts most."""

    def __init__(self, pipeline: Pipeline, loader: Loader, outer: tuple[Choice, ...] = ()) -> None:
        """Take the pipeline, and what knows the policy's variables."""
        self._pipeline = pipeline
        self._variables = Variables(pipeline)
        self._loader = loader
        self._outer = outer
        self._global = self._variables.merged(pipeline.roots)
        self._workflow = self._variables.rules(pipeline.section("workflow", "rules"))

    def outside(self) -> Environment:
        """Give the variables of what stands in no job."""
        return self._environment((self._workflow, (self._global,)))

    def environment(self, layers: tuple[Value, ...]) -> Environment:
        """Give the variables of a job: rules over its matrix, its own, the workflow's, and those of all jobs."""
        wanted = self._inherited(layers, "variables")
        own = (
            self._variables.rules(effective(layers, "rules")),
            self._variables.matrix(layers),
            (self._variables.merged(layers),),
        )
        shared = tuple(_only(choice, wanted) for choice in (self._workflow, (self._global,)))
        return self._environment((*own, *shared))

    def _environment(self, choices: tuple[Choice, ...]) -> Environment:
        policy = self._loader.surroundings.settings.variables
        return Environment((*self._outer, *choices), policy, self._loader.budget)

    def passed(self, layers: tuple[Value, ...]) -> tuple[Choice, ...]:
        """Give the variables that a job passes to the pipeline it starts (GitLab, `trigger:forward`)."""
        trigger = effective(layers, "trigger")
        trigger = trigger and self._pipeline.follow(trigger)
        forward = trigger.get("forward") if trigger else None
        own, pipelines = (forward.get(key) if forward else None for key in ("yaml_variables", "pipeline_variables"))
        choices = () if own and own.is_false else self.environment(layers).choices[len(self._outer) :]
        return (*self._outer, *choices) if pipelines and pipelines.is_true else choices

    def default(self, layers: tuple[Value, ...], key: str) -> Value | None:
        """Give what a job takes from the defaults for want of its own."""
        wanted = self._inherited(layers, "default")
        if effective(layers, "trigger") is not None or (wanted is not None and key not in wanted):
            return None
        return self._pipeline.section("default", key) or self._pipeline.section(key)

    def _inherited(self, layers: tuple[Value, ...], key: str) -> frozenset[str] | None:
        """Give the names that a job inherits; None if it is all of them."""
        inherit = [followed for layer in layers if (one := layer.get("inherit")) and (followed := self._follow(one))]
        value = effective(inherit, key)
        return _taken(value and self._follow(value))

    def _follow(self, value: Value) -> Value | None:
        return self._pipeline.follow(value)


def _taken(inherits: Value | None) -> frozenset[str] | None:
    """Give the names that a job inherits; None if it is all of them."""
    if inherits is None:
        return None
    if isinstance(inherits.node, Sequence):
        return frozenset(item.words() for item in inherits.items())
    return frozenset() if inherits.is_false else None


def _only(choice: Choice, wanted: frozenset[str] | None) -> Choice:
    if wanted is None:
        return choice
    return tuple({name: value for name, value in layer.items() if name in wanted} for layer in choice)
