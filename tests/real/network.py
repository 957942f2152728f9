"""A network of its own, where any host name and any port can be had.

A network namespace has nothing but a loopback device, so port 443 and port 5000 are free; a mount namespace lets
`/etc/hosts` say that a registry's real name is on loopback.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.machine.daemon import daemon

_SETUP = 'ip link set lo up && mount --bind "$1" /etc/hosts && echo ready && exec sleep infinity'


@dataclass(frozen=True, slots=True)
class Network:
    """A running pair of namespaces, by the id of the process that holds them open."""

    pid: int

    def inside(self, *command: str) -> tuple[str, ...]:
        """Give the command that runs `command` inside; it replaces itself, so its process id stays."""
        return ("nsenter", "--target", str(self.pid), "--mount", "--net", "--", *command)


@contextmanager
def network(folder: Path, hosts: Mapping[str, str]) -> Iterator[Network]:
    """Keep a network open in which `hosts` (name: address) and nothing else can be found."""
    table = folder / "hosts"
    table.write_text("127.0.0.1 localhost\n" + "".join(f"{address} {name}\n" for name, address in hosts.items()))
    command = ("unshare", "--mount", "--net", "sh", "-c", _SETUP, "sh", str(table))
    with daemon(command, folder / "network.log", ready="ready") as pid:
        yield Network(pid)
