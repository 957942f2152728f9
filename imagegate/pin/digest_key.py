"""The empty `digest` that stands beside a tag in a chart's values: where a chart has one, the digest goes there. Pure.

`sha` is what some charts call it, and then it takes the digits alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from imagegate.discovery.detector import File
from imagegate.discovery.yaml import nodes
from imagegate.discovery.yaml.documents import documents
from imagegate.pin.edit import Edit
from imagegate.pin.goal import Goal

KIND = "helm-values-image"

_DIGEST, _SHA = "digest", "sha"
_COLON = re.compile(rf"(?:{_DIGEST}|{_SHA})[\"']?[ \t]*:")


def empty_keys(goal: Goal, text: str, start: int) -> Iterator[Edit]:
    """Give the edits that fill an empty `digest` or `sha` beside what stands at an offset of a file's text."""
    path = goal.occurrence.location.path
    for entry in _beside(text).get(start, ()):
        value = entry.value
        if isinstance(value, nodes.Scalar) and not value.text and value.origin is None and value.start == value.end:
            digest = goal.digest.encoded if entry.key == _SHA else str(goal.digest)
            if not value.plain:
                yield Edit(path, value.start, value.start, digest)
            elif colon := _COLON.match(text, text.rfind(entry.key or "", 0, value.start)):
                yield Edit(path, colon.end(), colon.end(), f" {digest}")


@lru_cache(maxsize=1)
def _beside(text: str) -> Mapping[int, Sequence[nodes.Entry]]:
    """Give the digests of the mapping in which a value stands, for every value by its offset."""
    found: dict[int, Sequence[nodes.Entry]] = {}
    for document in documents(File("", text)):
        for mapping in _mappings(document.read().roots):
            digests = [entry for entry in mapping.entries if entry.key in (_DIGEST, _SHA)]
            if digests:
                found |= {entry.value.start: digests for entry in mapping.entries}
    return found


def _mappings(roots: tuple[nodes.Node, ...]) -> Iterator[nodes.Mapping]:
    waiting, seen = list(roots), set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        match node:
            case nodes.Mapping():
                yield node
                waiting += [entry.value for entry in node.entries]
            case nodes.Sequence():
                waiting += node.items
            case nodes.Scalar():
                pass
