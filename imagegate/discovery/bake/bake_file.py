"""A bake file as it is read: its blocks, and what is wrong with it."""

from dataclasses import dataclass

from imagegate.discovery.detector import File, Problem
from imagegate.discovery.hcl.json_body import JsonReader, places_in
from imagegate.discovery.hcl.parse import parse
from imagegate.discovery.hcl.structure import Body
from imagegate.discovery.yaml.nodes import Mapping
from imagegate.discovery.yaml.roots import read_roots
from imagegate.discovery.yaml.source import Source
from imagegate.errors import ImagegateError

_LABELS = {"target": 1, "group": 1, "variable": 1, "function": 1}


class InvalidBakeError(ImagegateError):
    """A file that bake refuses, or that leads to more than can be looked at."""

    code = "invalid-bake"

    def __init__(self, message: str) -> None:
        """Say what is wrong with it."""
        super().__init__(message, hint="mend the file; `docker buildx bake --print` says more")


@dataclass(frozen=True, slots=True, eq=False)
class BakeFile:
    """A bake file; `problems` are what hides a part of it."""

    source: Source
    body: Body
    problems: tuple[Problem, ...] = ()

    @property
    def path(self) -> str:
        """Its path from the repository's root."""
        return self.source.file.path


def read_bake_file(file: File) -> BakeFile:
    """Read a file, as its name says: JSON or HCL."""
    source = Source(file, {})
    if file.path.lower().endswith(".json"):
        return _read_json(source)
    content = parse(file.text)
    problems = (Problem(source.location(content.fault.offset), content.fault.error),) if content.fault else ()
    return BakeFile(source, content.body, problems)


def _read_json(source: Source) -> BakeFile:
    body = Body()
    reader = JsonReader(_LABELS, places_in(source.file.text))
    problems, roots = read_roots(source)
    for root in roots:
        if isinstance(root, Mapping):
            reader.file(root, body)
    twice = InvalidBakeError("it stands twice in one object")
    return BakeFile(source, body, (*problems, *(Problem(source.location(offset), twice) for offset in reader.twice)))
