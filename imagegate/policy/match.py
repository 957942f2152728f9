"""Which references a rule is about."""

from collections.abc import Iterable
from dataclasses import dataclass

from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.policy import image_glob
from imagegate.policy.glob import matches
from imagegate.source import UsedAs


@dataclass(frozen=True, slots=True)
class Match:
    """Globs on the reference, on platforms and on files, and the uses; an empty part selects everything."""

    images: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    used_as: tuple[UsedAs, ...] = ()

    def selects(self, reference: Reference, used_as: UsedAs, paths: Iterable[str]) -> bool:
        """Tell whether a reference in a use, written in these files, is one the rule is about."""
        return (
            (not self.images or image_glob.selects(self.images, reference))
            and not image_glob.selects(self.exclude, reference)
            and (not self.used_as or used_as in self.used_as)
            and (not self.files or any(matches(glob, path) for path in paths for glob in self.files))
        )

    def selects_platform(self, platform: Platform) -> bool:
        """Tell whether the rule is about a platform."""
        return not self.platforms or any(matches(glob, str(platform)) for glob in self.platforms)
