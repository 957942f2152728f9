"""A file's YAML documents, each read on its own, so that a broken one does not hide the others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from imagegate.discovery.detector import File
from imagegate.discovery.yaml.block import read_block
from imagegate.discovery.yaml.limits import Budget
from imagegate.discovery.yaml.nodes import Content

_MARK = "\ufeff"
_BOUNDARY = re.compile(rf"^(?:---(?:[ \t]*\r?\n{_MARK})?|\.\.\.)(?=\s|\Z|(?<={_MARK}))", re.MULTILINE)
_PREAMBLE = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n|%[^\n]*\n)*")


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one document, and the offset in the file where it begins."""

    text: str
    start: int
    _budget: Budget = field(repr=False, compare=False)

    def read(self) -> Content:
        """Parse the document. What is written plainly, line by line, needs no parser."""
        root = read_block(self.text, self.start)
        if root is not None:
            return Content((root,))
        from imagegate.discovery.yaml.build import build  # PyYAML is loaded only when it is needed

        return build(self.text, self.start, self._budget)


def documents(file: File) -> Iterator[Document]:
    """Split a file at `---` and `...` (YAML 1.2, section 9.2); directives stay with the document that they precede."""
    budget = Budget()
    text, start = file.text, 0
    for boundary in _BOUNDARY.finditer(text):
        opens = text[boundary.start()] == "-" and not boundary[0].endswith(_MARK)
        preamble = _PREAMBLE.match(text, start, boundary.start())
        if opens and preamble and preamble.end() == boundary.start():
            continue
        yield Document(text[start : boundary.start()], start, budget)
        start = boundary.start() if opens else boundary.end()
    yield Document(text[start:], start, budget)
