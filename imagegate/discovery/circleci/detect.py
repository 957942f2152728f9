"""Find the images of CircleCI's configurations: those that jobs and executors run in, and those beside them.

See CircleCI's "Configuration reference". The image of a `machine` is a virtual machine's.
"""

import re
from collections.abc import Iterator

from imagegate.discovery.bounded import bounded
from imagegate.discovery.circleci.parameters import Parameters, unknown
from imagegate.discovery.circleci.sections import Definition, definitions
from imagegate.discovery.detector import Claim, File, Found, Problem, Surroundings
from imagegate.discovery.yaml.nodes import InvalidYamlError, Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.roots import read_roots
from imagegate.discovery.yaml.source import Role, Source, is_empty, short
from imagegate.source import Occurrence, Unresolved, UsedAs

FORMAT = "circleci"

VISITS_MAX = 50_000

_PATH = re.compile(r"(?:.*/)?\.circleci/[^/]+\.ya?ml", re.DOTALL)
_DEEPER = re.compile(r"(?:.*/)?\.circleci/.+\.ya?ml", re.DOTALL)
_SECTION = re.compile(r"^(?:jobs|executors|orbs)[ \t]*:", re.MULTILINE)
_KIND = "circleci-docker"


def claims(path: str) -> Claim:
    """Claim what lies in `.circleci`; of what lies deeper, the content decides."""
    if _PATH.fullmatch(path):
        return Claim.YES
    return Claim.MAYBE if _DEEPER.fullmatch(path) else Claim.NO


def sniffs(text: str) -> bool:
    """Tell whether a section that holds images may stand in the text."""
    return _SECTION.search(text) is not None


def may_depend(_path: str, _changed: frozenset[str]) -> bool:
    """Read no other file."""
    return False


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a configuration."""
    return bounded(_found(Source(file, surroundings.settings.variables)), file)


def _found(source: Source) -> Iterator[Found]:
    problems, roots = read_roots(source)
    yield from problems
    for root in roots:
        if isinstance(root, Mapping):
            yield from _images(root, source)


def _images(root: Mapping, source: Source) -> Iterator[Found]:
    """Give each text once for a place, however many jobs share it."""
    parameters = Parameters(root, source)
    visits = ((image, one) for one in definitions(root) for image in _containers(one.node))
    judged: set[tuple[int, int]] = set()
    seen: set[tuple[int, str]] = set()
    for count, (image, definition) in enumerate(visits):
        if count == VISITS_MAX:
            message = f"jobs share images more than {VISITS_MAX} times"
            yield Problem(source.location(image.start), InvalidYamlError(message))
            return
        share = id(image), id(definition) if "<<" in image.text else 0
        if share not in judged:
            judged.add(share)
            for one in _references(image, definition, parameters, source):
                text = one.occurrence.text if isinstance(one, Unresolved) else one.text
                if (image.start, text) not in seen:
                    seen.add((image.start, text))
                    yield one


def _containers(node: Mapping) -> Iterator[Scalar]:
    for entry in node.all("docker"):
        containers: list[Node] = entry.value.items if isinstance(entry.value, Sequence) else [entry.value]
        for container in containers:
            for image in container.all("image") if isinstance(container, Mapping) else ():
                if isinstance(image.value, Scalar) and not is_empty(image.value):
                    yield image.value


def _references(
    scalar: Scalar, inside: Definition, parameters: Parameters, source: Source
) -> Iterator[Occurrence | Unresolved]:
    role = Role(_KIND, UsedAs.CI, inside.label)
    meanings = parameters.meanings(scalar, inside)
    if meanings is None:
        reason = "its parameters have more values than are looked at"
        yield Unresolved(source.occurrence(scalar, role, short(scalar)), reason)
    for text, places in meanings or ():
        if "<<" in text:
            names = " and ".join(name[:80] for name in list(dict.fromkeys(unknown(text)))[:3])
            reason = f"nothing gives {names} a value" if names else "its expression is not known"
            yield Unresolved(source.occurrence(scalar, role, text, places), reason)
        elif text.strip():
            yield source.reference(scalar, role, text.strip(), places)
