"""Globs on image references: `registry.example.com/**`, `docker.io/library/*`, `nginx:1.27*`.

A glob is read as a reference would be: `nginx` is `docker.io/library/nginx`, Docker Hub's other names are `docker.io`.
It has to match whole, so that `ghcr.io/team/*` never selects `ghcr.io/team-evil/app` or `evil.io/ghcr.io/team/app`.
Without a tag it selects any tag, without a digest any digest.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from imagegate.oci.host import DOCKER_HUB, canonical_host
from imagegate.oci.reference import LOCAL, InvalidReferenceError, Reference
from imagegate.policy.glob import InvalidGlobError, expression
from imagegate.policy.pattern import compiled

LENGTH_MAX = 512

_NAME = re.compile(r"[a-z0-9._*?/-]+(?::[0-9*]+)?[a-z0-9._*?/-]*", re.ASCII)
_TAG = re.compile(r"[A-Za-z0-9_.*?-]+", re.ASCII)
_DIGEST = re.compile(r"[a-z0-9:*?]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class ImageGlob:
    """What a glob demands of a reference's repository, tag and digest, as regular expressions; None demands nothing."""

    repository: str
    tag: str | None
    digest: str | None

    def selects(self, reference: Reference) -> bool:
        """Tell whether a reference is one that the glob means."""
        return (
            _whole(self.repository, str(reference.repository))
            and _whole(self.tag, reference.implied_tag or "")
            and _whole(self.digest, str(reference.digest or ""))
        )


@lru_cache(maxsize=4096)
def parse(text: str) -> ImageGlob:
    """Read a glob; one that cannot select what it seems to is an `InvalidGlobError`."""
    if len(text) > LENGTH_MAX:
        message = f"a glob of {len(text)} characters; at most {LENGTH_MAX} are read"
        raise InvalidGlobError(message)
    if "://" in text:
        message = f'"{text}" has a scheme'
        raise InvalidGlobError(message, "leave it out")
    name, tag, digest = _split(text)
    for part, allowed in ((tag, _TAG), (digest, _DIGEST)):
        if part is not None and not allowed.fullmatch(part):
            message = f'"{text}" is no glob on image references: "{part}" is no tag or digest'
            raise InvalidGlobError(message)
    return ImageGlob(
        expression(_repository(text, name)),
        expression(tag) if tag is not None else None,
        expression(digest) if digest is not None else None,
    )


def selects(globs: tuple[str, ...], reference: Reference) -> bool:
    """Tell whether any of several globs means a reference."""
    return any(parse(glob).selects(reference) for glob in globs)


def selects_text(globs: tuple[str, ...], text: str) -> bool:
    """Tell whether any of several globs means what a text names; a text that is no reference is never meant."""
    if text.startswith(LOCAL):
        return False  # `docker-archive:app.tar` lies in a file, although it reads like an image of Docker Hub
    try:
        reference = Reference.parse(text)
    except InvalidReferenceError:
        return False
    return selects(globs, reference)


def selects_written(globs: tuple[str, ...], text: str) -> bool:
    """Tell whether any of several globs means what stands in a file and is no reference, such as `alpine:${V}`.

    It is compared as it stands there: no registry is filled in, and what a variable stands for is not known.
    """
    return any(_whole(_written(glob), text) for glob in globs)


@lru_cache(maxsize=4096)
def _written(glob: str) -> str:
    name, tag, digest = _split(glob)
    tags = f":{expression(tag)}" if tag is not None else "(?::[^/]*)?"
    return expression(name) + tags + (f"@{expression(digest)}" if digest is not None else "(?:@[^/]*)?")


def _split(text: str) -> tuple[str, str | None, str | None]:
    """Give the name, the tag and the digest that a glob asks for; None where it does not."""
    rest, at, digest = text.partition("@")
    colon = rest.rfind(":")
    name, tag = (rest[:colon], rest[colon + 1 :]) if colon > rest.rfind("/") else (rest, None)
    return name, tag, digest if at else None


def _repository(text: str, name: str) -> str:
    first, slash, rest = name.partition("/")
    if first == "**":
        return _checked(text, name)
    if slash and first == "*":
        return _checked(text, f"*/{rest}")
    if first == "*":
        message = f'"{text}" could mean every image or every official one'
        raise InvalidGlobError(message, 'write "**" or "docker.io/library/*"')
    if slash and (first == "localhost" or any(character in ".:" or character.isupper() for character in first)):
        host = first.lower() if "*" in first or "?" in first else canonical_host(first)
        if host is None:
            message = f'"{first}" in "{text}" is not a registry\'s host[:port]'
            raise InvalidGlobError(message)
        return _checked(text, f"{host}/{_official(rest)}" if host == DOCKER_HUB else f"{host}/{rest}")
    if slash and ("*" in first or "?" in first):
        message = f'"{first}" in "{text}" could be a registry or a part of Docker Hub'
        raise InvalidGlobError(message, f'write "docker.io/{name}", or a host with a dot')
    return _checked(text, f"{DOCKER_HUB}/{_official(name)}")


def _official(path: str) -> str:
    return path if "/" in path or path == "**" else f"library/{path}"


def _checked(text: str, name: str) -> str:
    if "" in name.split("/"):
        message = f'a part of "{text}" is empty'
        raise InvalidGlobError(message)
    if not _NAME.fullmatch(name):
        advice = "repository names are lower case" if _NAME.fullmatch(name.lower()) else ""
        message = f'"{text}" is no glob on image references'
        raise InvalidGlobError(message, advice)
    return name


def _whole(demanded: str | None, text: str) -> bool:
    return demanded is None or compiled(demanded).fullmatch(text) is not None
