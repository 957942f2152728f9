"""Ask every detector about every file, and keep what each answer depends on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from imagegate.discovery.detector import (
    DEFAULT_PLATFORM,
    Build,
    Claim,
    Detector,
    File,
    Found,
    NotJudged,
    Problem,
    Surroundings,
)
from imagegate.discovery.dockerfile import detect as dockerfile
from imagegate.discovery.glob import matches, selects
from imagegate.discovery.text import UnreadableFileError, decode, glimpse
from imagegate.errors import ImagegateError, UsageError
from imagegate.oci.platform import Platform
from imagegate.source import DiscoverySettings, Location, Occurrence, Special, Unresolved

DETECTORS: tuple[Detector, ...] = (dockerfile,)
"""In this order. Dockerfiles come last, because other formats say how they are built."""

Read: TypeAlias = Callable[[str], bytes | Special | None]
"""Give a file's bytes (of a large one, `SIZE_BYTES_MAX` + 1 will do), None if the tree has none.

What cannot be had, although it is there, is an `ImagegateError`.
"""

_Value = TypeVar("_Value", Occurrence, Unresolved, Problem, NotJudged)


@dataclass(frozen=True, slots=True)
class Discovery:
    """All that was found, by path, line and column.

    `claimed` gives the formats that each file was read as. `dependencies` gives the other files that decide what a
    file holds, those that are not there among them. `excluded` are files that the settings left out.
    """

    occurrences: tuple[Occurrence, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    problems: tuple[Problem, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()
    claimed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dependencies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()


def discover(
    paths: Iterable[str],
    read: Read,
    settings: DiscoverySettings,
    *,
    platforms: Sequence[Platform] = (),
    changed: frozenset[str] | None = None,
) -> Discovery:
    """Find what stands in the files of one tree; `paths` are all of its files.

    With `changed` (paths, those that are gone among them), only what these files can make different is given: they
    themselves, and the files that depend on one of them.
    """
    _check_formats(settings.formats)
    search = _Search(read, settings, tuple(platforms) or (DEFAULT_PLATFORM,), changed)
    ordered = sorted(set(paths))
    for detector in DETECTORS:
        for path in ordered:
            search.look(detector, path)
    for path in search.built.keys() - set(ordered):
        search.miss(path)
    return search.result()


def format_of(path: str, formats: Mapping[str, str]) -> str | None:
    """Give the format that the last matching glob of the settings says a file has."""
    names = [name for glob, name in formats.items() if matches(path, glob)]
    return names[-1] if names else None


def _check_formats(formats: Mapping[str, str]) -> None:
    known = [detector.FORMAT for detector in DETECTORS]
    for glob, name in formats.items():
        if name not in known:
            message = f"the format {name[:80]!r} of {glob[:200]!r} is not known"
            raise UsageError(message, hint=f"the formats are {', '.join(known)}")


class _Search:
    """One walk over a tree; it collects, and is thrown away."""

    def __init__(
        self, read: Read, settings: DiscoverySettings, platforms: tuple[Platform, ...], changed: frozenset[str] | None
    ) -> None:
        self._read = read
        self._settings = settings
        self._platforms = platforms
        self._changed = changed
        self._found: list[Found] = []
        self._claimed: dict[str, tuple[str, ...]] = {}
        self._dependencies: dict[str, set[str]] = {}
        self._excluded: dict[str, None] = {}
        self.built: dict[str, list[Build]] = {}

    def look(self, detector: Detector, path: str) -> None:
        """Have one detector look at one file, if it claims it and the settings and the changes let it."""
        claim = self._claim(detector, path)
        if claim is Claim.NO:
            return
        if not selects(path, self._settings.include) or any(matches(path, glob) for glob in self._settings.exclude):
            if claim is Claim.YES or path in (self._changed or ()):
                self._excluded[path] = None
            return
        builds = self.built.get(path, []) if detector is dockerfile else []
        known = {source for build in builds for source in self._sources(build)}
        if self._concerns(path, known) or detector.may_depend(path, self._changed or frozenset()):
            self._examine(detector, path, claim, known)

    def miss(self, path: str) -> None:
        """Say of a Dockerfile that is built and not there that it is missing."""
        for build in self.built[path]:
            if self._concerns(path, self._sources(build)):
                error = ImagegateError(f"the Dockerfile {path!r} is not in the repository", code="missing-file")
                self._found.append(Problem(build.location, error))

    def result(self) -> Discovery:
        """Put what was found in order."""
        return Discovery(
            tuple(sorted(set(self._of(Occurrence)), key=_place)),
            tuple(sorted(set(self._of(Unresolved)), key=lambda one: _place(one.occurrence))),
            tuple(sorted(self._of(Problem), key=_place)),
            tuple(sorted(set(self._of(NotJudged)), key=_place)),
            self._claimed,
            {path: frozenset(sources) for path, sources in self._dependencies.items() if sources},
            tuple(self._excluded),
        )

    def _claim(self, detector: Detector, path: str) -> Claim:
        told = format_of(path, self._settings.formats)
        if told is not None:
            return Claim.YES if told == detector.FORMAT else Claim.NO
        return Claim.YES if detector is dockerfile and path in self.built else detector.claims(path)

    def _sources(self, build: Build) -> set[str]:
        path = build.location.path
        return {path, *self._dependencies.get(path, ())}

    def _concerns(self, path: str, sources: set[str]) -> bool:
        return self._changed is None or path in self._changed or not self._changed.isdisjoint(sources)

    def _examine(self, detector: Detector, path: str, claim: Claim, known: set[str]) -> None:
        sources = set(known)
        found = list(self._answers(detector, path, claim, sources))
        self._dependencies.setdefault(path, set()).update(sources)
        for one in found:
            if isinstance(one, Build):
                self.built.setdefault(one.dockerfile, []).append(one)
            elif self._concerns(path, sources):
                self._found.append(one)

    def _answers(self, detector: Detector, path: str, claim: Claim, sources: set[str]) -> Iterator[Found]:
        start = Location(path, 1, 1)
        certain = claim is Claim.YES
        try:
            content = self._content(path)
            certain = certain or detector.sniffs(glimpse(content))
            if certain:
                self._claimed[path] = (*self._claimed.get(path, ()), detector.FORMAT)
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
            raise ImagegateError(message, code="missing-file")
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

        return Surroundings(read, self._settings, tuple(self.built.get(path, ())), self._platforms)

    def _of(self, kind: type[_Value]) -> Iterator[_Value]:
        return (one for one in self._found if isinstance(one, kind))


def _place(one: Occurrence | Problem | NotJudged) -> tuple[str, int, int, str]:
    return (one.location.path, one.location.line, one.location.column, repr(one))
