"""Where in a file the characters of a YAML scalar stand."""

from bisect import bisect_right

from imagegate.discovery.yaml.nodes import Scalar

_ESCAPE_LENGTHS = {"x": 4, "u": 6, "U": 10}


class ScalarPlaces:
    """Lays a scalar's text and its writing side by side: quotes, escapes, indentation and folded lines differ."""

    def __init__(self, scalar: Scalar, text: str) -> None:
        """Take a scalar and the text of its file."""
        self._written = text
        self._end = scalar.end
        self._is_single_quoted = text[scalar.start - 1 : scalar.start] == "'"
        self._starts: list[int] = []
        self._targets: list[int] = []
        self._offset = scalar.start
        for index, character in enumerate(scalar.text):
            self._note(index, self._find(character))

    def offset(self, index: int) -> int:
        """Give the offset in the file of a character of the text; of one after the last, the scalar's end."""
        run = bisect_right(self._starts, index) - 1
        return min(self._targets[run] + index - self._starts[run], self._end) if run >= 0 else self._end

    def _note(self, index: int, target: int) -> None:
        if not self._starts or self._targets[-1] + index - self._starts[-1] != target:
            self._starts.append(index)
            self._targets.append(target)

    def _find(self, character: str) -> int:
        """Give the offset at which the next character stands, and go on after it."""
        if not character.isspace():
            self._skip_blanks()
        written = self._written[self._offset : self._offset + 1]
        at = self._offset
        if written == character:
            doubled = self._is_single_quoted and character == "'"
            self._offset += 2 if doubled else 1
        elif written == "\\":
            kind = self._written[at + 1 : at + 2]
            self._offset += _ESCAPE_LENGTHS.get(kind, 2)
        elif written.isspace():
            self._offset += 1
        return min(at, self._end)

    def _skip_blanks(self) -> None:
        """Go to the next character that is no blank; a backslash before a line's end is one."""
        while self._offset < self._end:
            if self._written.startswith(("\\\n", "\\\r\n"), self._offset):
                self._offset += 1
            elif not self._written[self._offset].isspace():
                break
            else:
                self._offset += 1
