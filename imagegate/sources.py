"""What users name: images of registries, and images that lie in files. One port reads both."""

import os
import select
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from imagegate import registries
from imagegate.errors import ImagegateError
from imagegate.http.deadline import Deadline
from imagegate.http.errors import DeadlineError
from imagegate.local.opened import Opened
from imagegate.local.read import read_image
from imagegate.local.source import STANDARD_INPUT, parse_source
from imagegate.oci.image import Part, Resolution
from imagegate.oci.reference import Reference
from imagegate.settings import RegistryAccess

if TYPE_CHECKING:
    from imagegate.gate import ResolveAll


def reference(text: str) -> Reference:
    """Read what a user names an image by; a text that is neither a reference nor a source is a `UsageError`."""
    source = parse_source(text)
    return source.reference if source else Reference.parse(text)


def reads_standard_input(text: str) -> bool:
    """Tell whether a text names an image that is handed over on standard input."""
    source = parse_source(text)
    return source is not None and source.path == STANDARD_INPUT


def resolver(access: RegistryAccess, references: Sequence[Reference]) -> "ResolveAll":
    """Give the port that reads these images from wherever they are; the run's time starts now.

    Registries are got ready only if an image is in one. What a user says of them and is not so is a `UsageError`.
    """
    deadline = Deadline.after(access.timeout)
    opened = Opened(partial(_standard_input, deadline), partial(_check_time, deadline))
    elsewhere = [one for one in references if not one.is_local]
    in_registries = registries.resolver(access, elsewhere) if elsewhere else None

    def resolve(references: Sequence[Reference], parts: Part) -> Sequence[Resolution]:
        elsewhere = [one for one in references if not one.is_local]
        found = dict(zip(elsewhere, in_registries(elsewhere, parts), strict=True)) if in_registries else {}
        return tuple(_local(one, opened) if one.is_local else found[one] for one in references)

    return resolve


def _local(reference: Reference, opened: Opened) -> Resolution:
    source = parse_source(reference.text)
    if source is None:  # nothing but a source's text makes a reference local
        raise ValueError(reference.text)
    return read_image(source, opened)


def _standard_input(deadline: Deadline, count: int) -> bytes:
    if sys.stdin is None or sys.stdin.isatty():
        message = "nothing is handed over on standard input"
        raise ImagegateError(message, hint="write: docker save NAME | imagegate check docker-archive:-")
    ready, _, _ = select.select([sys.stdin], [], [], deadline.left())
    if not ready:
        raise _too_late()
    return os.read(sys.stdin.fileno(), count)


def _check_time(deadline: Deadline) -> None:
    if deadline.left() <= 0:
        raise _too_late()


def _too_late() -> DeadlineError:
    return DeadlineError("the run's time was over before all of it was read", hint="give it more `timeout`")
