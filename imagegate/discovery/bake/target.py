"""A target of a bake file: the blocks that describe it, each over those before it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TypeAlias

from imagegate.discovery.bake.bake_file import BakeFile, InvalidBakeError
from imagegate.discovery.bake.variables import Variables
from imagegate.discovery.hcl.evaluate import Evaluation
from imagegate.discovery.hcl.nodes import Expression, Object
from imagegate.discovery.hcl.setting import Setting
from imagegate.discovery.hcl.structure import Block
from imagegate.discovery.hcl.values import Value, inside

COMBINATIONS_MAX = 256


Pair: TypeAlias = tuple[str | None, Setting]


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A block of a target, as one combination of its matrix has it; `name` is what others call it."""

    file: BakeFile
    block: Block
    evaluation: Evaluation
    name: str
    _pairs: dict[str, tuple[Pair, ...]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What the file calls it."""
        return self.block.labels[0] if self.block.labels else ""

    def get(self, name: str) -> Setting | None:
        """Give an attribute; None if there is none, or if it is null."""
        expression = self.block.body.get(name)
        if expression is None:
            return None
        setting = self._setting(expression)
        return None if setting.value.data is None and not setting.value.why_unknown else setting

    def pairs(self, name: str) -> tuple[Pair, ...]:
        """Give the keys and values of an attribute; a key is None where nobody can tell what there is."""
        if name not in self._pairs:
            self._pairs[name] = tuple(self._evaluated(name))
        self.evaluation.budget.spend(steps=len(self._pairs[name]))
        return self._pairs[name]

    def _evaluated(self, name: str) -> Iterator[Pair]:
        expression = self.block.body.get(name)
        if isinstance(expression, Object):
            for entry in expression.entries:
                yield self.evaluation.value(entry.key).text, self._setting(entry.value)
        elif (setting := self.get(name)) is not None:
            data = setting.value.data
            if isinstance(data, Mapping):
                for key, value in data.items():
                    yield key, replace(setting, value=value.at(setting.value.places))
            else:
                yield None, setting

    def _setting(self, expression: Expression) -> Setting:
        return Setting(self.file.source, expression, self.evaluation.value(expression), self.evaluation)


def layers(file: BakeFile, block: Block, variables: Variables) -> Iterator[Layer]:
    """Give a target's block once, or once for each combination of its matrix; a name may be computed."""
    matrix = block.body.get("matrix")
    if matrix is None:
        yield Layer(file, block, variables.evaluation, block.labels[0] if block.labels else "")
        return
    label = block.labels[0] if block.labels else ""
    name = block.body.get("name")
    for index, combination in enumerate(_combinations(variables.evaluation.value(matrix))):
        evaluation = Evaluation(_find(combination, variables), variables.budget)
        known = label if name is None else evaluation.value(name).text
        yield Layer(file, block, evaluation, f"{label}#{index}" if known is None else known)


def _find(combination: Mapping[str, Value], variables: Variables) -> Callable[[tuple[str, ...], int], Value]:
    def find(names: tuple[str, ...], depth: int) -> Value:
        if names[0] in combination:
            return inside(combination[names[0]], names[1:])
        return variables.find(names, depth)

    return find


def _combinations(matrix: Value) -> list[Mapping[str, Value]]:
    """Multiply the lists of a matrix; where one is not known, its name has a value that nobody knows."""
    axes = matrix.data if isinstance(matrix.data, Mapping) else {}
    lists = [axis.data if isinstance(axis.data, tuple) else (axis,) for axis in axes.values()]
    count = 1
    for values in lists:
        count *= len(values)
    if count > COMBINATIONS_MAX:
        message = f"a matrix has {count} combinations, more than {COMBINATIONS_MAX}"
        raise InvalidBakeError(message)
    return [dict(zip(axes, values, strict=True)) for values in product(*lists)]
