"""The variables and local values of a Terraform module.

Of a variable of the module that Terraform runs in, `terraform.tfvars`, `*.auto.tfvars` and the default count; of a
called module, the call and the default. What else gives it a value when Terraform runs, nobody can know from here.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from imagegate.discovery.hcl.definitions import Definitions
from imagegate.discovery.hcl.evaluate import Budget, Evaluation
from imagegate.discovery.hcl.nodes import Constant, Expression, Interpolation, Template, Traversal
from imagegate.discovery.hcl.structure import Body
from imagegate.discovery.hcl.values import Value, inside, unknown
from imagegate.discovery.terraform.files import ModuleFiles
from imagegate.discovery.terraform.resources import is_found_elsewhere
from imagegate.discovery.yaml.source import TEXT_MAX, Source
from imagegate.source import Location

_SCOPES = ("var", "local")
_VARIABLE = re.compile(r"(?<![\w.-])var\.([\w-]+)")


class Given(NamedTuple):
    """What a call gives a variable of the module: where it is written, and the variables that are known there."""

    source: Source
    expression: Expression
    variables: "Variables"

    @property
    def place(self) -> Location:
        """Where it stands."""
        return self.source.location(self.expression.start)

    @property
    def written(self) -> str:
        """What stands there, as much of it as a reference may have."""
        return self.source.file.text[self.expression.start : self.expression.end][:TEXT_MAX]


class Variables:
    """Gives values to `var.NAME` and `local.NAME`; `given` is what a call gives, None if the module is not called."""

    def __init__(
        self,
        files: ModuleFiles,
        policy: Mapping[str, str],
        budget: Budget,
        given: Mapping[str, Given] | None = None,
    ) -> None:
        """Take what reads other files, the policy's values, and what a call gives if the module is called."""
        self._files = files
        self._policy = policy
        self.given = given
        self._folder: str | None = None
        self._defined: dict[tuple[str, str], tuple[Source, Expression]] = {}
        self.budget = budget
        self.evaluation = Evaluation(self.find, budget)
        self._known = Definitions(self.evaluation)

    def find(self, names: tuple[str, ...], depth: int) -> Value:
        """Give what a name stands for, and what is looked up in it."""
        if len(names) == 1 or names[0] not in _SCOPES:
            return unknown(f"{'.'.join(names)[:80]} is known only when Terraform runs")
        name = (names[0], names[1])
        if self.given is not None and name[0] == "var" and name[1] in self.given:
            given = self.given[name[1]]
            value = given.variables.evaluation.value(given.expression, depth)
            return inside(value.at([given.place]), names[2:])
        self._complete(name)
        if name not in self._defined:
            return inside(self._of_policy(name), names[2:])
        source, expression = self._defined[name]
        return self._known.value(source, expression, names[2:], depth)

    def define(self, source: Source, body: Body) -> None:
        """Take what a file defines, unless another one did before."""
        self._folder = posixpath.dirname(source.file.path)
        for name, one in _definitions(source, body):
            self._defined.setdefault(name, one)

    def arguments_in(self, text: str) -> tuple[Location, ...]:
        """Give the places of the arguments that a text mentions, and of those that they are made of."""
        names = dict.fromkeys(_VARIABLE.findall(text)) if self.given else ()
        found = [given for name in names if (given := (self.given or {}).get(name)) is not None]
        return tuple(place for one in found for place in (one.place, *one.variables.arguments_in(one.written)))

    def leads_elsewhere(self, expression: Expression) -> bool:
        """Tell whether a value is that of a resource whose image is found where it stands, through calls or not."""
        match expression:
            case Template((Interpolation(inner),)):
                return self.leads_elsewhere(inner)
            case Traversal(("var", name)) if self.given is not None and name in self.given:
                given = self.given[name]
                return given.variables.leads_elsewhere(given.expression)
            case _:
                return is_found_elsewhere(expression)

    def _of_policy(self, name: tuple[str, str]) -> Value:
        if name[0] == "var" and name[1] in self._policy:
            return Value(self._policy[name[1]])
        return unknown(f"nothing here gives {'.'.join(name)[:80]} a value")

    def _complete(self, name: tuple[str, str]) -> None:
        """Read the other files, where one of them may count."""
        folder = self._folder
        is_known = name[0] == "local" and name in self._defined
        if folder is None or (is_known and not self._files.are_overridden(folder)):
            return
        for source, content in self._files.definitions(folder):
            self.define(source, content.body)
        for source, content in self._files.overrides(folder):
            self._defined.update(_definitions(source, content.body))
        for source, content in self._files.values(folder) if self.given is None else ():
            self._defined.update((("var", one.name), (source, one.value)) for one in content.body.attributes)
        self._folder = None


def _definitions(source: Source, body: Body) -> Iterator[tuple[tuple[str, str], tuple[Source, Expression]]]:
    """Give the local values of a file, and its variables with their defaults."""
    for block in body.all("locals"):
        for one in block.body.attributes:
            yield ("local", one.name), (source, one.value)
    for block in body.all("variable"):
        default = block.body.get("default")
        if block.labels and default is not None and not _is_null(default):
            yield ("var", block.labels[0]), (source, default)


def _is_null(expression: Expression) -> bool:
    return isinstance(expression, Constant) and expression.value is None
