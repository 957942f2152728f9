"""What refers to an image: signatures and attestations, in manifests of their own (distribution-spec, referrers).

That something refers to an image does not say that it is valid: nothing here verifies a signature.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from imagegate.oci.digest import Digest
from imagegate.strict.json import JsonObject

PREDICATE_TYPE = "in-toto.io/predicate-type"
"""The annotation of a layer that holds an in-toto statement, as BuildKit writes it."""


class Lookup(StrEnum):
    """How the look-up of a part of an image ended.

    Where it is `available`, what was not found is not there; `unsupported` is a place that cannot have it.
    """

    AVAILABLE = "available"
    UNSUPPORTED = "unsupported"
    SKIPPED = "skipped"
    ERROR = "error"


class Found(StrEnum):
    """Where a referrer was found: an index's entry, the list of referrers, or a tag that is made from the digest."""

    INDEX = "buildkit"
    LIST = "referrer"
    TAG = "cosign-tag"


@dataclass(frozen=True, slots=True)
class Referrer:
    """A manifest that is about the one with the digest `subject`.

    `predicate_types` are those of the in-toto statements in it, as far as they are known. `raw` is its descriptor as
    it came, if there is one.
    """

    subject: Digest
    digest: Digest
    found: Found
    artifact_type: str = ""
    annotations: Mapping[str, str] = field(default_factory=dict, hash=False)
    predicate_types: tuple[str, ...] = ()
    raw: JsonObject = field(default_factory=dict, hash=False, repr=False)


@dataclass(frozen=True, slots=True)
class Referrers:
    """What refers to an image's index and manifests, and how each look-up ended.

    `listed` is for the registry's list of referrers, `provenance` for the entries of the index, `tagged` for tags.
    """

    found: tuple[Referrer, ...] = ()
    listed: Lookup = Lookup.SKIPPED
    provenance: Lookup = Lookup.SKIPPED
    tagged: Lookup = Lookup.SKIPPED

    def of(self, *subjects: Digest) -> tuple[Referrer, ...]:
        """Give what is about one of these."""
        return tuple(referrer for referrer in self.found if referrer.subject in subjects)
