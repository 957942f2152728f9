"""The bake files of a folder, put together as bake does it, and the targets that they describe.

What bake looks for by itself in a folder is one definition. A file with another name stands alone. What either lacks, a
variable or a target to inherit from, is taken from the nearest definition, since both are usually named together.
"""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from imagegate.discovery.bake.bake_file import BakeFile, InvalidBakeError, read_bake_file
from imagegate.discovery.bake.names import defaults, is_claimed, with_those_above
from imagegate.discovery.bake.target import Layer, layers
from imagegate.discovery.bake.variables import Variables
from imagegate.discovery.detector import File, Problem, Surroundings
from imagegate.discovery.hcl.setting import Setting
from imagegate.discovery.hcl.structure import Block
from imagegate.errors import ImagegateError

DEPTH_MAX = 40
WORK_MAX = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A target with all that it inherits; `layers` are laid one over the other."""

    name: str
    own: tuple[Layer, ...]
    layers: tuple[Layer, ...]

    def get(self, name: str) -> Setting | None:
        """Give the attribute that counts."""
        found = (layer.get(name) for layer in reversed(self.layers))
        return next((one for one in found if one is not None), None)

    def pairs(self, name: str) -> Iterator[tuple[str | None, Setting]]:
        """Give the keys and values of an attribute, those that count last."""
        for layer in self.layers:
            yield from layer.pairs(name)


class Project:
    """One bake file and those that belong to it."""

    def __init__(self, file: File, surroundings: Surroundings) -> None:
        """Read the file, and what lies beside it."""
        self.file = read_bake_file(file)
        self.problems = [*self.file.problems]
        self._own, background = _files(self.file, surroundings)
        files = (*background, *self._own)
        self._variables = Variables(files, surroundings.settings.variables)
        self._layers = self._described(files)
        self._work = 0
        self._surroundings = surroundings
        self._there: dict[str, bool] = {}

    def holds(self, path: str) -> bool:
        """Tell whether the repository has a file, readable or not."""
        if path not in self._there:
            try:
                self._there[path] = self._surroundings.read(path) is not None
            except ImagegateError:
                self._there[path] = True
        return self._there[path]

    def layers(self) -> Iterator[Layer]:
        """Give the blocks of targets in the file itself."""
        for found in self._layers.values():
            yield from (layer for layer in found if layer.file is self.file)

    def targets(self) -> Iterator[Target]:
        """Give the targets that this file is the first one to describe."""
        for name, found in self._layers.items():
            own = tuple(layer for layer in found if layer.file in self._own)
            if own and own[0].file is self.file:
                yield Target(name, own, tuple(self._with_inherited(name, own)))

    @cached_property
    def inherited(self) -> frozenset[str]:
        """The names of the targets that others inherit from."""
        every = (layer for found in self._layers.values() for layer in found)
        return frozenset(name for layer in every for name in _inherits(layer))

    def _described(self, files: tuple[BakeFile, ...]) -> dict[str, list[Layer]]:
        found: dict[str, list[Layer]] = {}
        for file in files:
            for block in file.body.all("target"):
                for layer in self._of_block(file, block):
                    found.setdefault(layer.name, []).append(layer)
        return found

    def _of_block(self, file: BakeFile, block: Block) -> list[Layer]:
        try:
            return list(layers(file, block, self._variables))
        except InvalidBakeError as error:
            if file is self.file:
                self.problems.append(Problem(file.source.location(block.start), error))
            return []

    def _with_inherited(self, name: str, own: tuple[Layer, ...]) -> Iterable[Layer]:
        try:
            return self._inherited(name, own, 0)
        except InvalidBakeError as error:
            self.problems.append(Problem(own[0].file.source.location(own[0].block.start), error))
            return own

    def _inherited(self, name: str, own: tuple[Layer, ...], depth: int, above: tuple[str, ...] = ()) -> list[Layer]:
        """Give what a target inherits, and itself last; of what comes twice, only the last time counts."""
        found: dict[int, Layer] = {}
        parents = [parent for layer in own for parent in _inherits(layer)]
        for parent in parents:
            self._spend(depth, len(found))
            if parent != name and parent not in above and parent in self._layers:
                theirs = self._inherited(parent, self._described_as(parent), depth + 1, (*above, name))
                for layer in theirs:
                    found.pop(id(layer), None)
                    found[id(layer)] = layer
        return [*found.values(), *own]

    def _described_as(self, name: str) -> tuple[Layer, ...]:
        """Give the blocks of a target: those of the definition itself, if it has any."""
        found = self._layers[name]
        return tuple(layer for layer in found if layer.file in self._own) or tuple(found)

    def _spend(self, depth: int, work: int) -> None:
        self._work += work + 1
        if depth > DEPTH_MAX or self._work > WORK_MAX:
            message = "targets inherit from each other more than can be followed"
            raise InvalidBakeError(message)


def _inherits(layer: Layer) -> list[str]:
    setting = layer.get("inherits")
    data = setting.value.data if setting is not None else None
    return [value.text or "" for value in data] if isinstance(data, tuple) else []


def _files(file: BakeFile, surroundings: Surroundings) -> tuple[tuple[BakeFile, ...], tuple[BakeFile, ...]]:
    """Give the files that are one definition with a file, and the nearest definition that may be named with it."""
    definitions = _definitions(file, surroundings)
    if is_claimed(file.path):
        return next(definitions), next(filter(None, definitions), ())
    return (file,), next(filter(None, definitions), ())


def _definitions(file: BakeFile, surroundings: Surroundings) -> Iterator[tuple[BakeFile, ...]]:
    """Read what bake looks for by itself, in the file's folder and in those above it."""
    for folder in with_those_above(posixpath.dirname(file.path)):
        found = [file if path == file.path else _other(path, surroundings) for path in defaults(folder)]
        yield tuple(one for one in found if one is not None)


def _other(path: str, surroundings: Surroundings) -> BakeFile | None:
    """Read a file beside; what is wrong with it, it says itself."""
    try:
        text = surroundings.read(path)
    except ImagegateError:
        return None
    return None if text is None else read_bake_file(File(path, text))
