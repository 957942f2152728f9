"""What stands where an image, or the name of a container resource, stands."""

import re
from collections.abc import Iterator

from imagegate.discovery.azure_pipelines.here import Here
from imagegate.discovery.azure_pipelines.members import members
from imagegate.discovery.azure_pipelines.scope import unknown
from imagegate.discovery.detector import Found, NotJudged
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar
from imagegate.discovery.yaml.source import Role, is_empty, short
from imagegate.source import Occurrence, Unresolved, UsedAs

RESOURCE = "azure-container"
JOB = "azure-job-container"
SERVICE = "azure-service"

_KEY_MAX = 80
_WORD = re.compile(r"[-\w]+", re.ASCII)
_EMPTY_PART = re.compile(r"^[:/@]|[:/@]$|//|:@")
_TRUE = ("true", "yes", "on", "1")


def role(kind: str, key: str) -> Role:
    """Give the role of an image that a job, a service or a resource of some name runs."""
    return Role(kind, UsedAs.CI, key[:_KEY_MAX])


def resource(node: Mapping, here: Here, name: str) -> Iterator[Found]:
    """Find the image of a container resource."""
    one = role(RESOURCE, name)
    is_local = node.text("localImage").lower() in _TRUE
    for member in members(node, here):
        scalar, place = member.node, member.here
        if member.key not in ("image", "repository") or not isinstance(scalar, Scalar) or is_empty(scalar):
            continue
        if is_local:
            yield NotJudged(place.location(scalar), "it is never pulled (localImage)")
        elif member.key == "image":
            yield from references(scalar, one, place, may_be_name=False)
        else:
            occurrence = place.source.occurrence(scalar, one, short(scalar))
            yield Unresolved(occurrence, "its registry and tag are known only when the pipeline runs")


def container(node: Node, one: Role, here: Here) -> Iterator[Found]:
    """Find the image of a job's container or of a service: a text, or a mapping that holds it."""
    if isinstance(node, Scalar):
        yield from references(node, one, here, may_be_name=True)
    for member in members(node, here) if isinstance(node, Mapping) else ():
        if member.key == "image" and isinstance(member.node, Scalar):
            yield from references(member.node, one, member.here, may_be_name=False)


def references(scalar: Scalar, one: Role, here: Here, *, may_be_name: bool) -> Iterator[Found]:
    """Give the images that a text can mean; a name of a container resource, and an empty text, mean none."""
    if is_empty(scalar):
        return
    for text, places in here.scope.meanings(here.value(scalar)):
        is_word = may_be_name and _WORD.fullmatch(text) is not None
        if not text or (is_word and text.lower() in here.resources.names):
            continue
        if "${{" in text or "$[" in text:
            yield without_value(here.source.occurrence(scalar, one, text, places), text, here)
        elif is_word and not here.resources.are_all_known:
            reason = "a container resource of the pipelines that use this template may have the name"
            yield NotJudged(here.location(scalar), reason)
        elif text != short(scalar) and _EMPTY_PART.search(text):
            yield NotJudged(here.location(scalar), "a value in it is empty, so that it names no image")
        else:
            yield here.source.reference(scalar, one, text, places)


def without_value(occurrence: Occurrence, text: str, here: Here) -> Found:
    """Say that nobody knows a text, or that those know it who use the file."""
    names = [name[:80] for name in dict.fromkeys(unknown(text)) if name]
    if names and all(here.scope.is_from_outside(name) for name in names):
        return NotJudged(occurrence.location, "the pipelines that use this template give it a value")
    reason = f"nothing gives {' and '.join(names[:3])} a value" if names else "its expression is not known"
    return Unresolved(occurrence, reason)
