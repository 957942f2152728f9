"""The empty `digest` that stands beside a tag in a chart's values: where a chart has one, the digest goes there. Pure.

`sha` is what some charts call it, and then it takes the digits alone.
"""

import re
from collections.abc import Iterator

from imagegate.discovery.yaml import nodes
from imagegate.pin.edit import Edit
from imagegate.pin.goal import Goal
from imagegate.pin.siblings import siblings

KIND = "helm-values-image"
IN_PARTS = (KIND, "kustomize-image")
"""Kinds of references whose parts are values of keys, and of nothing else."""

_DIGEST, _SHA = "digest", "sha"
_COLON = re.compile(rf"(?:{_DIGEST}|{_SHA})[\"']?[ \t]*:")


def empty_keys(goal: Goal, text: str, start: int) -> Iterator[Edit]:
    """Give the edits that fill an empty `digest` or `sha` beside what stands at an offset of a file's text."""
    path = goal.occurrence.location.path
    for entry in siblings(text).get(start, ()):
        value = entry.value
        if entry.key not in (_DIGEST, _SHA):
            continue
        if isinstance(value, nodes.Scalar) and not value.text and value.origin is None and value.start == value.end:
            digest = goal.digest.encoded if entry.key == _SHA else str(goal.digest)
            if not value.plain:
                yield Edit(path, value.start, value.start, digest)
            elif colon := _COLON.match(text, text.rfind(entry.key, 0, value.start)):
                yield Edit(path, colon.end(), colon.end(), f" {digest}")
