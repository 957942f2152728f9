"""One instruction: its name, its flags, and the rest of its logical line."""

import re
from dataclasses import dataclass

from imagegate.discovery.dockerfile.lines import BLANKS, SPACES, LogicalLine
from imagegate.discovery.dockerfile.words import Word, flags

_BLANKS = re.compile(f"[{BLANKS}]+")


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction. `name` is in lower case; `start` and `stop` are the offsets of what follows the flags."""

    line: LogicalLine
    offset: int
    name: str
    flags: tuple[Word, ...]
    start: int
    stop: int

    def flag(self, name: str) -> tuple[Word, ...]:
        """Give the values of a flag, in order; one that has no value is left out."""
        prefix = f"--{name}="
        return tuple(flag.part(len(prefix)) for flag in self.flags if flag.text.startswith(prefix))

    def inner(self) -> "Instruction":
        """Read the rest as an instruction of its own, as in ONBUILD."""
        return instruction(self.line, self.start)


def instruction(line: LogicalLine, offset: int = 0) -> Instruction:
    """Read the instruction that begins at an offset of a logical line and ends with it."""
    stop = len(line.text.rstrip(SPACES))
    while offset < stop and line.text[offset] in SPACES:
        offset += 1
    blanks = _BLANKS.search(line.text, offset, stop)
    if blanks is None:
        return Instruction(line, offset, line.text[offset:stop].lower(), (), stop, stop)
    found, start = flags(line.text, blanks.end(), stop)
    return Instruction(line, offset, line.text[offset : blanks.start()].lower(), found, min(start, stop), stop)
