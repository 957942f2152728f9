"""The walk from what a name resolves to, down to the config of each platform (image-spec, image-index.md).

The same for every place that an image can lie in: a place gives verified bytes, and what counts as an image, how deep
indexes nest and which entries are left out is decided here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias, TypeVar

from imagegate.errors import ImagegateError
from imagegate.oci import media_type as types
from imagegate.oci.config import Config, InvalidConfigError, parse_config
from imagegate.oci.descriptor import Descriptor, InvalidManifestError
from imagegate.oci.digest import Digest
from imagegate.oci.entry import candidates, check_image, check_platform, check_type, kind_of
from imagegate.oci.image import Image, LeftOut, NotAnImageError, PlatformImage
from imagegate.oci.manifest import Content, Index, Manifest, parse_manifest
from imagegate.oci.platform import Platform, choose
from imagegate.oci.reference import Reference

DEPTH_MAX = 3
MANIFESTS_MAX = 64

Entry: TypeAlias = PlatformImage | LeftOut | Index
Kind = TypeVar("Kind", PlatformImage, LeftOut, Index)

Map: TypeAlias = Callable[[Callable[[Descriptor], Entry], Sequence[Descriptor]], Iterable[Entry]]
"""Apply a function to each element and give the results in order, as `map` does; an executor's does it side by side."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Verified bytes, where they came from, and what they were called there: a media type, or empty."""

    host: str
    media_type: str
    digest: Digest
    body: bytes = field(repr=False)


class AbsentError(ImagegateError):
    """Content that a copy of an image may lack: the entry is left out, and listed with this message as the reason."""

    code = "absent"


class Fetch(Protocol):
    """A place that content lies in. Bytes that a descriptor does not describe are an `ImagegateError`, never given."""

    def manifest(self, descriptor: Descriptor) -> Fetched:
        """Give the manifest, or index, that an entry of an index describes."""
        ...

    def blob(self, descriptor: Descriptor) -> Fetched:
        """Give the blob that a manifest's descriptor describes."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of one image from a place; `each` goes over the entries of an index.

    With `only`, just the entry that a runtime takes for that platform is read, as far as the index itself tells it.
    """

    reference: Reference
    fetch: Fetch
    each: Map
    only: Platform | None = None

    def image(self, top: Fetched) -> Image:
        """Read the image that `top` is, with all its platforms, or raise what is wrong with the first that is bad."""
        content = _parsed(top, top.media_type)
        descriptor = Descriptor(content.media_type, top.digest, len(top.body))
        if isinstance(content, Manifest):
            config = self._config(content)
            check_image(content, config)
            return Image(self.reference, descriptor, None, (PlatformImage(descriptor, content, config),))
        platforms, left_out = self._entries(content)
        if not platforms:
            message = "its index lists nothing that runs"
            raise NotAnImageError(message, hint="name an image; an artifact has nothing that runs")
        return Image(self.reference, descriptor, content, platforms, left_out)

    def _entries(self, index: Index) -> tuple[tuple[PlatformImage, ...], tuple[LeftOut, ...]]:
        """Read an index level by level; an entry is read without waiting for another, so `each` cannot block itself."""
        found: list[Entry] = []
        level, count = self._wanted(candidates(index)), 0
        for _ in range(DEPTH_MAX):
            count += len(level)
            if count > MANIFESTS_MAX:
                message = f"its index lists {count} manifests; at most {MANIFESTS_MAX} are read"
                raise InvalidManifestError(message)
            read = tuple(self.each(self._entry, level))
            found += read
            level = tuple(entry for nested in _only(read, Index) for entry in candidates(nested))
        if level:
            message = f"its indexes are nested more than {DEPTH_MAX} deep"
            raise InvalidManifestError(message)
        return tuple(_only(found, PlatformImage)), tuple(_only(found, LeftOut))

    def _wanted(self, entries: tuple[Descriptor, ...]) -> tuple[Descriptor, ...]:
        position = choose(self.only, [entry.platform for entry in entries]) if self.only else None
        return entries if position is None else (entries[position],)

    def _entry(self, descriptor: Descriptor) -> Entry:
        try:
            fetched = self.fetch.manifest(descriptor)
        except AbsentError as error:
            return LeftOut(descriptor, error.message)
        outer = fetched.media_type if fetched.media_type in types.KNOWN else descriptor.media_type
        content = _parsed(fetched, outer)
        check_type(descriptor, content)
        if isinstance(content, Index):
            return content
        unknown = descriptor.platform is not None and descriptor.platform.is_unknown
        if unknown and content.declares_artifact:
            return LeftOut(descriptor, f"it says that it is no image but {kind_of(content)}")
        config = self._config(content)
        if descriptor.platform is None and not config.names_image:
            return LeftOut(descriptor, "it has no platform, and its config names neither `os` nor `rootfs`")
        check_image(content, config)
        check_platform(descriptor, config)
        # "unknown" is what an attestation is for; what runs has the platform that its config says.
        return PlatformImage(replace(descriptor, platform=None) if unknown else descriptor, content, config)

    def _config(self, manifest: Manifest) -> Config:
        fetched = self.fetch.blob(manifest.config)
        try:
            return parse_config(fetched.body)
        except InvalidConfigError as error:
            if manifest.declares_artifact:
                message = f"it is not an image but {kind_of(manifest)}: {error.message}"
                raise NotAnImageError(message) from error
            raise


def _parsed(fetched: Fetched, media_type: str) -> Content:
    try:
        return parse_manifest(media_type, fetched.body)
    except InvalidManifestError as error:
        message = f"the manifest from {fetched.host} is not usable: {error.message}"
        raise InvalidManifestError(message, hint=error.hint) from error


def _only(entries: Iterable[Entry], kind: type[Kind]) -> list[Kind]:
    return [entry for entry in entries if isinstance(entry, kind)]
