"""The document's `reference`: an image's name, taken apart."""

import re

from imagegate.oci.reference import DEFAULT_TAG, Reference
from imagegate.strict.json import JsonObject

PRECISION_MAX = 4

# A number of more than 18 digits is none that anyone counts by.
_VERSION = re.compile(r"v?(?P<version>[0-9]{1,18}(?:\.[0-9]{1,18})*)(?![0-9])[-_.+]?(?P<suffix>.*)")


def reference_fields(reference: Reference) -> JsonObject:
    """Spell a reference out. Without tag and digest it means the tag `latest`."""
    implicit = reference.tag is None and not reference.is_pinned
    tag = DEFAULT_TAG if implicit else reference.tag
    return {
        "original": reference.text,
        "name": str(reference.repository),
        "registry": reference.repository.registry,
        "repository": reference.repository.path,
        "tag": tag,
        "tagImplicit": implicit,
        "digest": str(reference.digest) if reference.digest else None,
        "pinned": reference.is_pinned,
        "tagParts": tag_parts(tag) if tag else None,
    }


def tag_parts(tag: str) -> JsonObject:
    """Split a tag into the numbers it begins with and the rest: `1.27.3-alpine` into 1, 27, 3 and `alpine`."""
    match = _VERSION.fullmatch(tag)
    if match is None:
        return {"numbers": [], "version": None, "suffix": tag, "precision": 0}
    numbers = [int(number) for number in match["version"].split(".")]
    return {
        "numbers": [*numbers],
        "version": match["version"],
        "suffix": match["suffix"] or None,
        "precision": min(len(numbers), PRECISION_MAX),
    }
