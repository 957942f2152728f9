"""What clients asked a server for, in the combined log format."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_REQUEST = re.compile(r'^\S+ - \S* \[[^]]*] "(\S+) (\S+) HTTP/[\d.]+" (\d{3}) .*"([^"]*)"$', re.MULTILINE)
_SETTLE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class AccessLog:
    """A log that its server is still writing."""

    path: Path

    @contextmanager
    def requests(self, agent: str = "imagegate/") -> Iterator[list[str]]:
        """Collect one kind of client's requests of a block, at its end, each as `METHOD PATH STATUS`."""
        before = len(self._requests(agent))
        collected: list[str] = []
        yield collected
        time.sleep(_SETTLE_SECONDS)  # a line is written after its answer was sent
        collected += self._requests(agent)[before:]

    def _requests(self, agent: str) -> list[str]:
        found = _REQUEST.findall(self.path.read_text("utf-8", "replace"))
        return [f"{method} {path} {status}" for method, path, status, client in found if client.startswith(agent)]
