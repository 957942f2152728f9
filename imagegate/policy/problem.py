"""What is wrong with a policy, each thing at its place and with what to write instead."""

from collections.abc import Iterable
from dataclasses import dataclass

from imagegate.errors import UsageError
from imagegate.source import Location
from imagegate.strict.json import Json

SHOWN_MAX = 8
QUOTED_MAX = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what, and how to mend it (may be empty)."""

    location: Location
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Give `FILE:LINE:COLUMN: message (hint)`."""
        return f"{self.location}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class InvalidPolicyError(UsageError):
    """A policy that may not judge anything. The message has a line for each problem."""

    code = "invalid-policy"

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep all problems, in the order of the files and their lines."""
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def kind(value: Json) -> str:
    """Say what YAML reads a value as; a short text is shown, because it was often meant as something else."""
    if isinstance(value, str) and len(value) <= QUOTED_MAX:
        return f'the text "{value}"'
    if value in ([], {}):
        return "an empty list" if isinstance(value, list) else "an empty mapping"
    names = {dict: "a mapping", list: "a list", str: "a text", bool: "a boolean", type(None): "nothing"}
    return names.get(type(value), f"the number {value}")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the known word that a word was probably meant to be; else list the words if they are few."""
    from difflib import get_close_matches  # only where something is wrong

    words = sorted(known)
    close = get_close_matches(word, words, n=1, cutoff=0.7) or [w for w in words if w.lower() == word.lower()]
    if close:
        return f'did you mean "{close[0]}"?'
    return f"known: {', '.join(words)}" if 0 < len(words) <= SHOWN_MAX else ""
