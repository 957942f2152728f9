"""A part of a workflow or an action: what its keys hold, and where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from imagegate.source import Location
from imagegate.strict.json import Json
from imagegate.strict.yaml import YamlDocument

TEXT_MAX = 4096

_WORDS = {True: "true", False: "false", None: ""}


@dataclass(frozen=True, slots=True)
class Part:
    """What a JSON Pointer leads to in a document; `value` is None where nothing is there."""

    document: YamlDocument = field(repr=False)
    pointer: str = ""
    value: Json = None

    @classmethod
    def whole(cls, document: YamlDocument) -> Self:
        """Give all of a document."""
        return cls(document, "", document.value)

    @property
    def path(self) -> str:
        """The file's path."""
        return self.document.source

    @property
    def root(self) -> "Part":
        """All of the file."""
        return Part.whole(self.document)

    @property
    def name(self) -> str:
        """The key or the number under which it stands."""
        return self.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")

    @property
    def place(self) -> Location:
        """Where it stands; a member of a mapping stands where its key does."""
        return self.document.mark(self.pointer)

    @property
    def text(self) -> str:
        """What it says, if it is a scalar; what is longer than anything sensible is cut."""
        if self.value is None or isinstance(self.value, bool):
            return _WORDS[self.value]
        return str(self.value).strip()[:TEXT_MAX] if isinstance(self.value, str | int | float) else ""

    @property
    def script(self) -> str:
        """What it says, if it is a text of many lines."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What it says, if it is a scalar, or a list of them."""
        return tuple(one.text for one in self) if isinstance(self.value, list) else (self.text,) if self.text else ()

    def __getitem__(self, key: str) -> "Part":
        """Give what a key holds."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Part(self.document, f"{self.pointer}/{key.replace('~', '~0').replace('/', '~1')}", value)

    def __contains__(self, key: str) -> bool:
        """Tell whether a key stands there, even if it holds nothing."""
        return isinstance(self.value, dict) and key in self.value

    def __iter__(self) -> Iterator["Part"]:
        """Give what a mapping or a list holds."""
        match self.value:
            case dict():
                yield from (self[key] for key in self.value)
            case list():
                yield from (Part(self.document, f"{self.pointer}/{at}", one) for at, one in enumerate(self.value))
            case _:
                pass
