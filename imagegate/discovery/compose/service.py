"""A service, put together from all the places that describe it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from imagegate.discovery.compose.compose_file import Setting
from imagegate.discovery.yaml.nodes import Entry, Mapping, Sequence

KEY_MAX = 200


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """A service: what it is called, and the mappings that describe it, each one over those before it.

    `own` are those of the file itself, `bases` those that it extends. `background` are those of the main file, over
    which this one is laid; the main file answers for their images itself.
    """

    name: str
    own: tuple[Setting, ...]
    bases: tuple[Setting, ...] = ()
    background: tuple[Setting, ...] = ()

    @property
    def key(self) -> str:
        """What the service is called in what is found."""
        return self.name[:KEY_MAX]

    def images(self) -> list[Setting]:
        """Give what stands as its image: each of its own, else the one that counts among its bases."""
        return layered(self.own, "image") or layered((*self.bases, *self.own), "image")[-1:]

    def listed(self, key: str) -> Iterator[Setting]:
        """Give the items of a list that the main file does not answer for."""
        for setting in layered((*self.bases, *self.own), key):
            yield from setting.items()

    def builds(self) -> list[Setting]:
        """Give all that describes how it is built."""
        return layered((*self.background, *self.bases, *self.own), "build")

    @property
    def is_built_here(self) -> bool:
        """Whether more describes its build than the main file, which answers for its own."""
        return bool(layered((*self.bases, *self.own), "build"))

    def text(self, key: str) -> str:
        """Give a text that counts; an empty one if there is none, or if it is not known."""
        settings = layered((*self.background, *self.bases, *self.own), key)
        return settings[-1].text() if settings else ""


def layered(layers: Iterable[Setting], key: str) -> list[Setting]:
    """Give the values of a key, each one over those before it; null, and what is taken back, is left out."""
    found: list[Setting] = []
    for layer in layers:
        for setting in layer.all(key):
            if setting.tag:
                found.clear()
            if setting.tag != "reset" and not setting.is_null:
                found.append(setting)
    return found


def pairs(setting: Setting) -> Iterator[tuple[str, Setting, bool]]:
    """Give the names and values of a mapping, or of a list of `NAME=value`; a value may not be given."""
    if isinstance(setting.node, Mapping):
        for value in setting.entries():
            if value.entry.key is not None:
                yield value.entry.key, value, not value.is_null
    elif isinstance(setting.node, Sequence):
        for item in setting.items():
            if item.scalar is not None:
                name, equals, _ = item.scalar.text.partition("=")
                yield name, part(item, len(name) + 1) if equals else item, bool(equals)


def part(setting: Setting, skipped: int) -> Setting:
    """Give what follows the first characters of a text."""
    scalar = setting.scalar
    if scalar is None:
        return setting
    is_literal = setting.file.source.file.text.startswith(scalar.text[:skipped], scalar.start)
    start = scalar.start + skipped if is_literal else scalar.start
    rest = replace(scalar, text=scalar.text[skipped:], start=start, plain=False)
    return setting.at(Entry(None, rest, start, setting.entry.merged_at))
