"""What stands beside a value in a mapping of YAML or JSON: the keys that say more of it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from imagegate.discovery.detector import File
from imagegate.discovery.yaml import nodes
from imagegate.discovery.yaml.documents import documents

_ENDINGS = (".yml", ".yaml", ".json")
_LISTS = ("enum", "values", "options")


def is_one_of_a_list(path: str, text: str, start: int) -> bool:
    """Tell whether only listed values may stand at an offset: a parameter's default, and the values it may take."""
    beside = siblings(text).get(start, ()) if path.endswith(_ENDINGS) else ()
    return any(entry.key in _LISTS and isinstance(entry.value, nodes.Sequence) for entry in beside)


@lru_cache(maxsize=1)
def siblings(text: str) -> Mapping[int, Sequence[nodes.Entry]]:
    """Give for the offset of each value the entries of the mapping in which it stands."""
    return {
        entry.value.start: mapping.entries
        for document in documents(File("", text))
        for mapping in _mappings(document.read().roots)
        for entry in mapping.entries
    }


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
