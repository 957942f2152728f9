"""What a check is: a word, how grave it is, why, and a function that finds it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from imagegate.doctor.codeowners import Owners
from imagegate.doctor.files import Files
from imagegate.doctor.gate import Chain, Gate
from imagegate.policy.rule import Severity
from imagegate.source import Location


@dataclass(frozen=True, slots=True)
class Repository:
    """What checks look at. `gates` are all steps that run imagegate, whatever starts them."""

    files: Files
    chains: tuple[Chain, ...]
    gates: tuple[Gate, ...]
    owners: Owners | None = None

    @property
    def judging(self) -> tuple[Gate, ...]:
        """The gates that a pull request or a merge group starts."""
        return tuple(gate for gate in self.gates if gate.events)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a check found: where, what, how to mend it, and the text to write, which may have lines.

    `location` is None where something is missing that has no place.
    """

    location: Location | None
    message: str
    fix: str
    write: str = ""


Look: TypeAlias = Callable[[Repository], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check. `what` and `fix` are for its line in the documentation, `why` is told with each finding."""

    id: str
    severity: Severity
    look: Look
    what: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found."""

    check: Check
    found: Found


def code(text: str) -> str:
    """Cut a text of a workflow to what a sentence bears, and quote it as code."""
    line = " ".join(text.split())
    return f"`{line if len(line) <= 80 else f'{line[:79]}…'}`"  # noqa: PLR2004 - as much as a line has
