"""What bounds the reading of a file."""

from dataclasses import dataclass

DEPTH_MAX = 64
"""How deep values may nest, aliases followed."""

VALUES_MAX = 200_000
"""How many values one file may hold, those that merge keys repeat among them."""


class RefusalError(Exception):
    """A text that is YAML, and is not read all the same."""


@dataclass(slots=True)
class Budget:
    """What a file may still hold."""

    values: int = VALUES_MAX

    def spend(self, values: int) -> None:
        """Count values that were read or repeated."""
        self.values -= values
        if self.values < 0:
            message = f"more than {VALUES_MAX} values in the file"
            raise RefusalError(message)
