"""What users name: images of registries, and images that lie in files. One port reads both."""

import os
import select
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from imagegate import registries
from imagegate.errors import ImagegateError
from imagegate.http.deadline import Deadline
from imagegate.http.errors import DeadlineError
from imagegate.local.source import STANDARD_INPUT, parse_source
from imagegate.oci.reference import Reference
from imagegate.settings import RegistryAccess, Told, untold

if TYPE_CHECKING:  # connections are begun before what reads images is loaded
    from imagegate.gate import ResolveAll
    from imagegate.local.opened import Opened
    from imagegate.oci.image import Part, Resolution
    from imagegate.oci.platform import Platform
    from imagegate.oci.referrer import Referrers


def reference(text: str) -> Reference:
    """Read what a user names an image by; a text that is neither a reference nor a source is a `UsageError`."""
    source = parse_source(text)
    return source.reference if source else Reference.parse(text)


def reads_standard_input(text: str) -> bool:
    """Tell whether a text names an image that is handed over on standard input."""
    source = parse_source(text)
    return source is not None and source.path == STANDARD_INPUT


class Sources:
    """Images from wherever they are; the run's time starts when this is made.

    Registries are got ready only if an image is in one. What a user says of them and is not so is a `UsageError`.
    """

    def __init__(self, access: RegistryAccess, references: Sequence[Reference]) -> None:
        """Get ready for these images; what is connected to soon, is begun now."""
        deadline = Deadline.after(access.timeout)
        elsewhere = [one for one in references if not one.is_local]
        self._access = access
        self._registries = registries.Registries(access, elsewhere) if elsewhere else None
        self._opened = _opened(deadline) if len(elsewhere) < len(references) else None

    def all(self, references: Sequence[Reference], parts: "Part", told: Told = untold) -> Sequence["Resolution"]:
        """Read images with all their platforms: one resolution for each reference, in their order.

        `told` hears how many of those in registries are read.
        """
        elsewhere = [one for one in references if not one.is_local]
        read = self._reader().all(elsewhere, parts, told) if elsewhere else ()
        found = dict(zip(elsewhere, read, strict=True))
        return tuple(_local(one, self._opened, parts) if one.is_local else found[one] for one in references)

    def one(self, wanted: Sequence[tuple[Reference, "Platform"]]) -> Sequence["Resolution"]:
        """Read images of registries for one platform each."""
        return self._reader().one(wanted)

    def _reader(self) -> registries.Registries:
        # A policy that a change proposes may search files that the one that counts leaves out.
        self._registries = self._registries or registries.Registries(self._access)
        return self._registries

    @property
    def notices(self) -> tuple[str, ...]:
        """What a reader should know of the registries that were asked so far."""
        return self._registries.notices if self._registries else ()


def resolver(access: RegistryAccess, references: Sequence[Reference]) -> "ResolveAll":
    """Give the port that reads these images."""
    return Sources(access, references).all


def _opened(deadline: Deadline) -> "Opened":
    from imagegate.local.opened import Opened

    return Opened(partial(_standard_input, deadline), partial(_check_time, deadline))


def _local(reference: Reference, opened: "Opened | None", parts: "Part") -> "Resolution":
    from imagegate.local.read import read_image
    from imagegate.oci.image import Image

    source = parse_source(reference.text)
    if source is None or opened is None:  # nothing but a source's text makes a reference local
        raise ValueError(reference.text)
    resolution = read_image(source, opened)
    return replace(resolution, referrers=_nowhere(parts)) if isinstance(resolution, Image) else resolution


def _nowhere(parts: "Part") -> "Referrers":
    """Say that what refers to an image cannot be looked up where there is no registry."""
    from imagegate.oci.image import Part
    from imagegate.oci.referrer import Lookup, Referrers

    unsupported = {part: Lookup.UNSUPPORTED if part & parts else Lookup.SKIPPED for part in Part}
    return Referrers(
        listed=unsupported[Part.REFERRERS], provenance=unsupported[Part.PROVENANCE], tagged=unsupported[Part.TAGS]
    )


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
