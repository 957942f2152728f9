"""Read the plain kind of YAML line by line: blocks of keys, lists and short texts.

PyYAML's parser takes a second for some hundred files, and most files need little of what it knows. This reader gives
the nodes that the parser would give, or nothing as soon as anything is out of the ordinary: anchors, tags, flow
mappings, texts over several lines, escapes, odd characters, doubtful indentation.
"""

import re
from dataclasses import dataclass

from imagegate.discovery.yaml.limits import DEPTH_MAX
from imagegate.discovery.yaml.line import ITEMS, LINE, SKIPPED, START, UNUSUAL
from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence


def read_block(text: str, start: int) -> Node | None:
    """Read a document that stands at an offset of a file; None if it takes a real parser, or is empty."""
    if UNUSUAL.search(text):
        return None
    try:
        return _Reader(text, start).read()
    except _UnusualError:
        return None


class _UnusualError(Exception):
    """A line that is not of the plain kind."""


@dataclass(slots=True)
class _Block:
    """A block that is not over; `awaits` if the value of its last key or dash may still come."""

    column: int
    node: Mapping | Sequence
    key: str = ""
    awaits: bool = False

    def put(self, value: Node, start: int) -> None:
        """Take the value of the last key or dash."""
        if isinstance(self.node, Mapping):
            self.node.entries.append(Entry(self.key, value, start))
        else:
            self.node.items.append(value)
        self.awaits = False


class _Reader:
    """Goes from line to line; `offset` is where the present one begins in the file."""

    def __init__(self, text: str, start: int) -> None:
        self._lines = text.split("\n")
        self._offset = start
        self._number = 0
        self._blocks: list[_Block] = []
        self._root: Node | None = None

    def read(self) -> Node | None:
        while self._number < len(self._lines):
            line = self._lines[self._number].removesuffix("\r")
            begins = self._root is None and self._number == 0 and START.fullmatch(line)
            if not begins and not SKIPPED.fullmatch(line):
                self._take(line)
            self._next()
        self._close(-1)
        return self._root

    def _next(self) -> None:
        self._offset += len(self._lines[self._number]) + 1
        self._number += 1

    def _take(self, line: str) -> None:
        match = LINE.fullmatch(line)
        if match is None:
            raise _UnusualError
        dashes, key = match["dashes"], match["key"]
        first, column = dashes.find("-"), len(dashes)
        self._close(column if first < 0 else first)
        if first < 0:
            self._leave_list(column)
        while first >= 0:
            self._dash(first)
            first = dashes.find("-", first + 1)
        if key is not None:
            self._key(key.strip("\"'"), column)
        elif first < 0 and self._blocks and self._blocks[-1].column >= column:
            raise _UnusualError
        if match["value"] is not None:
            self._value(match)

    def _close(self, column: int) -> None:
        """End the blocks that are further right than a column."""
        while self._blocks and self._blocks[-1].column > column:
            self._end(self._blocks.pop())

    def _leave_list(self, column: int) -> None:
        """End a list whose dashes stand right below the key it belongs to."""
        if self._blocks and self._blocks[-1].column == column and isinstance(self._blocks[-1].node, Sequence):
            self._end(self._blocks.pop())

    def _end(self, block: _Block) -> None:
        if block.awaits:
            block.put(Scalar("", self._offset, self._offset), self._offset)

    def _dash(self, column: int) -> None:
        top = self._blocks[-1] if self._blocks else None
        if top is not None and top.column == column and isinstance(top.node, Sequence):
            self._end(top)
        else:
            self._begin(_Block(column, Sequence(self._offset + column)))
        self._blocks[-1].awaits = True

    def _key(self, key: str, column: int) -> None:
        top = self._blocks[-1] if self._blocks else None
        if top is not None and top.column == column and isinstance(top.node, Mapping):
            self._end(top)
        else:
            self._begin(_Block(column, Mapping(self._offset + column)))
        self._blocks[-1].key = key
        self._blocks[-1].awaits = True

    def _begin(self, block: _Block) -> None:
        if len(self._blocks) + 1 >= DEPTH_MAX:
            raise _UnusualError
        if self._root is None:
            self._root = block.node
        else:
            self._put(block.node, block.node.start, block)
        self._blocks.append(block)

    def _put(self, value: Node, start: int, block: _Block | None = None) -> None:
        top = self._blocks[-1] if self._blocks else None
        if top is None or not top.awaits:
            raise _UnusualError
        if block is not None and top.column >= block.column:
            is_list_of_key = isinstance(top.node, Mapping) and isinstance(block.node, Sequence)
            if top.column > block.column or not is_list_of_key:
                raise _UnusualError
        top.put(value, start)

    def _value(self, match: re.Match[str]) -> None:
        start, end = self._offset + match.start("value"), self._offset + match.end("value")
        if match["plain"]:
            self._put(Scalar(match["plain"], start, end), start)
        elif match["quoted"]:
            self._put(Scalar(match["quoted"][1:-1], start + 1, end - 1, plain=False), start)
        elif match["literal"]:
            self._literal(start, keeps_end=match["literal"] == "|")
        elif match["empty"]:
            self._put(Mapping(start) if match["empty"][0] == "{" else Sequence(start), start)
        else:
            items = ITEMS.finditer(match["list"])
            self._put(Sequence(start, [_item(one, start) for one in items]), start)

    def _literal(self, start: int, *, keeps_end: bool) -> None:
        """Take a text of several lines, up to the first line that is less indented than its first one."""
        indent = self._indent(self._number + 1)
        if not self._blocks or indent <= self._blocks[-1].column:
            raise _UnusualError
        begin = self._offset + len(self._lines[self._number]) + 1 + indent
        body: list[str] = []
        end = begin
        while self._number + 1 < len(self._lines):
            line = self._lines[self._number + 1].removesuffix("\r")
            if line.strip(" ") and self._indent(self._number + 1) < indent:
                break
            self._next()
            body.append(line[indent:])
            end = self._offset + len(line.rstrip()) if line.strip() else end
        if self._indent(self._number + 1) > self._blocks[-1].column:
            raise _UnusualError
        is_complete = self._number + 1 < len(self._lines) or body[-1] == ""
        while body[-1] == "":
            body.pop()
        closing = "\n" if keeps_end and is_complete else ""
        self._put(Scalar("\n".join(body) + closing, begin, end, plain=False), start)

    def _indent(self, number: int) -> int:
        """Count the blanks before a line's text; of a line that is blank or not there, less than any."""
        line = self._lines[number] if number < len(self._lines) else ""
        return len(line) - len(line.lstrip(" ")) if line.strip() else -1


def _item(match: re.Match[str], start: int) -> Scalar:
    text = match[0]
    begin, end = start + match.start(), start + match.end()
    return Scalar(text[1:-1], begin + 1, end - 1, plain=False) if text[0] in "\"'" else Scalar(text, begin, end)
