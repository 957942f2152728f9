"""An image as it was read: what was asked for, what came, or why nothing came."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Flag, auto
from typing import TypeAlias

from imagegate.errors import ImagegateError
from imagegate.oci.config import Config
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.manifest import Index, Manifest
from imagegate.oci.platform import Platform, choose, names
from imagegate.oci.reference import Reference
from imagegate.oci.referrer import Referrers


class Part(Flag):
    """What of an image costs a request beyond index, manifest and config; a policy's rules say what they need.

    REFERRERS is the registry's list of what refers to an image, PROVENANCE what the attestations in an index attest,
    TAGS what cosign keeps under tags, BASE the image that it says it was built on.
    """

    NONE = 0
    REFERRERS = auto()
    PROVENANCE = auto()
    TAGS = auto()
    BASE = auto()


class NotAnImageError(ImagegateError):
    """Content that is well formed and still nothing that runs."""

    code = "not-an-image"


@dataclass(frozen=True, slots=True)
class PlatformImage:
    """What one platform runs: verified bytes from its descriptor down to its config.

    An image that was never near a registry may have no manifest; the descriptor is its config's then.
    """

    descriptor: Descriptor
    manifest: Manifest | None
    config: Config

    @property
    def layer_count(self) -> int:
        """How many layers there are."""
        return len(self.manifest.layers if self.manifest else self.config.diff_ids)

    @property
    def layers_size(self) -> int | None:
        """Bytes of all layers, compressed; None if no manifest lists any."""
        layers = self.manifest.layers if self.manifest else ()
        return sum(layer.size for layer in layers) if layers else None

    @property
    def platform(self) -> Platform:
        """The platform: what the index promised, else what the config says."""
        return self.descriptor.platform or self.config.platform


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry of an index that is not judged, and why."""

    descriptor: Descriptor
    reason: str


@dataclass(frozen=True, slots=True)
class Image:
    """An image that was read and verified: at least one platform.

    `descriptor` is what the reference resolved to: the index's if there is one, else the manifest's. `referrers` is
    what refers to it, as far as that was asked for. `bases` are what its platforms say they were built on, as it is
    now; None if that was not asked for.
    """

    reference: Reference
    descriptor: Descriptor
    index: Index | None
    platforms: tuple[PlatformImage, ...]
    left_out: tuple[LeftOut, ...] = ()
    referrers: Referrers = field(default_factory=Referrers)
    bases: "Mapping[Reference, Resolution] | None" = field(default=None, hash=False)

    def narrowed(self, wanted: tuple[Platform, ...]) -> "Resolution":
        """Keep the platforms that a use asks for; none asked for means all."""
        if not wanted:
            return self
        offered = [image.platform for image in self.platforms]
        chosen = {position for platform in wanted if (position := choose(platform, offered)) is not None}
        if not chosen:
            return Unread(self.reference, no_platform(wanted, offered))
        left_out = tuple(
            LeftOut(image.descriptor, "not one of the platforms asked for")
            for position, image in enumerate(self.platforms)
            if position not in chosen
        )
        kept = tuple(image for position, image in enumerate(self.platforms) if position in chosen)
        return replace(self, platforms=kept, left_out=(*self.left_out, *left_out))


@dataclass(frozen=True, slots=True)
class Unread:
    """A reference whose image could not be read or proved."""

    reference: Reference
    error: ImagegateError


Resolution: TypeAlias = Image | Unread


def no_platform(wanted: tuple[Platform, ...], offered: list[Platform]) -> NotAnImageError:
    """Say that an image has none of the platforms asked for, and which it has."""
    message = f"it is not built for {names(wanted)}; it has {names(offered) or 'no platform'}"
    return NotAnImageError(message, hint="name a platform that the image has", code="no-platform")
