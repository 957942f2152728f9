"""Masks: what the runner replaces by `***` in everything that is printed after."""

import base64
import re
from collections.abc import Iterable, Iterator

from imagegate.github.inputs import Inputs
from imagegate.github.workflow_command import workflow_command

LENGTH_MIN = 8


def render_masks(inputs: Inputs) -> str:
    """Write the commands that mask the secrets a user configured; they must be the first lines of all output.

    Only what a user gave is masked. Were a registry's token masked, a registry could send `sha256` as its token, and
    the runner would drop every output that holds it.
    """
    return mask(_secrets(inputs))


def mask(secrets: Iterable[str]) -> str:
    """Write the commands that mask secrets, such as those that stand within an input."""
    lines = dict.fromkeys(part for secret in secrets for part in _parts(secret))
    return "".join(f"{workflow_command('add-mask', line)}\n" for line in lines)


def _secrets(inputs: Inputs) -> Iterator[str]:
    yield inputs.token
    for login in inputs.logins:
        yield login.password
        yield base64.b64encode(f"{login.username}:{login.password}".encode()).decode("ascii")


def _parts(secret: str) -> Iterable[str]:
    # The runner masks line by line, and each line of a longer value on its own: given as one, the `}` of a key file
    # would be masked everywhere.
    return (line for line in re.split(r"[\r\n]+", secret) if len(line.strip()) >= LENGTH_MIN)
