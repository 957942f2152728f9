"""The variables of bake files. The environment may change them; what a repository says is their default.

An attribute outside all blocks is a variable too, which nothing changes. A variable without a default, or whose
default is null, may get its value from the policy.
"""

from collections.abc import Iterable, Mapping

from imagegate.discovery.bake.bake_file import BakeFile
from imagegate.discovery.hcl.definitions import Definitions
from imagegate.discovery.hcl.evaluate import Budget, Evaluation
from imagegate.discovery.hcl.nodes import Constant, Expression
from imagegate.discovery.hcl.values import Value, inside, unknown

_TARGET = "target"
_FROM_TARGETS = unknown("what another target has is not followed")
# What bake itself sets: the folder it runs in, where no other is given.
_BUILT_IN = {"BAKE_CMD_CONTEXT": Value("cwd://")}


class Variables:
    """Gives values to names."""

    def __init__(self, files: Iterable[BakeFile], policy: Mapping[str, str]) -> None:
        """Take the files, each over those before it, and the policy's values."""
        self._policy = policy
        self._defined: dict[str, tuple[BakeFile, Expression | None]] = {}
        self.budget = Budget()
        self.evaluation = Evaluation(self.find, self.budget)
        self._known = Definitions(self.evaluation)
        files = tuple(files)
        for file in files:
            for block in file.body.all("variable"):
                if block.labels:
                    self._defined[block.labels[0]] = file, block.body.get("default")
        for file in files:
            self._defined.update((one.name, (file, one.value)) for one in file.body.attributes)

    def find(self, names: tuple[str, ...], depth: int) -> Value:
        """Give what a name stands for, and what is looked up in it."""
        name = names[0]
        if name in _BUILT_IN or name == _TARGET:
            return inside(_BUILT_IN.get(name, _FROM_TARGETS), names[1:])
        file, default = self._defined.get(name, (None, None))
        if file is None or default is None:
            return inside(self._given(name, unknown(f"nothing gives {name[:80]} a value")), names[1:])
        value = self._known.value(file.source, default, names[1:], depth)
        is_null = isinstance(default, Constant) and default.value is None
        return self._given(name, value) if is_null else value

    def _given(self, name: str, other: Value) -> Value:
        return Value(self._policy[name]) if name in self._policy else other
