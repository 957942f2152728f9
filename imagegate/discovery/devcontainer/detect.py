"""Find the images of dev containers: the one that is named, and what leads to others: a Dockerfile, Compose files.

See the Development Containers specification, "Dev Container metadata reference".
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from imagegate.discovery.compose import detect as compose
from imagegate.discovery.compose.environment import MissingFileError
from imagegate.discovery.detector import Build, Claim, File, Found, NotJudged, Problem, Surroundings
from imagegate.discovery.devcontainer.build import dockerfile, found_in_build
from imagegate.discovery.devcontainer.variables import located, reference
from imagegate.discovery.jsonc import InvalidJsonError, read_jsonc
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.source import Role, Source, is_empty, short
from imagegate.errors import ImagegateError
from imagegate.source import Unresolved, UsedAs

FORMAT = "devcontainer"

COMPOSE_FILES_MAX = 50

_PATH = re.compile(r"(?:.*/)?(?:\.devcontainer\.json|\.devcontainer/(?:[^/]+/)?devcontainer\.json)", re.DOTALL)
_IMAGE = Role("devcontainer-image", UsedAs.CI, "image")
_COMPOSE = Role("devcontainer-compose", UsedAs.CI, "dockerComposeFile")


def claims(path: str) -> Claim:
    """Claim the three places that the specification names, at the root and in any folder."""
    return Claim.YES if _PATH.fullmatch(path) else Claim.NO


def sniffs(_text: str) -> bool:
    """Leave it to the name."""
    return False


def may_depend(_path: str, changed: frozenset[str]) -> bool:
    """Say yes to any change: Compose files may have any name, and name others."""
    return bool(changed)


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a dev container's file."""
    source = Source(file, surroundings.settings.variables)
    content = read_jsonc(file.text)
    if content.fault:
        yield Problem(source.location(content.fault.offset), content.fault.error)
    elif not isinstance(content.root, Mapping):
        yield Problem(file.location(1, 1), InvalidJsonError("a dev container is a JSON object"))
    if isinstance(content.root, Mapping):
        yield from _images(content.root, source)
        yield from found_in_build(content.root, source)
        yield from _compose_files(content.root, source, surroundings)
        yield from _features(content.root, source)


def _images(root: Mapping, source: Source) -> Iterator[Found]:
    is_built = dockerfile(root) is not None
    for entry in root.all("image"):
        if not isinstance(entry.value, Scalar):
            yield Problem(source.location(entry.start), InvalidJsonError("the image of a dev container is a string"))
        elif is_built:
            yield NotJudged(source.location(entry.value.start), "it is the name of what the dev container builds")
        elif not is_empty(entry.value):
            yield reference(entry.value, _IMAGE, source)


def _compose_files(root: Mapping, source: Source, surroundings: Surroundings) -> Iterator[Found]:
    node = root.get("dockerComposeFile")
    names: list[Node] = node.items if isinstance(node, Sequence) else [node] if node else []
    for name in names[:COMPOSE_FILES_MAX]:
        if isinstance(name, Scalar) and not is_empty(name):
            yield from _compose_file(name, source, surroundings)
    if len(names) > COMPOSE_FILES_MAX:
        message = f"more than {COMPOSE_FILES_MAX} Compose files"
        yield Problem(source.location(names[COMPOSE_FILES_MAX].start), InvalidJsonError(message))


def _compose_file(scalar: Scalar, source: Source, surroundings: Surroundings) -> Iterator[Found]:
    """Read a Compose file that does not say by its name that it is one; others are looked at for themselves."""
    place = source.location(scalar.start)
    try:
        path, why_unknown = located(short(scalar), source)
        if why_unknown:
            yield Unresolved(source.occurrence(scalar, _COMPOSE, short(scalar)), why_unknown)
            return
        text = surroundings.read(path)
    except ImagegateError as error:
        yield Problem(place, error)
        return
    if text is None:
        yield Problem(place, MissingFileError(path))
    elif not _is_claimed(path, text):
        for one in compose.detect(File(path, text), surroundings):
            yield replace(one, location=place) if isinstance(one, Build) else one


def _is_claimed(path: str, text: str) -> bool:
    claim = compose.claims(path)
    return claim is Claim.YES or (claim is Claim.MAYBE and compose.sniffs(text))


def _features(root: Mapping, source: Source) -> Iterator[Found]:
    """Say once that features are left alone: they are archives of scripts, which have no image's config."""
    features = root.get("features")
    if isinstance(features, Mapping) and features.entries:
        yield NotJudged(source.location(features.start), "features are archives of scripts, and no images")
