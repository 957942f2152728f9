"""How far it is looked for what the parameters of a workflow can be."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

LOOKS_MAX = 4096
_WAYS_MAX = 200_000

_Scope = TypeVar("_Scope")


@dataclass(slots=True)
class Looks(Generic[_Scope]):
    """What the scopes of one workflow have in common: themselves, and how far a look into them has gone.

    `left` is how many more looks a text may take; below 0 if they did not suffice. `ways` is how many more values may
    be looked for in the steps that give them, in the whole workflow. `is_cut` if templates that run each other have
    ended a look before its end.
    """

    scopes: dict[int, _Scope] = field(default_factory=dict)
    depth: int = 0
    left: int = LOOKS_MAX
    ways: int = _WAYS_MAX
    is_cut: bool = False

    def spend(self, ways: int) -> None:
        """Count values that are looked for; beyond what there is, no text can be told any more."""
        self.ways -= ways
        if self.ways < 0:
            self.left = -1
