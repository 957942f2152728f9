"""One walk over a tree: which detector looks at which file, and what its answer depends on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from imagegate.discovery.detector import (
    Build,
    Claim,
    Detector,
    File,
    Found,
    Included,
    NotJudged,
    Problem,
    Surroundings,
)
from imagegate.discovery.dockerfile.detect import FORMAT as DOCKERFILE
from imagegate.discovery.glob import matches, selects
from imagegate.discovery.included import answered_for
from imagegate.discovery.text import UnreadableFileError, decode, glimpse
from imagegate.errors import ImagegateError
from imagegate.oci.platform import Platform
from imagegate.source import DiscoverySettings, Location, Occurrence, Special, Unresolved

Read: TypeAlias = Callable[[str], bytes | Special | None]
"""Give a file's bytes (of a large one, `SIZE_BYTES_MAX` + 1 will do), None if the tree has none.

What cannot be had, although it is there, is an `ImagegateError`.
"""


class MissingFileError(ImagegateError):
    """A file that is named and is not there."""

    code = "missing-file"


def format_of(path: str, formats: Mapping[str, str]) -> str | None:
    """Give the format that the last matching glob of the settings says a file has."""
    names = [name for glob, name in formats.items() if matches(path, glob)]
    return names[-1] if names else None


class Search:
    """It collects while it walks, and is thrown away.

    `found` holds neither builds nor included files; `claimed` gives the formats that each file was read as;
    `dependencies` the other files that decide what a file holds; `excluded` the files that the settings left out.
    """

    def __init__(
        self,
        read: Read,
        settings: DiscoverySettings,
        platforms: tuple[Platform, ...],
        changed: frozenset[str] | None = None,
    ) -> None:
        """Take the tree and what to look for; with `changed`, only what these files can make different is kept."""
        self._read = read
        self._settings = settings
        self._platforms = platforms
        self._changed = changed
        self._paths: frozenset[str] = frozenset()
        self._present: frozenset[str] = frozenset()
        self._told: dict[str, str] = {}
        self._built: dict[str, list[Build]] = {}
        self._looked: dict[str, list[Found]] = {}
        self._included: dict[str, list[Included]] = {}
        self.found: list[Found] = []
        self.claimed: dict[str, tuple[str, ...]] = {}
        self.dependencies: dict[str, set[str]] = {}
        self.excluded: dict[str, None] = {}

    def walk(self, detectors: Sequence[Detector], paths: Iterable[str]) -> None:
        """Have each detector look at every file; those that describe builds come before Dockerfiles."""
        self._paths = frozenset(paths)
        self._present = self._paths | (self._changed or frozenset())
        ordered = sorted(self._paths)
        formats = self._settings.formats
        self._told = {path: told for path in ordered if (told := format_of(path, formats))} if formats else {}
        for detector in detectors:
            for path in ordered:
                self._look(detector, path)
            self._settle()
        for path in sorted(self._built.keys() - set(ordered)):
            self._miss(path)

    def _look(self, detector: Detector, path: str) -> None:
        claim = self._claim(detector, path)
        if claim is Claim.NO:
            return
        if self._is_left_out(path):
            if claim is Claim.YES or path in (self._changed or ()):
                self.excluded[path] = None
            return
        builds = self._built.get(path, []) if detector.FORMAT == DOCKERFILE else []
        known = {source for build in builds for source in self._sources(build)}
        if self._concerns(path, known) or detector.may_depend(path, self._changed or frozenset()):
            self._examine(detector, path, claim, known)

    def _settle(self) -> None:
        """Keep what one detector has found, but for files that are included by others, which answer for them."""
        answered = answered_for({path: {one.path for one in many} for path, many in self._included.items()})
        alone = {one.path for many in self._included.values() for one in many if one.is_used_alone}
        for path, found in self._looked.items():
            counts = [one for one in found if path in alone and isinstance(one, Occurrence)]
            self.found += counts if path in answered else found
        self._looked, self._included = {}, {}

    def _miss(self, path: str) -> None:
        for build in self._built[path]:
            if self._concerns(path, self._sources(build)):
                message = f"the Dockerfile {path!r} is not in the repository"
                self.found.append(Problem(build.location, MissingFileError(message)))

    def _claim(self, detector: Detector, path: str) -> Claim:
        told = self._told.get(path)
        if told is not None:
            return Claim.YES if told == detector.FORMAT else Claim.NO
        if detector.FORMAT == DOCKERFILE and path in self._built:
            return Claim.YES
        return detector.claims(path)

    def _is_left_out(self, path: str) -> bool:
        excluded = any(matches(path, glob) for glob in self._settings.exclude)
        return excluded or not selects(path, self._settings.include)

    def _sources(self, build: Build) -> set[str]:
        path = build.location.path
        return {path, *self.dependencies.get(path, ())}

    def _concerns(self, path: str, sources: set[str]) -> bool:
        return self._changed is None or path in self._changed or not self._changed.isdisjoint(sources)

    def _examine(self, detector: Detector, path: str, claim: Claim, known: set[str]) -> None:
        sources = set(known)
        found = list(self._answers(detector, path, claim, sources))
        self.dependencies.setdefault(path, set()).update(sources)
        for one in found:
            if isinstance(one, Build):
                self._built.setdefault(self._dockerfile(one), []).append(one)
            elif isinstance(one, Included):
                self._included.setdefault(path, []).append(one)
            elif self._concerns(path, sources):
                self._looked.setdefault(path, []).append(one)
        self._include(detector, path)

    def _include(self, detector: Detector, path: str) -> None:
        """Treat what a file includes as what it is: a file of the format, which the settings may leave out."""
        included = {one.path for one in self._included.get(path, ())} - {path}
        left_out = {other for other in included if self._is_left_out(other)}
        self.excluded.update(dict.fromkeys(sorted(left_out)))
        for other in sorted(included - left_out):
            formats = self.claimed.get(other, ())
            self.claimed[other] = formats if detector.FORMAT in formats else (*formats, detector.FORMAT)
        if left_out:
            self._looked[path] = [one for one in self._looked.get(path, ()) if _place(one).path not in left_out]

    def _dockerfile(self, build: Build) -> str:
        """Give the file that is built: where there is no `Dockerfile`, buildx takes a `dockerfile`."""
        folder, slash, name = build.dockerfile.rpartition("/")
        lower = f"{folder}{slash}dockerfile"
        is_other = name == "Dockerfile" and build.dockerfile not in self._paths and lower in self._paths
        return lower if is_other else build.dockerfile

    def _answers(self, detector: Detector, path: str, claim: Claim, sources: set[str]) -> Iterator[Found]:
        start = Location(path, 1, 1)
        certain = claim is Claim.YES
        try:
            content = self._content(path)
            certain = certain or detector.sniffs(glimpse(content))
            if certain:
                self.claimed[path] = (*self.claimed.get(path, ()), detector.FORMAT)
            text = decode(content)
            if certain:
                yield from detector.detect(File(path, text), self._surroundings(path, sources))
        except UnreadableFileError as error:
            yield Problem(start, error) if certain else NotJudged(start, error.message)
        except ImagegateError as error:
            yield Problem(start, error)

    def _content(self, path: str) -> bytes | Special:
        content = self._read(path)
        if content is None:
            message = f"{path!r} is listed, but it is not there"
            raise MissingFileError(message)
        return content

    def _surroundings(self, path: str, sources: set[str]) -> Surroundings:
        def read(other: str) -> str | None:
            sources.add(other)
            content = self._read(other)
            try:
                return None if content is None else decode(content)
            except UnreadableFileError as error:
                message = f"{other}: {error.message}"
                raise ImagegateError(message, hint=error.hint, code=error.code) from None

        return Surroundings(read, self._settings, tuple(self._built.get(path, ())), self._platforms, self._present)


def _place(one: Found) -> Location:
    return one.occurrence.location if isinstance(one, Unresolved) else one.location
