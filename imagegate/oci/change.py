"""What differs between an image and the one it replaces."""

from collections.abc import Iterable
from dataclasses import dataclass

from imagegate.oci.digest import Digest
from imagegate.oci.image import Image, PlatformImage
from imagegate.oci.platform import choose
from imagegate.oci.port import Port
from imagegate.oci.reference import Reference
from imagegate.oci.user import User, default_user


@dataclass(frozen=True, slots=True)
class Change:
    """A step from one image to another, for one platform of the new one.

    `became_root` is None where the new user's name does not tell; `size_delta` is in bytes, None where a size is
    not known or the two are of different platforms.
    """

    reference: Reference
    digest: Digest
    user_before: str
    became_root: bool | None
    platforms_removed: tuple[str, ...]
    ports_added: tuple[str, ...]
    volumes_added: tuple[str, ...]
    env_removed: tuple[str, ...]
    entrypoint_changed: bool
    size_delta: int | None
    registry_changed: bool
    repository_changed: bool


def change(old: Image, new: Image, one: PlatformImage) -> Change:
    """Compare a platform `one` of the new image with the same of the old; the first of the old if it lacks it."""
    position = choose(one.platform, [image.platform for image in old.platforms])
    before = old.platforms[position or 0]
    was, now = before.config.execution, one.config.execution
    old_repository, new_repository = old.reference.repository, new.reference.repository
    return Change(
        reference=old.reference,
        digest=old.descriptor.digest,
        user_before=was.user,
        became_root=_became_root(default_user(before), default_user(one)),
        platforms_removed=_added(built_for(new), built_for(old)),
        ports_added=_ports_added(was.exposed_ports, now.exposed_ports),
        volumes_added=_added(was.volumes, now.volumes),
        env_removed=_added(_names(now.env), _names(was.env)),
        entrypoint_changed=(was.entrypoint or ()) != (now.entrypoint or ()),
        size_delta=None if position is None else _size_delta(before, one),
        registry_changed=old_repository.registry != new_repository.registry,
        repository_changed=old_repository.path != new_repository.path,
    )


def built_for(image: Image) -> tuple[str, ...]:
    """Name every platform of an image, sorted, also those that are not judged; attestations are none."""
    entries = image.index.manifests if image.index else ()
    listed = [entry.platform for entry in entries if entry.platform and not entry.platform.is_unknown]
    return tuple(sorted({str(platform) for platform in (*listed, *(one.platform for one in image.platforms))}))


def _became_root(before: User, after: User) -> bool | None:
    # A named user was, as far as anyone can tell, not root.
    return False if before.is_root or before == after else after.is_root


def _ports_added(before: Iterable[str], after: Iterable[str]) -> tuple[str, ...]:
    known = {str(Port.parse(text)) for text in before}
    ports = {str(port): port for port in map(Port.parse, after)}
    return tuple(text for text, port in sorted(ports.items(), key=lambda item: item[1].order) if text not in known)


def _added(before: Iterable[str], after: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*after} - {*before}))


def _names(env: Iterable[str]) -> Iterable[str]:
    return (entry.partition("=")[0] for entry in env)


def _size_delta(before: PlatformImage, after: PlatformImage) -> int | None:
    old, new = before.layers_size, after.layers_size
    return None if old is None or new is None else new - old
