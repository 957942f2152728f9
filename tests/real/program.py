"""imagegate as a user runs it, and the script it is compared with."""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.machine.command import environment
from tests.real.network import Network

_THREE_REQUESTS = Path(__file__).with_name("three_requests.sh")
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit code and what it wrote."""

    code: int
    output: str
    error: str


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a user sits: in which network, with which folder as home, trusting which certificates besides the usual."""

    home: Path
    network: Network | None = None
    certificates: Path | None = None

    def imagegate(self, *arguments: str) -> Ended:
        """Run imagegate; whatever is wrong, it never ends in a traceback."""
        trust = ("--ca-bundle", str(self.certificates)) if self.certificates else ()
        ended = self._run((sys.executable, "-m", "imagegate", *arguments, *trust), {})
        assert "Traceback" not in ended.error, ended.error
        return ended

    def three_requests(self, *arguments: str, credential: str = "") -> Any:
        """Ask with curl; give the config. Arguments: URL, repository, reference and, for an index, architecture."""
        trust = {"CA": str(self.certificates)} if self.certificates else {}
        ended = self._run((str(_THREE_REQUESTS), *arguments), {"CREDENTIAL": credential, **trust})
        assert ended.code == 0, ended.error
        return json.loads(ended.output)

    def log_in(self, registry: str, credential: str) -> None:
        """Write what `docker login` writes for one registry, given `user:password`."""
        folder = self.home / ".docker"
        folder.mkdir()
        auth = base64.b64encode(credential.encode()).decode()
        (folder / "config.json").write_text(json.dumps({"auths": {registry: {"auth": auth}}}))

    def _run(self, command: tuple[str, ...], further: Mapping[str, str]) -> Ended:
        done = subprocess.run(
            self.network.inside(*command) if self.network else command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=self.home,
            env=environment(HOME=str(self.home), LANG="C.UTF-8", **further),
            timeout=_SECONDS,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
