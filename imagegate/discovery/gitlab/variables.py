"""The variables that a pipeline and its jobs give values."""

import math
from collections.abc import Iterable, Iterator
from itertools import product

from imagegate.discovery.gitlab.config import Value
from imagegate.discovery.gitlab.environment import COMBINATIONS_MAX, Choice, Layer
from imagegate.discovery.gitlab.expansion import Text
from imagegate.discovery.gitlab.pipeline import FOLLOWED_MAX, Pipeline, effective
from imagegate.discovery.yaml.nodes import Mapping, Sequence

_NOTHING: Layer = {}


class Variables:
    """Reads variables, wherever a `!reference` takes them from."""

    def __init__(self, pipeline: Pipeline) -> None:
        """Take the pipeline."""
        self._pipeline = pipeline
        self._known: dict[tuple[int, int], Layer] = {}

    def merged(self, layers: Iterable[Value]) -> Layer:
        """Give the variables of several parts, each over those before it."""
        found: dict[str, Text] = {}
        for layer in layers:
            found.update(self.layer(layer.get("variables")))
        return found

    def layer(self, value: Value | None) -> Layer:
        """Give the variables of one mapping."""
        block = value and self._pipeline.follow(value)
        if block is None:
            return _NOTHING
        identity = (id(block.node), id(block.config))
        if identity not in self._known:
            named = ((block.config.named(entry), block.at(entry.value)) for entry in block.entries())
            self._known[identity] = {name: self._variable(name, one) for name, one in named}
        return self._known[identity]

    def rules(self, value: Value | None) -> Choice:
        """Give the variables of each rule by which the job or the pipeline may run."""
        rules = list(self._rules(value)) if value else []
        found = [self.layer(rule.get("variables")) for rule in rules if not _is_never(rule)]
        return tuple(found) or (_NOTHING,)

    def _rules(self, value: Value, depth: int = 0) -> Iterator[Value]:
        """Give all rules of a list, which lists and references may stand in."""
        followed = self._pipeline.follow(value)
        if followed is not None and isinstance(followed.node, Sequence) and depth < FOLLOWED_MAX:
            for item in followed.items():
                yield from self._rules(item, depth + 1)
        elif followed is not None:
            yield followed

    def matrix(self, layers: Iterable[Value]) -> Choice:
        """Give the variables of each job that a matrix makes of one."""
        parallel = effective(layers, "parallel")
        parallel = parallel and self._pipeline.follow(parallel)
        matrix = parallel and parallel.get("matrix")
        matrix = matrix and self._pipeline.follow(matrix)
        entries = list(matrix.items()) if matrix else []
        return tuple(layer for entry in entries for layer in self._jobs(entry)) or (_NOTHING,)

    def _jobs(self, entry: Value) -> Iterator[Layer]:
        entry = self._pipeline.follow(entry) or entry
        axes = {one.key or "": list(self._axis(one.key or "", entry.at(one.value))) for one in entry.entries()}
        if math.prod(map(len, axes.values())) > COMBINATIONS_MAX:
            why = f"its matrix makes more than {COMBINATIONS_MAX} jobs"
            yield {name: Text("", (), why) for name in axes}
            return
        for values in product(*axes.values()):
            yield dict(zip(axes, values, strict=True))

    def _axis(self, name: str, value: Value) -> Iterator[Text]:
        followed = self._pipeline.follow(value)
        for item in followed.items() if followed else ():
            yield self._variable(name, item)

    def _variable(self, name: str, value: Value) -> Text:
        followed = self._pipeline.follow(value)
        if followed is None:
            return Text("", (value.location,), f"the !reference of {name[:80]} leads nowhere in the repository")
        if isinstance(followed.node, Mapping):
            return self._described(name, followed)
        if followed.is_null:
            return Text("", (followed.location,))
        text = followed.text()
        return Text(text.text, (followed.location, *text.places), text.why_unknown)

    def _described(self, name: str, block: Value) -> Text:
        """Read a variable with a description, options and the like."""
        value = next(iter(block.all("value")), None)
        if value is None or isinstance(value.node, Mapping):
            return Text("", (), f"nothing gives {name[:80]} a value")
        text = self._variable(name, value)
        expand = block.get("expand")
        if expand and expand.is_false and ("$" in text.text or "%" in text.text):
            return Text("", (), f"{name[:80]} is not filled in")
        return text


def _is_never(rule: Value) -> bool:
    when = rule.get("when")
    return when is not None and when.words() == "never"
