"""A part of a policy file, read strictly: what is wrong becomes a problem at its place, and reading goes on."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from imagegate.policy.pointer import join
from imagegate.policy.problem import Problem, did_you_mean, kind
from imagegate.source import Location
from imagegate.strict.json import Json
from imagegate.strict.yaml import YamlDocument

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Entry:
    """A value in a policy file, where it stands, and where problems go."""

    document: YamlDocument
    pointer: str
    value: Json
    problems: list[Problem] = field(repr=False)
    written: bool = True

    @property
    def location(self) -> Location:
        """Where the value stands; that of a member is its key's."""
        return self.document.mark(self.pointer)

    def problem(self, message: str, hint: str = "") -> None:
        """Note that something is wrong here."""
        self.problems.append(Problem(self.location, message, hint))

    def at(self, *parts: str | int) -> "Entry":
        """Give what stands below, null where nothing does."""
        value, written = self.value, True
        for part in parts:
            if isinstance(value, dict) and part in value:
                value = value[str(part)]
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                value, written = None, False
        return Entry(self.document, join(self.pointer, *parts), value, self.problems, written)

    def mapping(self, known: Collection[str] = ()) -> "list[tuple[str, Entry]]":
        """Give the members of a mapping, which may have only the known keys; none named means any."""
        if self.value is None:
            return []
        if not isinstance(self.value, dict):
            self.problem(f"{self._name} must be a mapping, not {kind(self.value)}")
            return []
        for key in self.value:
            if known and key not in known:
                self.at(key).problem(f'unknown key "{key}"{self._within}', did_you_mean(key, known))
        return [(key, self.at(key)) for key in self.value if not known or key in known]

    def sequence(self) -> "Iterator[Entry]":
        """Give the elements of a list."""
        if isinstance(self.value, list):
            for index in range(len(self.value)):
                yield self.at(index)
        elif self.value is not None:
            self.problem(f"{self._name} must be a list, not {kind(self.value)}", "begin each element with -")

    def text(self, default: str = "") -> str:
        """Give a text; what YAML reads as something else must be quoted."""
        if self.value is None:
            if self.written:
                self.problem(f"{self._name} has no value", "write a text, or remove the key")
            return default
        if isinstance(self.value, str):
            return self.value
        advice = "quote it" if isinstance(self.value, bool | int | float) else ""
        self.problem(f"{self._name} must be a text, not {kind(self.value)}", advice)
        return default

    def texts(self) -> tuple[str, ...]:
        """Give a list of texts."""
        return tuple(element.text() for element in self.sequence())

    def word(self, words: type[Word], default: Word) -> Word:
        """Give one of a closed list of words."""
        if not self.written:
            return default
        for word in words:
            if self.value == word.value:
                return word
        shown = f'"{self.value}"' if isinstance(self.value, str) else kind(self.value)
        names = ", ".join(word.value for word in words)
        suggestion = did_you_mean(self.value, [word.value for word in words]) if isinstance(self.value, str) else ""
        advice = suggestion if suggestion.startswith("did") else ""
        self.problem(f"{self._name} must be one of {names}, not {shown}", advice)
        return default

    def flag(self, *, default: bool) -> bool:
        """Give a boolean; YAML 1.2 writes it `true` or `false`."""
        if isinstance(self.value, bool):
            return self.value
        if self.written:
            self.problem(f"{self._name} must be true or false, not {kind(self.value)}", _boolean(self.value))
        return default

    def count(self, default: int) -> int:
        """Give a whole number that is not negative."""
        if isinstance(self.value, int) and not isinstance(self.value, bool) and self.value >= 0:
            return self.value
        if self.written:
            self.problem(f"{self._name} must be a whole number, 0 or more, not {kind(self.value)}")
        return default

    @property
    def _name(self) -> str:
        parts = [part for part in self.pointer.split("/")[1:] if not part.isdecimal()]
        return parts[-1].replace("~1", "/").replace("~0", "~") if parts else "the policy"

    @property
    def _within(self) -> str:
        return f" in {self._name}" if self.pointer else ""


def _boolean(value: Json) -> str:
    words = ("yes", "no", "on", "off")
    is_text = isinstance(value, str) and value.lower() in words
    return f"{', '.join(words)} are texts in YAML 1.2" if is_text else ""
