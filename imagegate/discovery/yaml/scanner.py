"""PyYAML's pure parser, with what it lacks: tabs between tokens, as libyaml reads them, and an end to nesting.

The accelerated parser is not used. It recurses on what a file nests, and ends the process where the stack ends.
"""

from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError
from yaml.tokens import FlowMappingStartToken, FlowSequenceStartToken

from imagegate.discovery.yaml.limits import DEPTH_MAX


class BoundedParser(Reader, Scanner, Parser):
    """Gives the events of one text."""

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

    def fetch_flow_collection_start(
        self,
        TokenClass: type[FlowSequenceStartToken | FlowMappingStartToken],  # noqa: N803 - the name is PyYAML's
    ) -> None:
        """Refuse early what nests too deep: the scanner looks far ahead, and takes longer the deeper it is."""
        if self.flow_level >= DEPTH_MAX:
            raise ScannerError(None, None, f"nested more than {DEPTH_MAX} levels deep", self.get_mark())
        super().fetch_flow_collection_start(TokenClass)
