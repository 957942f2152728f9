"""The files of a pipeline: itself, and the templates that it names."""

from dataclasses import dataclass, field

from imagegate.discovery.compose.environment import MissingFileError
from imagegate.discovery.detector import File, Found, NotJudged, Problem, Surroundings, beside
from imagegate.discovery.yaml.nodes import InvalidYamlError, Mapping
from imagegate.discovery.yaml.roots import read_roots
from imagegate.discovery.yaml.source import Source
from imagegate.errors import ImagegateError
from imagegate.source import Location

FILES_MAX = 100
"""As many templates as Azure Pipelines takes."""


@dataclass(frozen=True, slots=True)
class PipelineFile:
    """A file's text as places, and the mappings at its top."""

    source: Source
    roots: tuple[Mapping, ...]


@dataclass(slots=True)
class Templates:
    """Reads each file once; `found` is what was wrong with them, `included` where each is named first."""

    surroundings: Surroundings
    found: list[Found] = field(default_factory=list)
    included: dict[str, Location] = field(default_factory=dict)
    _files: dict[str, PipelineFile | ImagegateError] = field(default_factory=dict)

    def own(self, file: File) -> PipelineFile:
        """Read the file that is looked at."""
        read = self._parsed(file)
        self._files[file.path] = read
        return read

    def named(self, name: str, path: str, place: Location) -> PipelineFile | None:
        """Give the template that a file at `path` calls `name`; None if it cannot be read, which is then told."""
        plain, _, repository = name.partition("@")
        if repository.strip() not in ("", "self"):
            self.found.append(NotJudged(place, "the template lies in another repository"))
            return None
        try:
            path = _path(plain.strip(), path)
        except ImagegateError as error:
            self.found.append(Problem(place, error))
            return None
        if path not in self._files:
            self._files[path] = self._read(path)
        file = self._files[path]
        if isinstance(file, ImagegateError):
            self.found.append(Problem(place, file))
            return None
        self.included.setdefault(path, place)
        return file

    def _read(self, path: str) -> PipelineFile | ImagegateError:
        if len(self._files) > FILES_MAX:
            return InvalidYamlError(f"the pipeline has more than {FILES_MAX} templates")
        try:
            text = self.surroundings.read(path)
        except ImagegateError as error:
            return error
        return MissingFileError(path) if text is None else self._parsed(File(path, text))

    def _parsed(self, file: File) -> PipelineFile:
        source = Source(file, self.surroundings.settings.variables)
        problems, roots = read_roots(source)
        self.found += problems
        return PipelineFile(source, tuple(root for root in roots if isinstance(root, Mapping)))


def _path(name: str, path: str) -> str:
    """Give the path of a template; one that begins with a slash stands at the repository's root."""
    name = name.replace("\\", "/")
    return beside("_", name.lstrip("/")) if name.startswith("/") else beside(path, name)
