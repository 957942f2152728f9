"""The walk through an HCL text: blanks, comments, words, and what bounds the reading."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from imagegate.discovery.hcl.structure import Fault, InvalidHclError

DEPTH_MAX = 64
"""How deep blocks, brackets and templates may nest."""

VALUES_MAX = 200_000
"""How many blocks and values one text may hold."""

WORD = re.compile(r"[^\W\d][\w-]*+")

_MAY_BE_BLANK = " \t\r\n#/"
_COMMENTS = r"\r(?=\n)|#[^\n]*+|//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/"
_BLANKS = re.compile(rf"(?:[ \t]++|{_COMMENTS})*+")
_BLANKS_AND_LINES = re.compile(rf"(?:[ \t\n]++|{_COMMENTS})*+")


class FaultError(Exception):
    """Ends the reading; it never leaves the package."""

    def __init__(self, fault: Fault) -> None:
        """Take what is wrong."""
        super().__init__(fault.error.message)
        self.fault = fault


class Scanner:
    """A place in a text. Line ends count as blanks where `crosses_lines`.

    `end` is where what was read last ends, when blanks after it have been skipped.
    """

    def __init__(self, text: str) -> None:
        """Begin at the first character."""
        self.text = text
        self.offset = 0
        self.crosses_lines = False
        self.end = 0
        self._after_blanks = 0
        self._depth = 0
        self._values = 0

    def skip(self) -> None:
        """Go to what is no blank and no comment."""
        if self.text[self.offset : self.offset + 1] not in _MAY_BE_BLANK:
            self.end = self.offset if self.offset != self._after_blanks else self.end
            self._after_blanks = self.offset
            return
        blanks = _BLANKS_AND_LINES if self.crosses_lines else _BLANKS
        match = blanks.match(self.text, self.offset)
        if self.offset != self._after_blanks:
            self.end = self.offset
        self.offset = self._after_blanks = match.end() if match else self.offset
        if self.text.startswith("/*", self.offset):
            self.fail("the comment is not closed")

    def skip_lines(self) -> None:
        """Go over line ends too, though they may be no blanks here: more must follow."""
        outer, self.crosses_lines = self.crosses_lines, True
        self.skip()
        self.crosses_lines = outer

    def at(self, mark: str) -> bool:
        """Tell whether a mark comes next, blanks left out."""
        self.skip()
        return self.text.startswith(mark, self.offset)

    def take(self, mark: str) -> bool:
        """Go behind a mark if it comes next."""
        found = self.at(mark)
        if found:
            self.offset += len(mark)
        return found

    def match(self, pattern: re.Pattern[str]) -> str:
        """Go behind what a pattern matches here; an empty text if it does not."""
        match = pattern.match(self.text, self.offset)
        if match is None:
            return ""
        self.offset = match.end()
        return match[0]

    def word(self) -> str:
        """Read a name, an empty text if there is none."""
        self.skip()
        return self.match(WORD)

    def expect(self, mark: str, opened: int, what: str) -> None:
        """Go behind a mark that must come, or say that what began at an offset is not closed."""
        if not self.take(mark):
            if self.is_at_end:
                self.fail(f"the {what} is not closed", opened)
            self.fail(f"{self.here()} stands where {mark!r} is needed")

    @property
    def is_at_end(self) -> bool:
        """Whether nothing more comes."""
        self.skip()
        return self.offset == len(self.text)

    def here(self) -> str:
        """Name what comes next, for messages."""
        if self.offset == len(self.text):
            return "the end of the file"
        return "the end of the line" if self.text[self.offset] in "\r\n" else repr(self.text[self.offset])

    def fail(self, message: str, offset: int | None = None) -> NoReturn:
        """End the reading."""
        place = self.offset if offset is None else offset
        raise FaultError(Fault(place, InvalidHclError(message, hint="mend the file, or exclude it in the policy")))

    def spend(self) -> None:
        """Count a value."""
        self._values += 1
        if self._values > VALUES_MAX:
            self.fail(f"more than {VALUES_MAX} values in the file")

    @contextmanager
    def nested(self, *, crosses_lines: bool) -> Iterator[None]:
        """Go one level deeper, where line ends are blanks or are not."""
        self._depth += 1
        if self._depth > DEPTH_MAX:
            self.fail(f"values are nested more than {DEPTH_MAX} deep")
        outer, self.crosses_lines = self.crosses_lines, crosses_lines
        yield
        self.crosses_lines = outer
        self._depth -= 1
