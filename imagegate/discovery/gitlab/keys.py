"""Keys that mean something else to GitLab than what is written: they would hide an image, and are refused.

Ruby's reader takes `:image` for `image`, and merges what stands under `<<` even if that has quotes. Inputs are filled
in before YAML is read, so that a key may be made of them.
"""

import re
from collections.abc import Iterator

from imagegate.discovery.gitlab.config import Config
from imagegate.discovery.yaml.nodes import Entry, Node, Scalar, Sequence
from imagegate.discovery.yaml.source import TEXT_MAX

INPUT = "$[["

_MEANT = frozenset(
    (
        *("default", "docker", "extends", "image", "include", "inherit", "local", "matrix", "name", "parallel"),
        *("rules", "services", "trigger", "value", "variables", "workflow"),
    )
)
_INPUTS = re.compile(r"\$\[\[[^\]]*\]\]")


def refused(config: Config) -> Iterator[tuple[int, str]]:
    """Give the offset of each value with such a key, and what is wrong with the key."""
    is_filled = INPUT in config.source.file.text
    for entry, parent in _entries([root.node for root in config.roots], config):
        key = entry.key or ""
        if key.startswith(":") and len(key) > 1:
            yield entry.start, f"GitLab takes the key {key[:80]!r} for a symbol; write it without the colon"
        elif key == "<<" and not isinstance(entry.value, Scalar):
            yield entry.start, "GitLab merges what stands under this key; write << without quotes"
        elif is_filled and INPUT in key and _is_meant(key, parent, config):
            yield entry.start, f"nobody can tell what the key {key[:80]!r} is with its inputs; write it out"


def _entries(nodes: list[Node], config: Config) -> Iterator[tuple[Entry, str]]:
    """Give each entry that is written in a file, with the key of the mapping that it stands in."""
    seen: set[int] = set()
    waiting = [(node, "") for node in reversed(nodes)]
    while waiting:
        node, parent = waiting.pop()
        if id(node) in seen or isinstance(node, Scalar):
            continue
        seen.add(id(node))
        if isinstance(node, Sequence):
            config.budget.spend(len(node.items))
            waiting += [(item, parent) for item in reversed(node.items)]
            continue
        config.budget.spend(len(node.entries) + len(node.merges))
        yield from ((entry, parent) for entry in node.entries)
        waiting += [(entry.value, entry.key or "") for entry in reversed((*node.merges, *node.entries))]


def _is_meant(key: str, parent: str, config: Config) -> bool:
    """Tell whether a key may become one that counts; where an input has no value, the file does not run so."""
    if len(key) > TEXT_MAX:
        return True
    filled = config.filled(key)
    if not filled.why_unknown:
        return filled.text in _MEANT
    if "|" not in key:
        return False
    pattern = "(?s:.*)".join(map(re.escape, _INPUTS.split(key)))
    return parent == "variables" or any(re.fullmatch(pattern, word) for word in _MEANT)
