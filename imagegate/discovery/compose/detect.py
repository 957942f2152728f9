"""Find the images of a Compose file: those of its services, volumes and hooks, and those that its builds use.

Services are put together as Compose does it: `extends`, `include`, the main file below an override, several documents.
The name that a service gives to what it builds is no reference, though Compose would pull an image of that name if
there is one.
"""

import re
from collections.abc import Hashable, Iterator

from imagegate.discovery.compose.build import found_in_build, recipe
from imagegate.discovery.compose.images import images, output
from imagegate.discovery.compose.names import is_claimed, is_likely
from imagegate.discovery.compose.project import Project
from imagegate.discovery.compose.service import Service
from imagegate.discovery.detector import Build, Claim, File, Found, Surroundings

FORMAT = "compose"

_SECTION = re.compile(r"""(?:^|[{,])[ \t]*["']?(?:services|jobs|include)["']?[ \t]*:""", re.MULTILINE)


def claims(path: str) -> Claim:
    """Claim what is called Compose, with something after it; of `app-compose.yml` and the like the content decides."""
    if is_claimed(path):
        return Claim.YES
    return Claim.MAYBE if is_likely(path) else Claim.NO


def sniffs(text: str) -> bool:
    """Tell whether a section of a Compose file may stand in the text."""
    return _SECTION.search(text) is not None


def may_depend(_path: str, changed: frozenset[str]) -> bool:
    """Say yes to any change: Dockerfiles, files of variables and included files may have any name."""
    return bool(changed)


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a Compose file."""
    project = Project(file, surroundings)
    services = tuple(project.services())
    outputs = {name: service.name for service in services if (name := output(service))}
    builds: dict[Hashable, Build] = {}
    for service in services:
        yield from images(service, outputs)
        for one in _found_in_build(service, project, surroundings):
            if isinstance(one, Build):
                builds.setdefault(_identity(one), one)
            else:
                yield one
    yield from builds.values()
    yield from project.found()


def _identity(one: Build) -> Hashable:
    return one.dockerfile, one.location, one.target, *one.arguments.items(), *one.contexts.items()


def _found_in_build(service: Service, project: Project, surroundings: Surroundings) -> Iterator[Found]:
    """Find what a build names; one that cannot stand alone is laid over that of the main file."""
    one = recipe(service) if service.is_built_here else None
    if one is not None and one.is_fragment:
        one = recipe(project.over_main(service))
    if one is not None:
        yield from found_in_build(one, surroundings, project.file.path)
