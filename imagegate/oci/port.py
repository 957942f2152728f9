"""A port that an image says it listens on: a key of the config's `ExposedPorts` (image-spec, config.md)."""

import re
from dataclasses import dataclass
from typing import Self

PORT_MAX = 65535

_NUMBERS = re.compile("0*(?P<first>[0-9]{1,5})(?:-0*(?P<last>[0-9]{1,5}))?")
_PROTOCOLS = frozenset({"tcp", "udp", "sctp"})


@dataclass(frozen=True, slots=True)
class Port:
    """A port, or a range of them. `first` and `last` are equal for a single port, None where no number stands."""

    text: str
    first: int | None
    last: int | None
    protocol: str
    valid: bool

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `port[-port][/protocol]`; what is no such thing keeps its text and is not valid."""
        numbers, _, protocol = text.partition("/")
        protocol = protocol.lower() or "tcp"
        match = _NUMBERS.fullmatch(numbers)
        if match is None:
            return cls(text, None, None, protocol, valid=False)
        first = int(match["first"])
        last = int(match["last"] or first)
        return cls(text, first, last, protocol, valid=0 < first <= last <= PORT_MAX and protocol in _PROTOCOLS)

    @property
    def order(self) -> tuple[int, int, str, str]:
        """What to sort by: numbers first, texts without one last."""
        beyond = PORT_MAX * 2
        return (
            beyond if self.first is None else self.first,
            beyond if self.last is None else self.last,
            self.protocol,
            self.text,
        )

    def __str__(self) -> str:
        """Give `80/tcp` or `8000-8010/udp`; the text itself if it is not valid."""
        if not self.valid:
            return self.text
        numbers = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return f"{numbers}/{self.protocol}"
