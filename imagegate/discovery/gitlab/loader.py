"""Read the files of a pipeline, each one once, and give them the inputs that the including place names."""

from collections.abc import Iterator, Mapping

from imagegate.discovery.detector import File, NotJudged, Problem, Surroundings
from imagegate.discovery.gitlab.config import Budget, Config, InvalidPipelineError, TooMuchError, Value
from imagegate.discovery.gitlab.expansion import Text
from imagegate.discovery.gitlab.injected import brings_keys
from imagegate.discovery.gitlab.keys import refused
from imagegate.discovery.yaml.nodes import Mapping as Block
from imagegate.discovery.yaml.nodes import Node, Scalar
from imagegate.discovery.yaml.roots import read_roots
from imagegate.discovery.yaml.source import Source, is_empty
from imagegate.errors import ImagegateError
from imagegate.source import Location, Unresolved

FILES_MAX = 5_000
"""How many files may be taken in, those that are taken in again counted again."""

LENGTH_MAX = 4 * 1024 * 1024
HEADER = "spec"


class MissingFileError(ImagegateError):
    """A file that is named and is not there."""

    code = "missing-file"

    def __init__(self, path: str) -> None:
        """Name the file."""
        hint = "add it, or take out what names it"
        super().__init__(f"the file {path[:200]!r} is not in the repository", hint=hint)


class Loader:
    """Reads within a budget.

    `found` is what is wrong with the files, `paths` are those that were taken in, with the places that name them.
    """

    def __init__(self, surroundings: Surroundings) -> None:
        """Take what reads other files."""
        self.surroundings = surroundings
        self.budget = Budget()
        self.found: list[Problem | NotJudged | Unresolved] = []
        self.paths: dict[str, Location] = {}
        self._parsed: dict[str, tuple[Source, tuple[Node, ...]] | None] = {}
        self._length = 0
        self._configs = 0

    def root(self, file: File) -> Config:
        """Take in the file that a pipeline begins with."""
        self._parsed[file.path] = self._parse(file)
        return self._config(self._parsed[file.path], {}) or Config(Source(file, {}), self.budget)

    def other(self, path: str, value: Value, inputs: Mapping[str, Text]) -> Config | None:
        """Take in another file that a value names; None if that cannot be done."""
        if path not in self._parsed:
            file = self._read(path, value.location)
            self._parsed[path] = self._parse(file) if file else None
        return self._config(self._parsed[path], inputs)

    def exists(self, path: str) -> bool:
        """Tell whether there is such a file, readable or not."""
        try:
            return path in self._parsed or self.surroundings.read(path) is not None
        except ImagegateError:
            return True

    def refuse(self, place: Location, message: str) -> None:
        """Note a problem of the pipeline."""
        self.found.append(Problem(place, InvalidPipelineError(message)))

    def _read(self, path: str, place: Location) -> File | None:
        try:
            text = self.surroundings.read(path)
        except ImagegateError as error:
            self.found.append(Problem(place, error))
            return None
        if text is None:
            self.found.append(Problem(place, MissingFileError(path)))
            return None
        self.paths[path] = place
        return File(path, text)

    def _parse(self, file: File) -> tuple[Source, tuple[Node, ...]]:
        self._length += len(file.text)
        if self._length > LENGTH_MAX:
            message = f"the pipeline has more than {LENGTH_MAX} characters"
            raise TooMuchError(message)
        source = Source(file, {})
        return source, tuple(self._roots(source))

    def _roots(self, source: Source) -> Iterator[Node]:
        problems, roots = read_roots(source)
        self.found += problems
        for node in roots:
            if isinstance(node, Block):
                yield node
            elif not (isinstance(node, Scalar) and is_empty(node)):
                self.refuse(source.location(node.start), "it is no mapping, which a pipeline has to be")

    def _config(self, parsed: tuple[Source, tuple[Node, ...]] | None, given: Mapping[str, Text]) -> Config | None:
        if parsed is None:
            return None
        self._configs += 1
        if self._configs > FILES_MAX:
            message = f"the pipeline includes more than {FILES_MAX} files"
            raise TooMuchError(message)
        source, nodes = parsed
        config = Config(source, self.budget)
        config.roots = tuple(Value(config, node) for node in nodes)
        first = config.roots[0] if len(config.roots) > 1 else None
        config.header = first.get(HEADER) if first else None
        config.inputs = {**_defaults(config.header), **given}
        for offset, message in refused(config):
            self.refuse(source.location(offset), message)
        if brings_keys(config):
            self.refuse(source.location(nodes[-1].start), "with its inputs filled in, it has other keys or items")
        return config


def _defaults(header: Value | None) -> dict[str, Text]:
    """Give the inputs that have a default (GitLab, `spec:inputs`)."""
    inputs = header.get("inputs") if header else None
    found: dict[str, Text] = {}
    for entry in inputs.entries() if inputs else ():
        default = inputs.at(entry.value).get("default") if inputs else None
        if default is not None and entry.key is not None:
            text = default.text()
            found[entry.key] = Text(text.text, (default.location, *text.places), text.why_unknown)
    return found
