"""The programs that keep credentials: `docker-credential-NAME get`, as Docker asks them."""

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imagegate.http.deadline import Deadline
from imagegate.registry.credential import Stored, Unusable
from imagegate.registry.once import Once
from imagegate.registry.secret import Secret, secret_of
from imagegate.strict.json import MalformedJsonError, load_object

if TYPE_CHECKING:
    from subprocess import CompletedProcess

if TYPE_CHECKING:  # few runs need another program
    pass

HELPER_SECONDS = 15.0

_ANSWER_BYTES_MAX = 256 * 1024
_NOTHING = b"credentials not found"


@dataclass(frozen=True, slots=True)
class CredentialHelpers:
    """Asks helpers, each once for each server; `search_path` is where they are looked for, as in `PATH`."""

    search_path: str
    deadline: Deadline
    _answers: Once[Stored, Secret | Unusable | None] = field(default_factory=Once)

    def __call__(self, stored: Stored) -> Secret | Unusable | None:
        """Ask a helper for what it keeps for a server; None if nothing."""
        return self._answers.get(stored, lambda: self._ask(stored), self.deadline, _program(stored))

    def _ask(self, stored: Stored) -> Secret | Unusable | None:
        import subprocess

        name = _program(stored)
        # Only what is written from the root: a relative folder would be the checkout that is judged.
        folders = [folder for folder in self.search_path.split(":") if folder.startswith("/")]
        program = shutil.which(name, path=":".join(folders)) if folders else None
        if program is None:
            return Unusable(f"are kept by the helper {name}, which is not on PATH: install it, or log in without it")
        seconds = min(HELPER_SECONDS, self.deadline.left())
        try:
            answer = subprocess.run(  # noqa: S603 - its name is checked, and no shell is involved
                [program, "get"],
                input=stored.server.encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Unusable(f"are kept by the helper {name}, which did not answer within {seconds:.0f} seconds")
        except OSError:
            return Unusable(f"are kept by the helper {name}, which cannot be run")
        return _read(answer, name)


def _program(stored: Stored) -> str:
    return f"docker-credential-{stored.helper}"


def _read(answer: "CompletedProcess[bytes]", name: str) -> Secret | Unusable | None:
    output = answer.stdout
    if answer.returncode:
        # What a helper says is not repeated: it may hold what it keeps.
        return None if _NOTHING in output.lower() else Unusable(f"are kept by the helper {name}, which failed")
    try:
        document = load_object(output) if len(output) <= _ANSWER_BYTES_MAX else {}
    except MalformedJsonError:
        document = {}
    username, password = document.get("Username"), document.get("Secret")
    if not isinstance(username, str) or not isinstance(password, str) or "\0" in password:
        return Unusable(f"are kept by the helper {name}, which answered with something that is none")
    return secret_of(username, password) if username and password else None
