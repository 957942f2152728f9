"""What the resources of one API have of their own: what an image is for, and what gives a text in them its parts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from imagegate.discovery.detector import Found
from imagegate.discovery.yaml.nodes import Mapping, Node
from imagegate.discovery.yaml.source import Source
from imagegate.source import Location, UsedAs

FIELD = "k8s-field"


@dataclass(frozen=True, slots=True)
class Filled:
    """A text whose variables have values; `places` are where these stand. With a `reason`, they are not known."""

    text: str
    places: tuple[Location, ...] = ()
    reason: str = ""


class Scope(Protocol):
    """The values that variables have in one part of a resource."""

    def within(self, node: Mapping, /) -> "Scope":
        """Give the scope of what stands in a mapping: the same one for the same mapping."""

    def fill(self, text: str, /) -> Sequence[Filled]:
        """Give what a text can become; nothing if it has none of the variables that this scope knows of."""


class NoVariables:
    """The scope in which every text is what is written."""

    def within(self, _node: Mapping) -> Scope:
        """Give itself."""
        return self

    def fill(self, _text: str) -> Sequence[Filled]:
        """Give nothing."""
        return ()


class Walker(Protocol):
    """What finds the images below a node."""

    @property
    def source(self) -> Source:
        """The file that the nodes are of."""

    def inside(self, source: Source, /) -> "Walker":
        """Give one for a text in the file."""

    def resource(self, root: Mapping, /, scope: Scope = ...) -> Iterator[Found]:
        """Find everything in a resource, or in a list of resources."""

    def below(self, node: Node, keys: list[str], /) -> Iterator[Found]:
        """Find everything in a part of a resource to which some keys and indexes lead."""


def _outer(_root: Mapping, outer: Scope, _source: Source) -> Scope:
    return outer


def _nothing(_node: Mapping, _walker: Walker, _scope: Scope) -> Iterator[Found]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to read the resources of one API.

    `field` is the kind of an image that stands in no list of containers. `scope` gives the variables of a resource,
    that of the resource around it being known. `more` finds what else than an image a mapping holds, below the keys
    `taken` alone.
    """

    field: str = FIELD
    used_as: UsedAs = UsedAs.DEPLOY
    scope: Callable[[Mapping, Scope, Source], Scope] = _outer
    more: Callable[[Mapping, Walker, Scope], Iterator[Found]] = _nothing
    taken: frozenset[str] = frozenset()
