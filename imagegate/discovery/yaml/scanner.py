"""PyYAML's pure parser, reading as libyaml does where the two differ, and with an end to nesting.

The accelerated parser is not used: what a file nests, it recurses on, and where the stack ends it ends the process.
"""

import re

from yaml.error import Mark
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner
from yaml.tokens import FlowMappingStartToken, FlowSequenceStartToken, ScalarToken

from imagegate.discovery.yaml.limits import DEPTH_MAX, RefusalError

_END = "\0 \t\r\n\x85\u2028\u2029"
_RUN = re.compile(rf"(?:[^{_END}:]|:(?![{_END}]))*")
_RUN_IN_FLOW = re.compile(rf"(?:[^{_END}:?,\[\]{{}}]|\?(?![{_END}])|:(?![{_END},\[\]{{}}]))*")
_BLANKS = re.compile("[ \t]*")


class BoundedParser(Reader, Scanner, Parser):
    """Gives the events of one text."""

    buffer: str
    pointer: int
    column: int

    def __init__(self, text: str) -> None:
        """Take a text; what YAML forbids in it is a `ReaderError`."""
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_to_next_token(self) -> None:
        """Skip tabs too, but where they would indent (YAML 1.2, section 6.1)."""
        super().scan_to_next_token()
        while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
            self.forward()
            super().scan_to_next_token()

    def scan_plain(self) -> ScalarToken:
        """Read an unquoted text, in which tabs are blanks, and in a flow collection `?` is a character like others."""
        run = _RUN_IN_FLOW if self.flow_level else _RUN
        start = end = self.get_mark()
        indent = self.indent + 1
        parts: list[str] = []
        blanks: list[str] = []
        while self.peek() != "#" and (text := _matched(run, self.buffer, self.pointer)):
            self.allow_simple_key = False
            parts += [*blanks, text]
            self.forward(len(text))
            end = self.get_mark()
            blanks = self.scan_plain_spaces(indent, start) or []
            if not blanks or (not self.flow_level and self.column < indent):
                break
        return ScalarToken("".join(parts), True, start, end)  # noqa: FBT003 - PyYAML takes it so

    def scan_plain_spaces(self, indent: int, start_mark: Mark) -> list[str] | None:
        """Skip what stands between two words, tabs too."""
        between = _matched(_BLANKS, self.buffer, self.pointer)
        if "\t" not in between:
            return super().scan_plain_spaces(indent, start_mark)
        self.forward(len(between))
        after = super().scan_plain_spaces(indent, start_mark)
        return after if after or after is None else [between]

    def fetch_flow_collection_start(
        self,
        TokenClass: type[FlowSequenceStartToken | FlowMappingStartToken],  # noqa: N803 - PyYAML's name
    ) -> None:
        """Refuse early what nests too deep: the scanner looks far ahead, and takes longer the deeper it is."""
        if self.flow_level >= DEPTH_MAX:
            message = f"nested more than {DEPTH_MAX} levels deep"
            raise RefusalError(message)
        super().fetch_flow_collection_start(TokenClass)


def _matched(pattern: re.Pattern[str], text: str, start: int) -> str:
    match = pattern.match(text, start)
    return match[0] if match else ""
