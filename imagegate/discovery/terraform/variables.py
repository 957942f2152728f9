"""The variables and local values of a Terraform module, as far as its usual files tell.

Of a variable, `terraform.tfvars` and the default count; what else gives it a value when Terraform runs, nobody can
know from here. Other files of the module are read under the names that they usually have.
"""

import posixpath
from collections.abc import Iterator

from imagegate.discovery.detector import File, Surroundings
from imagegate.discovery.hcl.definitions import Definitions
from imagegate.discovery.hcl.evaluate import Budget, Evaluation
from imagegate.discovery.hcl.nodes import Constant, Expression
from imagegate.discovery.hcl.parse import parse
from imagegate.discovery.hcl.structure import Body
from imagegate.discovery.hcl.values import Value, inside, unknown
from imagegate.discovery.yaml.source import Source
from imagegate.errors import ImagegateError

VALUES = "terraform.tfvars"
USUAL = ("main.tf", "variables.tf", "vars.tf", "locals.tf", "main.tofu", "variables.tofu")

_SCOPES = ("var", "local")


def may_hold_variables(path: str, changed: frozenset[str]) -> bool:
    """Tell whether one of the files that changed may give a file its variables."""
    folder = posixpath.dirname(path)
    return any(posixpath.join(folder, name) in changed for name in (*USUAL, VALUES))


class Variables:
    """Gives values to `var.NAME` and `local.NAME`."""

    def __init__(self, source: Source, body: Body, surroundings: Surroundings) -> None:
        """Take the file that is looked at; others are read when the first variable is not in it."""
        self._path = source.file.path
        self._surroundings = surroundings
        self._defined: dict[tuple[str, str], tuple[Source, Expression]] = {}
        self._is_complete = False
        self.evaluation = Evaluation(self.find, Budget())
        self._known = Definitions(self.evaluation)
        self._define(source, body)

    def find(self, names: tuple[str, ...], depth: int) -> Value:
        """Give what a name stands for, and what is looked up in it."""
        if len(names) == 1 or names[0] not in _SCOPES:
            return unknown(f"{'.'.join(names)[:80]} is known only when Terraform runs")
        name = (names[0], names[1])
        self._complete(name)
        if name not in self._defined:
            return inside(self._given(name), names[2:])
        source, expression = self._defined[name]
        return self._known.value(source, expression, names[2:], depth)

    def _given(self, name: tuple[str, str]) -> Value:
        given = self._surroundings.settings.variables
        if name[0] == "var" and name[1] in given:
            return Value(given[name[1]])
        return unknown(f"nothing here gives {'.'.join(name)[:80]} a value")

    def _complete(self, name: tuple[str, str]) -> None:
        """Read the other files, where one of them may count."""
        if self._is_complete or (name[0] == "local" and name in self._defined):
            return
        self._is_complete = True
        for source, body in self._others():
            self._define(source, body)
        path = posixpath.join(posixpath.dirname(self._path), VALUES)
        for source, body in self._read(path):
            self._defined.update((("var", one.name), (source, one.value)) for one in body.attributes)

    def _others(self) -> Iterator[tuple[Source, Body]]:
        for name in USUAL:
            path = posixpath.join(posixpath.dirname(self._path), name)
            if path != self._path:
                yield from self._read(path)

    def _read(self, path: str) -> Iterator[tuple[Source, Body]]:
        """Read a file; what is wrong with it, it says itself."""
        try:
            text = self._surroundings.read(path)
        except ImagegateError:
            return
        if text is not None:
            yield Source(File(path, text), {}), parse(text).body

    def _define(self, source: Source, body: Body) -> None:
        for block in body.all("locals"):
            for one in block.body.attributes:
                self._defined.setdefault(("local", one.name), (source, one.value))
        for block in body.all("variable"):
            default = block.body.get("default")
            if block.labels and default is not None and not _is_null(default):
                self._defined.setdefault(("var", block.labels[0]), (source, default))


def _is_null(expression: Expression) -> bool:
    return isinstance(expression, Constant) and expression.value is None
