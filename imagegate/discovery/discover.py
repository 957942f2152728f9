"""Ask every detector about every file of a tree."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from imagegate.discovery import github_actions, helm, kustomize
from imagegate.discovery.azure_pipelines import detect as azure_pipelines
from imagegate.discovery.bake import detect as bake
from imagegate.discovery.circleci import detect as circleci
from imagegate.discovery.cloud_build import detect as cloud_build
from imagegate.discovery.compose import detect as compose
from imagegate.discovery.detector import DEFAULT_PLATFORM, Claim, Detector, Found, NotJudged, Problem
from imagegate.discovery.devcontainer import detect as devcontainer
from imagegate.discovery.dockerfile import detect as dockerfile
from imagegate.discovery.gitlab import detect as gitlab
from imagegate.discovery.kubernetes import detect as kubernetes
from imagegate.discovery.search import Read, Search
from imagegate.discovery.terraform import detect as terraform
from imagegate.errors import UsageError
from imagegate.oci.platform import Platform
from imagegate.source import DiscoverySettings, Occurrence, Unresolved

DETECTORS: tuple[Detector, ...] = (
    kubernetes,
    kustomize,
    helm,
    github_actions,
    gitlab,
    circleci,
    cloud_build,
    terraform,
    azure_pipelines,
    compose,
    bake,
    devcontainer,
    dockerfile,
)
"""In this order. Dockerfiles come last, because other formats say how they are built."""

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
    themselves, and the files that depend on one of them. `platforms` are those that builds are made for.
    """
    _check_formats(settings.formats)
    search = Search(read, settings, tuple(platforms) or (DEFAULT_PLATFORM,), changed)
    search.walk(DETECTORS, paths)
    problems = tuple(sorted(_distinct(_all(search.found, Problem)), key=_place))
    return Discovery(
        tuple(sorted(dict.fromkeys(_all(search.found, Occurrence)), key=_place)),
        tuple(sorted(dict.fromkeys(_all(search.found, Unresolved)), key=lambda one: _place(one.occurrence))),
        problems,
        tuple(sorted(_left_alone(_all(search.found, NotJudged), problems), key=_place)),
        search.claimed,
        {path: frozenset(sources) for path, sources in search.dependencies.items() if sources},
        tuple(sorted(search.excluded)),
    )


def claimable(paths: Iterable[str]) -> Iterator[str]:
    """Give the paths that a detector may claim: what is worth having at hand before a search."""
    return (path for path in paths if any(detector.claims(path) is not Claim.NO for detector in DETECTORS))


def _check_formats(formats: Mapping[str, str]) -> None:
    known = [detector.FORMAT for detector in DETECTORS]
    for glob, name in formats.items():
        if name not in known:
            message = f"the format {name[:80]!r} of {glob[:200]!r} is not known"
            raise UsageError(message, hint=f"the formats are {', '.join(known)}")


def _all(found: Iterable[Found], kind: type[_Value]) -> Iterator[_Value]:
    return (one for one in found if isinstance(one, kind))


def _distinct(problems: Iterable[Problem]) -> Iterable[Problem]:
    """Leave out what several files have met, each for itself."""
    return {(one.location, one.error.message): one for one in problems}.values()


def _left_alone(found: Iterable[NotJudged], problems: Iterable[Problem]) -> Iterable[NotJudged]:
    """Leave out what is a problem for another format that claims the file: that says more."""
    told = {(one.location, one.error.message) for one in problems}
    return dict.fromkeys(one for one in found if (one.location, one.reason) not in told)


def _place(one: Occurrence | Problem | NotJudged) -> tuple[str, int, int]:
    return one.location.path, one.location.line, one.location.column
