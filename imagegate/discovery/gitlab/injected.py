"""Inputs that bring more than a text: GitLab fills them in before YAML is read, so that keys may come with them."""

import re

from imagegate.discovery.detector import File
from imagegate.discovery.gitlab.config import Config, TooMuchError
from imagegate.discovery.gitlab.keys import INPUT
from imagegate.discovery.yaml.documents import documents
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence
from imagegate.errors import ImagegateError

LENGTH_MAX = 4 * 1024 * 1024
_COST = 20
_INPUT = re.compile(r"\$\[\[[^\]\n]{0,200}\]\]")


def brings_keys(config: Config) -> bool:
    """Tell whether a file has other keys or items with its inputs filled in than without.

    What is no YAML then, GitLab refuses. One that gets too long is a `TooMuchError`.
    """
    text = config.source.file.text
    values = [one.text for one in config.inputs.values() if not one.why_unknown]
    if INPUT not in text or not any(_is_special(value) for value in values):
        return False
    filled = _filled(config)
    config.budget.spend((len(text) + len(filled)) // _COST)
    try:
        contents = [document.read() for document in documents(File(config.path, filled))]
    except ImagegateError:
        return False
    if any(content.fault for content in contents):
        return False
    roots = [root for content in contents for root in content.roots if isinstance(root, Mapping)]
    pairs: list[tuple[Node, Node]] = list(zip((root.node for root in config.roots), roots, strict=False))
    return len(roots) != len(config.roots) or not _are_alike(pairs)


def _filled(config: Config) -> str:
    """Put the inputs that are known into the whole file."""
    text = config.source.file.text
    pieces: list[str] = []
    end = length = 0
    for match in _INPUT.finditer(text):
        value = config.filled(match[0])
        if not value.why_unknown:
            pieces += [text[end : match.start()], value.text]
            end = match.end()
            length += len(value.text)
        if length > LENGTH_MAX:
            message = f"the inputs of {config.path[:200]!r} bring more than {LENGTH_MAX} characters"
            raise TooMuchError(message)
    return "".join((*pieces, text[end:]))


def _is_special(value: str) -> bool:
    """Tell whether a value may be more to YAML than a part of a text."""
    return any(one in value for one in "\n\r,:#'\"[]{}!&*|>")


def _are_alike(pairs: list[tuple[Node, Node]]) -> bool:
    seen: set[tuple[int, int]] = set()
    while pairs:
        one, other = pairs.pop()
        if (id(one), id(other)) in seen:
            continue
        seen.add((id(one), id(other)))
        match one, other:
            case Scalar(), Scalar():
                continue
            case Sequence(), Sequence() if len(one.items) == len(other.items):
                pairs += zip(one.items, other.items, strict=True)
            case Mapping(), Mapping() if len(one.entries) == len(other.entries):
                pairs += ((a.value, b.value) for a, b in zip(one.entries, other.entries, strict=True))
            case _:
                return False
    return True
