"""Find the images of GitLab's pipelines: of their jobs, with what these extend, include and have by default.

A file with a pipeline answers for all that it includes from the repository, and for the child pipelines that its jobs
start. What is included by no name of its own is read in this way alone. What GitLab starts with, by its name or as the
policy has it, always answers for itself: no other file that includes it can change what it runs.
"""

import re
from collections.abc import Iterator

from imagegate.discovery.detector import Claim, File, Found, Included, Surroundings
from imagegate.discovery.search import format_of

FORMAT = "gitlab-ci"

_NAME = re.compile(r".*\.gitlab-ci\.ya?ml", re.DOTALL)
_YAML = (".yml", ".yaml")
_FIRST = ".gitlab-ci.yml"


def claims(path: str) -> Claim:
    """Claim pipelines by their name, wherever they lie."""
    return Claim.YES if _NAME.fullmatch(path) else Claim.NO


def sniffs(_text: str) -> bool:
    """Leave it to the name."""
    return False


def may_depend(_path: str, changed: frozenset[str]) -> bool:
    """Say yes to any YAML file, which may be included."""
    return any(path.endswith(_YAML) for path in changed)


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a pipeline."""
    from imagegate.discovery.gitlab.child import Pipelines
    from imagegate.discovery.gitlab.loader import Loader
    from imagegate.discovery.gitlab.uses import Uses

    loader, uses = Loader(surroundings), Uses()
    Pipelines(loader, uses).root(file)
    formats = surroundings.settings.formats
    parts = {
        path: place for path, place in loader.paths.items() if path != _FIRST and format_of(path, formats) != FORMAT
    }
    yield from (Included(path, place) for path, place in parts.items())
    yield from uses.found()
    yield from dict.fromkeys(loader.found)
