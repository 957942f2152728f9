"""What makes a finding the same in two images: the rule, where it fails, and what stands there."""

import json
from typing import NamedTuple

from imagegate.oci.digest import Digest
from imagegate.policy.pointer import child, join, tokens, value_at
from imagegate.policy.verdict import Finding
from imagegate.strict.json import Json, JsonObject

# What an element of an array is known by, wherever in the array it stands; the first that it has counts.
_KEYS = ("text", "createdBy", "created_by", "digest")


class Fingerprint(NamedTuple):
    """Equal for findings that are the same, whatever the platform.

    `place` is the finding's pointer, in which the elements of arrays stand by their key, not by their number. `value`
    is the digest of what stands there. Both may tell a secret to whoever guesses: they are compared, never shown.
    """

    rule: str
    place: str
    value: Digest


def fingerprint(finding: Finding, document: JsonObject) -> Fingerprint:
    """Take the fingerprint of a finding in the image document that it was found in."""
    value = value_at(document, finding.pointer)
    return Fingerprint(finding.rule, _steady(finding.pointer, document), Digest.of(_canonical(value).encode()))


def _steady(pointer: str, document: JsonObject) -> str:
    way = ""
    node: Json = document
    for token in tokens(pointer):
        below = child(node, token)
        way = join(way, _key(below) if isinstance(node, list) else token)
        node = below
    return way


def _key(element: Json) -> str:
    if isinstance(element, dict):
        names = (element.get(name) for name in _KEYS)
        return next((name for name in names if isinstance(name, str)), _canonical(element))
    return element if isinstance(element, str) else _canonical(element)


def _canonical(value: Json) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
