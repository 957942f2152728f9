"""Find the images that the steps of a build run in; what a build makes and then runs itself is no reference.

See Cloud Build's "Build configuration file schema".
"""

import re
from collections.abc import Iterator

from imagegate.discovery.cloud_build.substitutions import Substitutions
from imagegate.discovery.detector import Claim, File, Found, NotJudged, Surroundings
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.roots import read_roots
from imagegate.discovery.yaml.source import Role, Source, is_empty, short
from imagegate.source import Unresolved, UsedAs

FORMAT = "cloud-build"

_NAME = re.compile(r"cloudbuild\.(?:ya?ml|json)")
_LIKELY = re.compile(r"(?:.*/)?(?:\.?cloudbuild/.*|[^/]*cloudbuild[^/]*)\.(?:ya?ml|json)", re.DOTALL | re.IGNORECASE)
_STEPS = re.compile(r"""^[ \t{]*["']?(?:steps|build)["']?[ \t]*:""", re.MULTILINE)
_KIND = "cloudbuild-step"
_KEY_MAX = 80
_TAGS = re.compile(r"(?<!\S)(?:-t|--tag|-d|--destination)(?:\s+|=)(\S+)")


def claims(path: str) -> Claim:
    """Claim `cloudbuild.yaml`; of what has the word in its name or lies in such a folder, the content decides."""
    if _NAME.fullmatch(path.rpartition("/")[2]):
        return Claim.YES
    return Claim.MAYBE if _LIKELY.fullmatch(path) else Claim.NO


def sniffs(text: str) -> bool:
    """Tell whether a build's steps may stand in the text."""
    return _STEPS.search(text) is not None


def may_depend(_path: str, _changed: frozenset[str]) -> bool:
    """Read no other file."""
    return False


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a build's file; a trigger's file has the build in it."""
    source = Source(file, surroundings.settings.variables)
    problems, roots = read_roots(source)
    yield from problems
    for root in roots:
        for build in (root, root.get("build")) if isinstance(root, Mapping) else ():
            if isinstance(build, Mapping):
                yield from _steps(build, source)


def _steps(build: Mapping, source: Source) -> Iterator[Found]:
    """Look at the steps in their order: the first one cannot run what the build makes."""
    substitutions = Substitutions(build, source)
    made: set[str] = set()
    seen: set[int] = set()
    for node in _items(build, "steps"):
        if isinstance(node, Mapping) and id(node) not in seen:
            yield from _step(node, made, substitutions, source)
            if not seen:
                made.update(substitutions.filled(text)[0] for text in _outputs(build))
            if id(node.get("args")) not in seen:
                made.update(substitutions.filled(text)[0] for text in _tags(node))
            seen |= {id(node), id(node.get("args"))}


def _step(step: Mapping, made: set[str], substitutions: Substitutions, source: Source) -> Iterator[Found]:
    role = Role(_KIND, UsedAs.CI, (step.text("id") or "steps")[:_KEY_MAX])
    for entry in step.all("name"):
        if not isinstance(entry.value, Scalar) or is_empty(entry.value):
            continue
        text, places = substitutions.filled(short(entry.value))
        if text in made:
            yield NotJudged(source.location(entry.value.start), "the build itself makes it")
        elif "$$" in text:
            reason = "it holds a dollar sign, written as $$"
            yield Unresolved(source.occurrence(entry.value, role, text, places), reason)
        else:
            yield source.reference(entry.value, role, text, places)


def _outputs(build: Mapping) -> Iterator[str]:
    """Give the names under which images are pushed."""
    artifacts = build.get("artifacts")
    for section in (build, artifacts) if isinstance(artifacts, Mapping) else (build,):
        yield from (short(image) for image in _items(section, "images") if isinstance(image, Scalar))


def _tags(step: Mapping) -> Iterator[str]:
    """Give the names that a step gives to what it builds."""
    texts = [one.text for one in _items(step, "args") if isinstance(one, Scalar)]
    command = " ".join((*texts, step.text("args"), step.text("script")))
    if "build" in command or "kaniko" in step.text("name"):
        yield from (match[1].strip("\"'") for match in _TAGS.finditer(command))


def _items(node: Mapping, key: str) -> list[Node]:
    value = node.get(key)
    return value.items if isinstance(value, Sequence) else []
