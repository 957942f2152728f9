"""The document's `reference`: an image's name, taken apart."""

import re

from imagegate.oci.reference import UNNAMED, Reference
from imagegate.strict.json import JsonObject

PRECISION_MAX = 4

# A number of more than 18 digits is none that anyone counts by.
_VERSION = re.compile(r"v?(?P<version>[0-9]{1,18}(?:\.[0-9]{1,18})*)(?![0-9])[-_.+]?(?P<suffix>.*)")


def reference_fields(reference: Reference) -> JsonObject:
    """Spell a reference out. Without tag and digest it means the tag `latest`; no name means nothing."""
    tag, named = reference.implied_tag, reference.repository != UNNAMED
    return {
        "original": reference.text,
        "name": str(reference.repository) if named else None,
        "registry": reference.repository.registry if named else None,
        "repository": reference.repository.path if named else None,
        "tag": tag,
        "tagImplicit": tag != reference.tag,
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
