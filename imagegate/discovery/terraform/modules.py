"""The modules of the same repository that a file calls, each as a call has it."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from imagegate.discovery.detector import Found, Included, OutsideRepositoryError, Problem, Surroundings, beside
from imagegate.discovery.hcl.evaluate import TooMuchError
from imagegate.discovery.hcl.nodes import Template
from imagegate.discovery.hcl.structure import Block, Body
from imagegate.discovery.terraform.files import ModuleFiles
from imagegate.discovery.terraform.images import KEY_MAX
from imagegate.discovery.terraform.pulled import pulled
from imagegate.discovery.terraform.variables import Given, Variables
from imagegate.discovery.yaml.source import Source
from imagegate.source import Location, Occurrence, Unresolved

DEPTH_MAX = 5
CALLS_MAX = 500


class Call(NamedTuple):
    """A block that calls a module in a folder of the repository, and what knows the variables where it stands."""

    block: Block
    source: Source
    folder: str
    variables: Variables

    @property
    def place(self) -> Location:
        """Where the call stands."""
        return self.source.location(self.block.start)

    def arguments(self) -> dict[str, Given]:
        """Give what the call gives to the module's variables."""
        return {one.name: Given(self.source, one.value, self.variables) for one in self.block.body.attributes}


class Modules:
    """Follows the calls that stand in one file, `path`, and answers for what these leave open."""

    def __init__(self, path: str, files: ModuleFiles, surroundings: Surroundings) -> None:
        """Take the file that is looked at."""
        self._path = path
        self._files = files
        self._surroundings = surroundings
        self._calls = 0

    def found(self, source: Source, body: Body, variables: Variables, above: tuple[str, ...] = ()) -> Iterator[Found]:
        """Find everything in the modules that a file calls; `above` are the folders that lead to it."""
        above = (*above, posixpath.dirname(source.file.path))
        for block in body.all("module"):
            folder = _folder(block, source.file.path)
            if folder is not None and folder not in above and len(above) <= DEPTH_MAX:
                self._calls += 1
                if self._calls > CALLS_MAX:
                    raise TooMuchError
                yield from self._called(Call(block, source, folder, variables), above)

    def _called(self, call: Call, above: tuple[str, ...]) -> Iterator[Found]:
        """Find everything in a module, as one call has it: this answers for its files."""
        inner = Variables(self._files, self._surroundings.settings.variables, call.variables.budget, call.arguments())
        name = f"module.{call.block.labels[0] if call.block.labels else ''}"
        files = self._files.all(call.folder)
        for source, content in files:
            inner.define(source, content.body)
        for source, content in files:
            yield Included(source.file.path, call.place, is_used_alone=True)
            if content.fault is not None:
                yield Problem(source.location(content.fault.offset), content.fault.error)
            for one in pulled(source, content.body, inner, self._surroundings):
                yield self._as_called(_with_arguments(one, inner), name)
            for one in self.found(source, content.body, inner, above):
                yield self._as_called(one, name)

    def _as_called(self, one: Found, name: str) -> Found:
        """Give what depends on the call its name too; everything else is the same in each call."""
        match one:
            case Occurrence() if self._is_given_here(one):
                return replace(one, key=f"{name}.{one.key}"[:KEY_MAX])
            case Unresolved(occurrence) if self._is_given_here(occurrence):
                return replace(one, occurrence=replace(occurrence, key=f"{name}.{occurrence.key}"[:KEY_MAX]))
            case _:
                return one

    def _is_given_here(self, one: Occurrence) -> bool:
        return any(place.path == self._path for place in one.contributing)


def _with_arguments(one: Found, inner: Variables) -> Found:
    """Name the arguments that an unresolved text is made of: a change of one may be all that changes."""
    if not isinstance(one, Unresolved):
        return one
    places = (*one.occurrence.contributing, *inner.arguments_in(one.occurrence.text))
    return replace(one, occurrence=replace(one.occurrence, contributing=tuple(dict.fromkeys(places))))


def _folder(block: Block, path: str) -> str | None:
    """Give the folder of a module of the same repository, None if it is another one's."""
    source = block.body.get("source")
    text = (source.literal or "") if isinstance(source, Template) else ""
    if not text.startswith(("./", "../")):
        return None
    try:
        folder = beside(path, text)
    except OutsideRepositoryError:
        return None
    return "" if folder == "." else posixpath.normpath(folder)
