"""Find the images of Azure Pipelines: container resources, and the containers that jobs and services run in.

See the YAML schema reference for Azure Pipelines. `vmImage` is a virtual machine's.
"""

import re
from collections.abc import Iterator

from imagegate.discovery.detector import Claim, File, Found, Included, Problem, Surroundings

FORMAT = "azure-pipelines"

_NAME = re.compile(r"\.?azure.*pipelines?.*\.ya?ml", re.DOTALL | re.IGNORECASE)
_FIRST = re.compile(r"\.?azure-pipelines\.ya?ml")
_FOLDER = r"\.?(?:azuredevops|azure-?pipelines)|\.azure/pipelines|\.pipelines|eng/pipelines"
_LIKELY = re.compile(rf"(?:.*/)?(?:{_FOLDER})/.*\.ya?ml", re.DOTALL | re.IGNORECASE)
_SECTION = re.compile(r"^[ \t]*+(?:-[ \t]*+)?(?:stages|jobs|resources|extends|container|services)[ \t]*:", re.MULTILINE)


def claims(path: str) -> Claim:
    """Claim what is called Azure Pipelines; in the folders where pipelines lie, the content decides."""
    if _NAME.fullmatch(path.rpartition("/")[2]):
        return Claim.YES
    return Claim.MAYBE if _LIKELY.fullmatch(path) else Claim.NO


def sniffs(text: str) -> bool:
    """Tell whether a section of a pipeline that may hold an image stands in the text."""
    return _SECTION.search(text) is not None


def may_depend(_path: str, changed: frozenset[str]) -> bool:
    """Say yes to any change: templates may have any name."""
    return bool(changed)


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a pipeline or a template, and in the templates that it uses."""
    yield from dict.fromkeys(_found(file, surroundings))


def _found(file: File, surroundings: Surroundings) -> Iterator[Found]:
    from imagegate.discovery.azure_pipelines.templates import Templates
    from imagegate.discovery.azure_pipelines.values import TooLargeError
    from imagegate.discovery.azure_pipelines.walk import Walk

    templates = Templates(surroundings)
    own = templates.own(file)
    try:
        yield from Walk(templates).found(own, is_entry=_is_entry(file.path))
    except TooLargeError as error:
        yield Problem(file.location(1, 1), error)
    for path, place in templates.included.items():
        if path != file.path and not _FIRST.fullmatch(path.rpartition("/")[2]):
            yield Included(path, place, is_used_alone=_is_entry(path))
    yield from templates.found


def _is_entry(path: str) -> bool:
    """Tell whether a name is that of a pipeline, and not of a template that pipelines use."""
    return claims(path) is Claim.YES and "template" not in path.lower()
