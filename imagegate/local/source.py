"""What a user writes for an image that lies in no registry.

    oci:PATH[:TAG][@DIGEST]               an image layout: a folder, or a tar file of one
    docker-archive:PATH[:NAME][@DIGEST]   what `docker save` writes

PATH ends at the first colon, as with skopeo; `-` is standard input. A tar file may be compressed by gzip. TAG is the
entry's annotation `org.opencontainers.image.ref.name`, NAME one of the image's names. DIGEST is what a reference to
the image would be pinned to, or Docker's image id.

Such an image is a `Reference` too, so that it is judged and reported as every other. Its canonical form is the text as
given: two places are never taken for one image, nor for one in a registry. **What it is called is for the user to
say**, and not for the file: whoever made the file could call it whatever a rule excludes or a waiver accepts. NAME and
TAG are the user's words, and the file must have them. Without them the image has no name, and only rules and waivers
that are for every image select it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from imagegate.errors import UsageError
from imagegate.oci.digest import Digest, InvalidDigestError
from imagegate.oci.reference import UNNAMED, InvalidReferenceError, Reference, is_tag

STANDARD_INPUT = "-"
LENGTH_MAX = 4096

_PINNED = re.compile("(?P<rest>.*)@(?P<digest>sha(?:256|512):[^/@]*)")
_OTHERS = {
    "oci-archive": "an image layout in a tar file is written oci:PATH",
    "docker-daemon": "hand over what the engine has: docker save NAME | imagegate check docker-archive:-",
    "containers-storage": "hand over what is there: podman save NAME | imagegate check docker-archive:-",
}


class InvalidSourceError(UsageError):
    """A text that begins like an image in a file and names none."""

    code = "invalid-source"


class Kind(StrEnum):
    """The form that the image has there, and how its text begins."""

    LAYOUT = "oci"
    DOCKER_ARCHIVE = "docker-archive"


@dataclass(frozen=True, slots=True)
class Source:
    """Where an image lies. `name` is the tag, or the name, that chooses it, as written; None where there is none.

    `reference` is what the image is judged and reported as.
    """

    kind: Kind
    path: str
    name: str | None
    digest: Digest | None
    reference: Reference

    def __str__(self) -> str:
        """Give the text as it was written."""
        return self.reference.text


def parse_source(text: str) -> Source | None:
    """Read the text of an image in a file; None if it does not begin like one, so that it can only be a reference."""
    scheme, colon, rest = text.partition(":")
    if not colon or rest.startswith("//"):
        return None
    if scheme in _OTHERS:
        message = f"{scheme}: is not a place that images are read from"
        raise InvalidSourceError(message, hint=_OTHERS[scheme])
    if scheme not in tuple(Kind):
        return None
    if len(text) > LENGTH_MAX or not text.isprintable():
        message = f"{text[:80]!r} is too long, or holds characters that cannot be shown"
        raise InvalidSourceError(message, hint="give the file another name")
    return _source(Kind(scheme), text, rest)


def _source(kind: Kind, text: str, rest: str) -> Source:
    pinned = _PINNED.fullmatch(rest)
    digest = _digest(text, pinned["digest"]) if pinned else None
    path, colon, name = (pinned["rest"] if pinned else rest).partition(":")
    if not path or (colon and not name):
        message = f"{text[:80]!r} names no {'image' if path else 'file'}"
        raise InvalidSourceError(message, hint=f"write {kind}:PATH, or {kind}:PATH:NAME where several images lie there")
    reference = _reference(kind, text, name, digest)
    return Source(kind, path, name or None, digest, reference)


def _reference(kind: Kind, text: str, name: str, digest: Digest | None) -> Reference:
    repository, tag = UNNAMED, None
    if kind is Kind.DOCKER_ARCHIVE and name:
        named = _parsed(text, name)
        repository, tag = named.repository, named.tag
    elif (":" in name or "/" in name) and (full := _full(name)):
        repository, tag = full.repository, full.tag
    elif is_tag(name):
        tag = name
    return Reference(repository, tag, digest, text, is_local=True)


def _parsed(text: str, name: str) -> Reference:
    try:
        return Reference.parse(name)
    except InvalidReferenceError as error:
        message = f"{text[:80]!r} chooses an image by a name that is none: {error.message}"
        raise InvalidSourceError(message, hint="a path ends at its first colon, and an image's name follows") from error


def _full(name: str) -> Reference | None:
    # Some tools put a whole name into the annotation that is for a tag.
    try:
        return Reference.parse(name)
    except InvalidReferenceError:
        return None


def _digest(text: str, digest: str) -> Digest:
    try:
        return Digest.parse(digest)
    except InvalidDigestError as error:
        message = f"{text[:80]!r} is pinned to no digest: {error.message}"
        raise InvalidSourceError(message, hint=error.hint) from error
