"""What's in a name: image references, as distribution/reference defines them.

A reference is matched whole, in ASCII, one pattern for each production of the grammar. What was written is kept
beside what it means: `ruby`, `library/ruby` and `index.docker.io/library/ruby:latest` are equal, and a rule can
still ask whether a tag was written.
"""

import re
from dataclasses import dataclass, field
from typing import Self

from imagegate.errors import UsageError
from imagegate.oci.digest import Digest, InvalidDigestError
from imagegate.oci.host import DOCKER_HUB, canonical_host, is_host

LENGTH_MAX = 512
PATH_LENGTH_MAX = 255
DEFAULT_TAG = "latest"
LOCAL = ("oci:", "docker-archive:")  # how the text of an image begins that lies in no registry

_SHOWN_MAX = 120
_HUB_NAMESPACE = "library"

_COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_PATH = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_TAG = re.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_VISIBLE = re.compile("[!-~]*")
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*://")
_USER = re.compile(r"(\A[A-Za-z][A-Za-z0-9+.-]*://)[^/]*@|\A[^/]*@(?!sha[0-9]+:)(?=[^/@]+/)")
_BARE_DIGEST = re.compile("@?(?:sha(?:256|512):)?[a-f0-9]{64}|@?sha512:[a-f0-9]{128}")


class InvalidReferenceError(UsageError):
    """A text that names no image; the message quotes it and says why."""

    code = "invalid-reference"

    def __init__(self, text: str, reason: str) -> None:
        """Quote the text, shortened and without the password of a URL, and give the reason."""
        quoted = _USER.sub(r"\1***@", text, count=1)
        shown = quoted if len(quoted) <= _SHOWN_MAX else f"{quoted[: _SHOWN_MAX - 3]}..."
        super().__init__(f"{shown!r} is not an image reference: {reason}")


@dataclass(frozen=True, slots=True, order=True)
class Repository:
    """A registry's host, with a port where it is not 443, and the path of a repository there.

    Docker Hub is always `docker.io`, and its official images are always under `library/`.
    """

    registry: str
    path: str

    def __str__(self) -> str:
        """Give `registry/path`."""
        return f"{self.registry}/{self.path}"


UNNAMED = Repository("", "")
"""The repository of an image that lies in no registry and was given no name."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of an image. `tag`, `digest` and `text` are as written; equality is by what they mean.

    An image that `is_local` lies in no registry: its text says where, and is its canonical form too. Its repository
    and tag are what the user calls it, `UNNAMED` where the user says nothing.
    """

    repository: Repository
    tag: str | None = field(compare=False)
    digest: Digest | None = field(compare=False)
    text: str = field(compare=False)
    is_local: bool = field(default=False, compare=False)
    canonical: str = field(init=False)

    def __post_init__(self) -> None:
        """Spell the reference out: `docker.io/library/ruby:latest`."""
        tag = self.implied_tag
        suffix = (f":{tag}" if tag else "") + (f"@{self.digest}" if self.digest else "")
        object.__setattr__(self, "canonical", self.text if self.is_local else f"{self.repository}{suffix}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a reference; a text that is none gets an `InvalidReferenceError` that says why."""
        _refuse_early(text)
        name, tag, digest = _split(text)
        first, slash, rest = name.partition("/")
        registry, path = (_host(text, first), rest) if slash and is_host(first) else (DOCKER_HUB, name)
        _check_path(text, path)
        found = cls(Repository(registry, _full_path(text, registry, path)), tag, digest, text)
        if len(found.canonical) > LENGTH_MAX:  # what is reported can be read again
            raise InvalidReferenceError(text, f"spelt out, it has more than {LENGTH_MAX} characters")
        return found

    @property
    def implied_tag(self) -> str | None:
        """The tag that counts: the one written, else `latest`; None where a digest stands alone, or no name at all."""
        return self.tag or (DEFAULT_TAG if self.digest is None and self.repository != UNNAMED else None)

    @property
    def is_pinned(self) -> bool:
        """Whether the reference names bytes, not a tag that can move."""
        return self.digest is not None

    @property
    def locator(self) -> str:
        """What the registry is asked for: the digest if there is one, else the tag."""
        return str(self.digest) if self.digest else self.tag or DEFAULT_TAG

    def __str__(self) -> str:
        """Give the canonical form."""
        return self.canonical


def is_path(text: str) -> bool:
    """Tell whether a text could be a repository's path."""
    return _PATH.fullmatch(text) is not None


def is_tag(text: str) -> bool:
    """Tell whether a text could be a tag."""
    return _TAG.fullmatch(text) is not None


def _refuse_early(text: str) -> None:
    if not text:
        raise InvalidReferenceError(text, "it is empty")
    if len(text) > LENGTH_MAX:
        raise InvalidReferenceError(text, f"it has {len(text)} characters; at most {LENGTH_MAX} are allowed")
    visible = _VISIBLE.match(text)
    if visible and visible.end() < len(text):
        odd = text[visible.end()]
        raise InvalidReferenceError(text, f"it holds {'a space' if odd == ' ' else f'the character {odd!r}'}")
    if scheme := _SCHEME.match(text):
        raise InvalidReferenceError(text, f"leave out the scheme {scheme[0]!r}")
    if _USER.match(text):
        raise InvalidReferenceError(text, "leave out the user; credentials are given elsewhere")
    if _BARE_DIGEST.fullmatch(text):
        raise InvalidReferenceError(text, "a digest alone names no repository; write NAME@sha256:...")


def _split(text: str) -> tuple[str, str | None, Digest | None]:
    rest, at, digest_text = text.partition("@")
    if "@" in digest_text:
        raise InvalidReferenceError(text, "it has two '@'; only one digest can stand at its end")
    digest = _digest(text, digest_text) if at else None
    colon = rest.rfind(":")
    if colon <= rest.rfind("/"):
        return rest, None, digest
    name, tag = rest[:colon], rest[colon + 1 :]
    if not _TAG.fullmatch(tag):
        raise InvalidReferenceError(text, f"{tag[:140]!r} is not a tag")
    return name, tag, digest


def _digest(text: str, digest: str) -> Digest:
    try:
        return Digest.parse(digest)
    except InvalidDigestError as error:
        reason = f"{error.message}; {error.hint}"
        raise InvalidReferenceError(text, reason) from error


def _host(text: str, first: str) -> str:
    host = canonical_host(first)
    if host is None:
        raise InvalidReferenceError(text, f"{first[:80]!r} is not a registry's host[:port]")
    # A canonical host that no longer looks like one (`Foo`, `foo:443`) stays as it is written, or it would be a path.
    return host if is_host(host) else first


def _check_path(text: str, path: str) -> None:
    if _PATH.fullmatch(path):
        return
    if "" in path.split("/"):
        raise InvalidReferenceError(text, "a part of the repository's path is empty")
    if _PATH.fullmatch(path.lower()):
        raise InvalidReferenceError(text, "repository names are lower case")
    wrong = next(part for part in path.split("/") if not re.fullmatch(_COMPONENT, part))
    raise InvalidReferenceError(text, f"{wrong[:80]!r} cannot stand in a repository's path")


def _full_path(text: str, registry: str, path: str) -> str:
    full = f"{_HUB_NAMESPACE}/{path}" if registry == DOCKER_HUB and "/" not in path else path
    if len(full) > PATH_LENGTH_MAX:
        raise InvalidReferenceError(text, f"the repository's path is longer than {PATH_LENGTH_MAX} characters")
    return full
