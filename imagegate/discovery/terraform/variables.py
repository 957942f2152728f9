"""The variables and local values of a Terraform module, as far as its usual files tell.

Of a variable of the module that Terraform runs in, `terraform.tfvars` and the default count; of a called module, the
call and the default. What else gives it a value when Terraform runs, nobody can know from here.
"""

import posixpath
from collections.abc import Mapping
from typing import NamedTuple

from imagegate.discovery.hcl.definitions import Definitions
from imagegate.discovery.hcl.evaluate import Budget, Evaluation
from imagegate.discovery.hcl.nodes import Constant, Expression
from imagegate.discovery.hcl.setting import Setting
from imagegate.discovery.hcl.structure import Body
from imagegate.discovery.hcl.values import Value, inside, unknown
from imagegate.discovery.terraform.files import ModuleFiles
from imagegate.discovery.yaml.source import Source

_SCOPES = ("var", "local")


class Given(NamedTuple):
    """What a call gives a variable of the module: where it is written, and what evaluates it there."""

    source: Source
    expression: Expression
    evaluation: Evaluation


class Variables:
    """Gives values to `var.NAME` and `local.NAME`; `missing` are those given that were asked for and are not known."""

    def __init__(
        self,
        files: ModuleFiles,
        policy: Mapping[str, str],
        budget: Budget,
        call: Mapping[str, Given] | None = None,
    ) -> None:
        """Take what reads other files, the policy's values, and what a call gives if the module is called."""
        self._files = files
        self._policy = policy
        self._call = call
        self._folder: str | None = None
        self._defined: dict[tuple[str, str], tuple[Source, Expression]] = {}
        self.budget = budget
        self.evaluation = Evaluation(self.find, budget)
        self._known = Definitions(self.evaluation)
        self.missing: dict[str, Setting] = {}

    def find(self, names: tuple[str, ...], depth: int) -> Value:
        """Give what a name stands for, and what is looked up in it."""
        if len(names) == 1 or names[0] not in _SCOPES:
            return unknown(f"{'.'.join(names)[:80]} is known only when Terraform runs")
        name = (names[0], names[1])
        if self._call is not None and name[0] == "var" and name[1] in self._call:
            return inside(self._given(name[1], self._call[name[1]], depth), names[2:])
        self._complete(name)
        if name not in self._defined:
            return inside(self._of_policy(name), names[2:])
        source, expression = self._defined[name]
        return self._known.value(source, expression, names[2:], depth)

    def define(self, source: Source, body: Body) -> None:
        """Take what a file defines, unless another one did before."""
        self._folder = posixpath.dirname(source.file.path)
        for block in body.all("locals"):
            for one in block.body.attributes:
                self._defined.setdefault(("local", one.name), (source, one.value))
        for block in body.all("variable"):
            default = block.body.get("default")
            if block.labels and default is not None and not _is_null(default):
                self._defined.setdefault(("var", block.labels[0]), (source, default))

    def _given(self, name: str, given: Given, depth: int) -> Value:
        value = given.evaluation.value(given.expression, depth).at([given.source.location(given.expression.start)])
        if value.why_unknown:
            self.missing[name] = Setting(given.source, given.expression, value, given.evaluation)
        return value

    def _of_policy(self, name: tuple[str, str]) -> Value:
        if name[0] == "var" and name[1] in self._policy:
            return Value(self._policy[name[1]])
        return unknown(f"nothing here gives {'.'.join(name)[:80]} a value")

    def _complete(self, name: tuple[str, str]) -> None:
        """Read the other files, where one of them may count."""
        folder = self._folder
        if folder is None or (name[0] == "local" and name in self._defined):
            return
        for source, body in self._files.usual(folder):
            self.define(source, body)
        values = self._files.values(folder) if self._call is None else None
        if values is not None:
            source, body = values
            self._defined.update((("var", one.name), (source, one.value)) for one in body.attributes)
        self._folder = None


def _is_null(expression: Expression) -> bool:
    return isinstance(expression, Constant) and expression.value is None
