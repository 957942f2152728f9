"""Which policies a command is about, and how their files are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

from imagegate import policy_file
from imagegate.policy.extends import Read


@dataclass(frozen=True, slots=True)
class Files:
    """The policies that were named, as they are called from the repository's root, and what reads them."""

    names: tuple[str, ...]
    root: Path
    read: Read

    @classmethod
    def named(cls, names: Sequence[str]) -> Self:
        """Take what the user named; of nothing, the policy that would count."""
        folder = Path.cwd()
        root = policy_file.repository_root(folder)
        given = tuple(policy_file.from_root(name, folder, root) for name in names) or (policy_file.find(root),)
        return cls(given, root, partial(policy_file.read, root=root))
