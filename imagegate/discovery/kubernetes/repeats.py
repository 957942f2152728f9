"""How often what aliases repeat is looked at again, since every alias of a list may cost as much as the list."""

from dataclasses import dataclass, field

from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar

NODES_MAX = 20_000
"""How often mappings and lists of one file are looked at again, because aliases bring them under other parameters."""

VALUES_MAX = 100_000
"""How many values aliases may repeat in those resources of one file that are read more than once; a long text counts
as several."""

_CHARACTERS = 64


@dataclass(slots=True)
class Repeats:
    """How much of a file may still be looked at again."""

    nodes: int = NODES_MAX
    values: int = VALUES_MAX
    _sizes: dict[int, tuple[Node, int]] = field(default_factory=dict)
    _distinct: int = 0

    def affords(self, root: Mapping) -> bool:
        """Spend what is repeated in a resource; tell whether it may still be looked at as often as it is repeated."""
        self._distinct = 0
        whole = self._size(root)
        self.values -= whole - self._distinct
        return self.values >= 0

    def _size(self, node: Node) -> int:
        """Give how many values a node stands for, aliases followed."""
        node = node.origin or node if isinstance(node, Scalar) else node
        if id(node) in self._sizes:
            return self._sizes[id(node)][1]
        if isinstance(node, Scalar):
            size = own = 1 + len(node.text) // _CHARACTERS
        else:
            own = 1
            below = [entry.value for entry in node] if isinstance(node, Mapping) else node.items
            size = own + sum(map(self._size, below))
        self._distinct += own
        self._sizes[id(node)] = (node, size)  # with the node, whose id would otherwise be given to another one
        return size
