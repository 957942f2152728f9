"""What an image runs on, and which entry of an index a wanted platform means (as containerd has it)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from imagegate.errors import UsageError

_PART = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ARCHITECTURES: dict[str, tuple[str, str | None]] = {
    "x86_64": ("amd64", None),
    "x86-64": ("amd64", None),
    "i386": ("386", None),
    "aarch64": ("arm64", None),
    "armhf": ("arm", "v7"),
    "armel": ("arm", "v6"),
}
_BASELINES = {"amd64": "v1", "arm64": "v8"}
_OS = {"macos": "darwin"}


class InvalidPlatformError(UsageError):
    """A text that names no platform."""

    code = "invalid-platform"


@dataclass(frozen=True, slots=True, order=True)
class Platform:
    """An operating system and a processor, as they were written; compare `normalised` ones."""

    os: str
    architecture: str
    variant: str | None = None
    os_version: str | None = None
    os_features: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `os/architecture[/variant]`."""
        parts = text.split("/")
        if len(parts) not in (2, 3) or not all(_PART.fullmatch(part) for part in parts):
            message = f"{text[:100]!r} is not a platform"
            raise InvalidPlatformError(message, hint="write os/architecture[/variant], such as linux/arm64")
        return cls(parts[0], parts[1], parts[2] if len(parts) > 2 else None)  # noqa: PLR2004 - the form just checked

    @property
    def normalised(self) -> Self:
        """The same platform in the one spelling that containerd uses."""
        system = self.os.lower()
        architecture = self.architecture.lower()
        variant = (self.variant or "").lower()
        architecture, implied = _ARCHITECTURES.get(architecture, (architecture, None))
        variant = variant or implied or ""
        if variant[:1].isdecimal():
            variant = f"v{variant}"
        variant = variant.removesuffix(".0")
        if architecture == "arm" and not variant:
            variant = "v7"
        if variant == _BASELINES.get(architecture):
            variant = ""
        return replace(self, os=_OS.get(system, system), architecture=architecture, variant=variant or None)

    @property
    def is_unknown(self) -> bool:
        """Whether the entry says of itself that it runs nowhere, as build attestations do."""
        return self.os == self.architecture == "unknown"

    def __str__(self) -> str:
        """Give `os/architecture[/variant]` in the normalised spelling; what is not stated is `unknown`."""
        platform = self.normalised
        variant = f"/{platform.variant}" if platform.variant else ""
        return f"{platform.os or 'unknown'}/{platform.architecture or 'unknown'}{variant}"


def choose(wanted: Platform, available: Sequence[Platform | None]) -> int | None:
    """Find which of an index's entries a runtime takes for a wanted platform.

    Same operating system and architecture; an equal variant, else the highest below it that the processor runs
    too; on Windows the first three parts of a given version must agree. The first listed wins among equals.
    """
    target = wanted.normalised
    ranked = [
        (rank, -position)
        for position, platform in enumerate(available)
        if platform is not None and (rank := _rank(target, platform.normalised)) is not None
    ]
    return -max(ranked)[1] if ranked else None


def names(platforms: Iterable[Platform]) -> str:
    """Join platforms for a sentence."""
    return ", ".join(str(platform) for platform in platforms)


def _rank(target: Platform, offered: Platform) -> tuple[int, int] | None:
    if (offered.os, offered.architecture) != (target.os, target.architecture):
        return None
    if target.os_version and not _same_build(target.os_version, offered.os_version or ""):
        return None
    if not set(target.os_features) <= set(offered.os_features):
        return None
    exact_version = int(target.os_version is not None and target.os_version == offered.os_version)
    if offered.variant == target.variant:
        return (1000, exact_version)
    above, below = _level(target), _level(offered)
    if above is None or below is None or below > above:
        return None
    return (below, exact_version)


def _level(platform: Platform) -> int | None:
    variant = platform.variant or _BASELINES.get(platform.architecture, "")
    return int(variant[1:]) if re.fullmatch("v[0-9]{1,3}", variant) else None


def _same_build(wanted: str, offered: str) -> bool:
    return wanted.split(".")[:3] == offered.split(".")[:3]
