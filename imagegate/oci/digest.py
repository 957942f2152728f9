"""Content identifiers (image-spec, descriptor.md, Digests)."""

import hashlib
import re
from dataclasses import dataclass
from typing import Self

from imagegate.errors import ImagegateError

_ENCODED = {"sha256": re.compile("[a-f0-9]{64}"), "sha512": re.compile("[a-f0-9]{128}")}
_GRAMMAR = re.compile(r"[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+")


class InvalidDigestError(ImagegateError):
    """A text that is no digest, or one of an algorithm that cannot be checked here."""

    code = "invalid-digest"


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """An algorithm and the encoded hash of some bytes: sha256 or sha512, always checkable."""

    algorithm: str
    encoded: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `algorithm:encoded`; anything that could not be verified is an `InvalidDigestError`."""
        algorithm, _, encoded = text.partition(":")
        pattern = _ENCODED.get(algorithm)
        if pattern is not None and pattern.fullmatch(encoded):
            return cls(algorithm, encoded)
        if pattern is None and _GRAMMAR.fullmatch(text):
            message = f"the digest algorithm {algorithm[:40]!r} is not supported"
            raise InvalidDigestError(message, hint="use sha256 or sha512")
        message = f"{text[:150]!r} is not a digest"
        raise InvalidDigestError(message, hint="write sha256: and 64 lower-case hexadecimal digits")

    @classmethod
    def of(cls, content: bytes, algorithm: str = "sha256") -> Self:
        """Hash bytes."""
        return cls(algorithm, hashlib.new(algorithm, content).hexdigest())

    def verifies(self, content: bytes) -> bool:
        """Tell whether these are the bytes that the digest names."""
        return self == Digest.of(content, self.algorithm)

    def __str__(self) -> str:
        """Give `algorithm:encoded`."""
        return f"{self.algorithm}:{self.encoded}"
