"""An action's metadata file, as the runner reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import yaml


@dataclass(frozen=True, slots=True)
class Action:
    """Which inputs an action declares, with their defaults, and what its container starts with."""

    defaults: Mapping[str, str]
    outputs: frozenset[str]
    entrypoint: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read `action.yml`."""
        document = yaml.safe_load(path.read_text())
        defaults = {name: str(one.get("default", "")) for name, one in document["inputs"].items()}
        return cls(defaults, frozenset(document["outputs"]), document["runs"]["entrypoint"])

    def environment(self, given: Mapping[str, str], token: str) -> dict[str, str]:
        """Give the variables for what stands below `with:`; a default counts only where the key is absent."""
        evaluated = {name: text.replace("${{ github.token }}", token) for name, text in self.defaults.items()}
        inputs = evaluated | dict(given)
        return {f"INPUT_{name.replace(' ', '_').upper()}": value for name, value in inputs.items()}
