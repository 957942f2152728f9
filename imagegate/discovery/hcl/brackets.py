"""Read what stands in brackets: lists, objects, calls, indexes, and the `for` that may stand in a list or an object."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator

from imagegate.discovery.hcl.nodes import Call, Entry, Expression, Number, Object, Opaque, Sequence, Template, Text
from imagegate.discovery.hcl.scanner import WORD, Scanner

_FOR = re.compile(r"for[ \t\r\n]++(?=[^\W\d])")
_IF = re.compile(r"if(?![\w-])")
_KEY = re.compile(r"([^\W\d][\w-]*+)(?=[ \t]*+(?:=(?![=>])|:(?!:)))")
_INDEX = re.compile(r"[0-9]++")


class BracketReader(Scanner, ABC):
    """A scanner that reads what stands in brackets; what reads expressions completes it."""

    @abstractmethod
    def expression(self) -> Expression:
        """Read an expression, operators and condition included."""

    def sequence(self) -> Expression:
        """Read a list, or the `for` that makes one."""
        start = self.offset
        self.offset += 1
        with self.nested(crosses_lines=True):
            self.skip()
            if self.match(_FOR):
                return Opaque(tuple(self._for("]", start)), start, self.offset)
            items = tuple(self._items("]", start, "list"))
        return Sequence(items, start, self.offset)

    def object(self) -> Expression:
        """Read an object, or the `for` that makes one."""
        start = self.offset
        self.offset += 1
        with self.nested(crosses_lines=False):
            self.skip_lines()
            if self.match(_FOR):
                self.crosses_lines = True
                return Opaque(tuple(self._for("}", start)), start, self.offset)
            entries = tuple(self._entries(start))
        return Object(entries, start, self.offset)

    def call(self, name: str, start: int) -> Call:
        """Read the arguments of a function whose name began at an offset."""
        self.take("(")
        with self.nested(crosses_lines=True):
            arguments = tuple(self._items(")", start, "call"))
        return Call(name, arguments, start, self.offset)

    def attribute(self, names: list[str], parts: list[Expression]) -> None:
        """Read `.name`; what is no name (`.*`) goes to the parts."""
        start = self.offset
        self.offset += 1
        self.skip()
        if name := self.match(WORD) or self.match(_INDEX):
            names.append(name)
        elif self.take("*"):
            parts.append(Opaque((), start, self.offset))
        else:
            self.fail(f"{self.here()} stands where a name is needed")

    def index(self, names: list[str], parts: list[Expression]) -> None:
        """Read `[index]`; what is no plain name or number goes to the parts."""
        start = self.offset
        self.offset += 1
        with self.nested(crosses_lines=True):
            index = Opaque((), start, start) if self.take("*") else self.expression()
            self.expect("]", start, "index")
        match index:
            case Number(text) | Template((Text(text),)):
                names.append(text)
            case _:
                parts.append(index)

    def _items(self, closing: str, opened: int, what: str) -> Iterator[Expression]:
        """Read values up to a bracket; `...` may follow the last one."""
        while not self.take(closing):
            yield self.expression()
            self.take("...")
            if not self.take(","):
                self.expect(closing, opened, what)
                return

    def _entries(self, opened: int) -> Iterator[Entry]:
        """Read keys with values; a line's end separates them as a comma does."""
        while True:
            self.skip_lines()
            if self.take("}"):
                return
            key = self._key()
            if not (self.take("=") or self.take(":")):
                self.fail(f"{self.here()} stands where '=' is needed")
            self.skip_lines()
            yield Entry(key, self.expression())
            self.skip()
            if not (self.take(",") or self.text.startswith("\n", self.offset)):
                self.expect("}", opened, "object")
                return

    def _key(self) -> Expression:
        start = self.offset
        word = self.match(_KEY)
        if word:
            return Template((Text(word, start, self.offset),), start, self.offset)
        return self.expression()

    def _for(self, closing: str, opened: int) -> Iterator[Expression]:
        """Read `for k, v in from : key => value... if condition`, the word `for` left out."""
        self.word()
        if self.take(","):
            self.word()
        if self.word() != "in":
            self.fail("'in' is missing in this 'for'")
        yield self.expression()
        self.expect(":", opened, "'for'")
        yield self.expression()
        if self.take("=>"):
            yield self.expression()
        self.take("...")
        self.skip()
        if self.match(_IF):
            yield self.expression()
        self.expect(closing, opened, "'for'")
