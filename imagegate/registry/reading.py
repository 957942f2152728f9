"""One image of a registry: from what its name resolves to, down to the config of each of its platforms."""

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from imagegate.http.deadline import Deadline
from imagegate.oci import media_type as types
from imagegate.oci.config import Config, InvalidConfigError, parse_config
from imagegate.oci.descriptor import Descriptor, InvalidManifestError
from imagegate.oci.image import Image, LeftOut, NotAnImageError, PlatformImage
from imagegate.oci.manifest import Content, Index, Manifest, parse_manifest
from imagegate.oci.reference import Reference
from imagegate.registry.client import Client
from imagegate.registry.entry import candidates, check_image, check_platform, check_type, kind_of
from imagegate.registry.fetched import Fetched

DEPTH_MAX = 3
MANIFESTS_MAX = 64

Entry: TypeAlias = PlatformImage | LeftOut | Index
Kind = TypeVar("Kind", PlatformImage, LeftOut, Index)


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of one image, by a client, until a deadline; entries of an index are read by an executor."""

    reference: Reference
    client: Client
    executor: Executor
    deadline: Deadline

    def image(self) -> Image:
        """Read the image with all its platforms, or raise what was wrong with the first that is not as it should be."""
        top = self.client.manifest(self.reference, self.deadline)
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
        """Read an index level by level; only this thread waits for others, so the executor cannot block itself."""
        found: list[Entry] = []
        level, count = candidates(index), 0
        for _ in range(DEPTH_MAX):
            count += len(level)
            if count > MANIFESTS_MAX:
                message = f"its index lists {count} manifests; at most {MANIFESTS_MAX} are read"
                raise InvalidManifestError(message)
            read = tuple(self.executor.map(self._entry, level))
            found += read
            level = tuple(entry for nested in _only(read, Index) for entry in candidates(nested))
        if level:
            message = f"its indexes are nested more than {DEPTH_MAX} deep"
            raise InvalidManifestError(message)
        return tuple(_only(found, PlatformImage)), tuple(_only(found, LeftOut))

    def _entry(self, descriptor: Descriptor) -> Entry:
        fetched = self.client.entry(self.reference.repository, descriptor, self.deadline)
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
        fetched = self.client.blob(self.reference.repository, manifest.config, self.deadline)
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
