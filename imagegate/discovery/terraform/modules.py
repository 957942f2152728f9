"""The modules of the same repository that a file calls: which images the call gives them."""

import posixpath
import re
from collections.abc import Container, Iterator
from dataclasses import replace
from typing import NamedTuple

from imagegate.discovery.detector import Found, OutsideRepositoryError, Surroundings, beside
from imagegate.discovery.hcl.evaluate import TooMuchError
from imagegate.discovery.hcl.nodes import Template
from imagegate.discovery.hcl.structure import Block, Body
from imagegate.discovery.terraform.files import ModuleFiles
from imagegate.discovery.terraform.images import KEY_MAX, KIND, is_found_elsewhere
from imagegate.discovery.terraform.pulled import pulled
from imagegate.discovery.terraform.variables import Given, Variables
from imagegate.discovery.yaml.source import Role, Source
from imagegate.source import Location, Occurrence, Unresolved, UsedAs

DEPTH_MAX = 5
CALLS_MAX = 500

_VARIABLE = re.compile(r"(?<![\w.-])var\.([\w-]+)")


class Call(NamedTuple):
    """A block that calls a module in a folder of the repository, and what knows the variables where it stands."""

    block: Block
    source: Source
    folder: str
    variables: Variables

    def arguments(self) -> dict[str, Given]:
        """Give what the call gives to the module's variables."""
        evaluation = self.variables.evaluation
        return {one.name: Given(self.source, one.value, evaluation) for one in self.block.body.attributes}

    def places_in(self, text: str, told: Container[str]) -> tuple[Location, ...]:
        """Give the places of the arguments that a text in the module mentions, but those that were told."""
        names = {name for name in _VARIABLE.findall(text) if name not in told}
        found = (one.value.start for one in self.block.body.attributes if one.name in names)
        return tuple(map(self.source.location, found))


class Modules:
    """Follows the calls that stand in one file, `path`; what they do not decide, the modules say themselves."""

    def __init__(self, path: str, files: ModuleFiles, surroundings: Surroundings) -> None:
        """Take the file that is looked at."""
        self._path = path
        self._files = files
        self._surroundings = surroundings
        self._calls = 0

    def found(self, source: Source, body: Body, variables: Variables, above: tuple[str, ...] = ()) -> Iterator[Found]:
        """Find the images that the calls in a file give; `above` are the folders that lead to it."""
        above = (*above, posixpath.dirname(source.file.path))
        for block in body.all("module"):
            folder = _folder(block, source.file.path)
            if folder is not None and folder not in above and len(above) <= DEPTH_MAX:
                self._calls += 1
                if self._calls > CALLS_MAX:
                    raise TooMuchError
                yield from self._called(Call(block, source, folder, variables), above)

    def _called(self, call: Call, above: tuple[str, ...]) -> Iterator[Found]:
        inner = Variables(self._files, self._surroundings.settings.variables, call.variables.budget, call.arguments())
        name = f"module.{call.block.labels[0] if call.block.labels else ''}"
        files = self._files.usual(call.folder)
        for child, body in files:
            inner.define(child, body)
        for child, body in files:
            for one in (*pulled(child, body, inner, self._surroundings), *self.found(child, body, inner, above)):
                if isinstance(one, Occurrence) and self._is_given_here(one):
                    yield replace(one, key=f"{name}.{one.key}"[:KEY_MAX])
                elif isinstance(one, Unresolved) and (places := call.places_in(one.occurrence.text, inner.missing)):
                    yield Unresolved(replace(one.occurrence, key=name, contributing=places), one.reason)
        for argument, setting in inner.missing.items():
            if not is_found_elsewhere(setting.expression):
                yield setting.unresolved(Role(KIND, UsedAs.DEPLOY, f"{name}.{argument}"), setting.value.why_unknown)

    def _is_given_here(self, one: Occurrence) -> bool:
        return any(place.path == self._path for place in one.contributing)


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
