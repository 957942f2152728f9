"""Read an HCL file: its attributes and blocks (HCL Native Syntax Specification, Structural Elements)."""

from imagegate.discovery.hcl.expressions import ExpressionReader
from imagegate.discovery.hcl.scanner import FaultError
from imagegate.discovery.hcl.structure import Attribute, Block, Body, Content, Fault
from imagegate.discovery.hcl.templates import quoted


def parse(text: str) -> Content:
    """Read a text; with a fault, what stands before it is given, blocks that are still open among it."""
    body = Body()
    return Content(body, _fault(text, body))


def _fault(text: str, body: Body) -> Fault | None:
    try:
        _Parser(text).body(body)
    except FaultError as error:
        return error.fault
    return None


class _Parser(ExpressionReader):
    """Fills bodies as it goes."""

    def body(self, body: Body, opened: int | None = None) -> None:
        """Read attributes and blocks, up to the brace that closes the one at an offset, or to the end."""
        while not self._ends(opened):
            self.spend()
            self._item(body)

    def _ends(self, opened: int | None) -> bool:
        self.skip_lines()
        is_at_end = self.is_at_end
        if is_at_end and opened is not None:
            self.fail("the block is not closed", opened)
        return is_at_end or (opened is not None and self.take("}"))

    def _item(self, body: Body) -> None:
        start = self.offset
        name = self.word()
        if not name:
            self.fail(f"{self.here()} stands where a name is needed")
        if self.at("=") and not self.at("=="):
            self.offset += 1
            if not body.add(Attribute(name, self.expression(), start)):
                self.fail(f"{name[:80]!r} stands twice in one block", start)
        else:
            self._block(name, start, body)
        if not (self.is_at_end or self.text.startswith(("\n", "}"), self.offset)):
            self.fail(f"{self.here()} stands where the line has to end")

    def _block(self, kind: str, start: int, parent: Body) -> None:
        labels: list[str] = []
        while not self.at("{"):
            labels.append(self._label())
        block = Block(kind, tuple(labels), start, Body())
        parent.blocks.append(block)
        opened = self.offset
        self.offset += 1
        with self.nested(crosses_lines=False):
            self.body(block.body, opened)

    def _label(self) -> str:
        start = self.offset
        if self.text.startswith('"', start):
            label = quoted(self, self.expression).literal
            if label is None:
                self.fail("a label holds no variables", start)
            return label
        word = self.word()
        if not word:
            self.fail(f"{self.here()} stands where '=' or a block is needed")
        self.spend()
        return word
