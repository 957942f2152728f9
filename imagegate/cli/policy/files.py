"""Which policies a command is about, and how their files are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Self

from imagegate import policy_file
from imagegate.errors import UsageError
from imagegate.policy.extends import Read

TESTS = ".tests.yaml"
ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Files:
    """The policies that were named, as they are called from the repository's root; what reads them, and the time."""

    names: tuple[str, ...]
    root: Path
    read: Read
    now: datetime

    @classmethod
    def named(cls, names: Sequence[str]) -> Self:
        """Take what the user named; of nothing, the policy that would count."""
        folder = Path.cwd()
        root = policy_file.repository_root(folder)
        given = tuple(policy_file.from_root(name, folder, root) for name in names) or (policy_file.find(root),)
        return cls(given, root, partial(policy_file.read, root=root), datetime.now(UTC))

    @property
    def tests(self) -> tuple[str, ...]:
        """The files of tests that belong to the policies."""
        return tuple(dict.fromkeys(self._tests(name) for name in self.names))

    def _tests(self, name: str) -> str:
        if name.endswith(TESTS):
            return name
        if name.startswith(policy_file.PACK):
            message = f"{name} comes without its tests"
            raise UsageError(message, hint="imagegate policy init writes a policy of your own, with tests")
        beside = tests_of(name)
        if not (self.root / beside).is_file():
            message = f"{name} has no tests: there is no {beside}"
            raise UsageError(message, hint="imagegate policy init writes a policy with tests to begin with")
        return beside


def tests_of(name: str) -> str:
    """Give the name that the tests of a policy have: `NAME.tests.yaml` beside `NAME.yaml`."""
    ending = next((ending for ending in ENDINGS if name.endswith(ending)), "")
    return name.removesuffix(ending) + TESTS
