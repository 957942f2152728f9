"""Find the images of GitHub's workflows and actions: job containers, services, `docker://` steps, whole actions.

Expressions are known when a job runs, but for the values that its matrix lists.
"""

import re
from collections.abc import Iterator

from imagegate.discovery.bounded import bounded
from imagegate.discovery.detector import Build, Claim, File, Found, Problem, Surroundings, beside
from imagegate.discovery.github_expression import Expressions, Known
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.roots import read_roots
from imagegate.discovery.yaml.source import Role, Source, is_empty, short
from imagegate.errors import ImagegateError
from imagegate.source import UsedAs

FORMAT = "github-actions"

KEY_MAX = 80

_PATH = re.compile(r"\.github/workflows/[^/]+\.ya?ml|(?:.*/)?action\.ya?ml", re.DOTALL)
_SCHEME = "docker://"


def claims(path: str) -> Claim:
    """Claim the repository's workflows, and actions wherever they lie."""
    return Claim.YES if _PATH.fullmatch(path) else Claim.NO


def sniffs(_text: str) -> bool:
    """Leave it to the name."""
    return False


def may_depend(_path: str, _changed: frozenset[str]) -> bool:
    """Read no other file."""
    return False


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a workflow or an action."""
    return bounded(_found(Source(file, surroundings.settings.variables)), file)


def _found(source: Source) -> Iterator[Found]:
    problems, roots = read_roots(source)
    yield from problems
    for root in roots:
        if isinstance(root, Mapping):
            yield from _Reader(source).workflow(root)
            yield from _Reader(source).action(root)


class _Reader:
    """Visits every node once, however often aliases repeat it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._seen: set[tuple[int, int]] = set()
        self._known: Known = {}

    def workflow(self, root: Mapping) -> Iterator[Found]:
        jobs = root.get("jobs")
        for job in jobs if isinstance(jobs, Mapping) else ():
            if isinstance(job.value, Mapping) and self._is_new(job.value):
                yield from self._job(job.value, (job.key or "")[:KEY_MAX])

    def action(self, root: Mapping) -> Iterator[Found]:
        runs = root.get("runs")
        if not isinstance(runs, Mapping):
            return
        expressions = Expressions(self._source)
        for entry in runs.all("image"):
            if isinstance(entry.value, Scalar) and not is_empty(entry.value):
                if _is_image(entry.value) or "${{" in short(entry.value):
                    yield from _image(entry.value, Role("gha-action-image", UsedAs.CI, "runs"), expressions)
                else:
                    yield _build(entry.value, self._source)
        yield from self._steps(runs, "runs", expressions)

    def _job(self, job: Mapping, name: str) -> Iterator[Found]:
        strategy = job.get("strategy")
        matrix = strategy.get("matrix") if isinstance(strategy, Mapping) else None
        expressions = Expressions(self._source, matrix, self._known)
        for container in job.all("container"):
            yield from _container(container.value, Role("gha-container", UsedAs.CI, name), expressions)
        for services in job.all("services"):
            if isinstance(services.value, Scalar):  # an expression may give them all
                yield from expressions.references(services.value, Role("gha-service", UsedAs.CI, name))
            elif isinstance(services.value, Mapping) and self._is_new(services.value, matrix):
                for service in services.value:
                    role = Role("gha-service", UsedAs.CI, (service.key or "")[:KEY_MAX])
                    yield from _container(service.value, role, expressions)
        yield from self._steps(job, name, expressions)

    def _steps(self, parent: Mapping, name: str, expressions: Expressions) -> Iterator[Found]:
        """Find the steps that run an image; steps that run side by side stand below `parallel`."""
        for entry in (*parent.all("steps"), *parent.all("parallel")):
            if isinstance(entry.value, Sequence) and self._is_new(entry.value):
                for step in entry.value.items:
                    if isinstance(step, Mapping) and self._is_new(step):
                        yield from self._step(step, name, expressions)

    def _step(self, step: Mapping, name: str, expressions: Expressions) -> Iterator[Found]:
        key = (step.text("id") or step.text("name") or name)[:KEY_MAX]
        for uses in step.all("uses"):
            if isinstance(uses.value, Scalar) and _is_image(uses.value):
                yield from _image(uses.value, Role("gha-step-docker", UsedAs.CI, key), expressions)
        yield from self._steps(step, name, expressions)

    def _is_new(self, node: Node, matrix: Node | None = None) -> bool:
        visit = (id(node), id(matrix))
        is_new = visit not in self._seen
        self._seen.add(visit)
        return is_new


def _container(node: Node, role: Role, expressions: Expressions) -> Iterator[Found]:
    images = [entry.value for entry in node.all("image")] if isinstance(node, Mapping) else [node]
    for image in images:
        if isinstance(image, Scalar):
            yield from _image(image, role, expressions)


def _build(scalar: Scalar, source: Source) -> Found:
    """Say that an action has its own Dockerfile built."""
    place = source.location(scalar.start)
    try:
        return Build(beside(source.file.path, short(scalar)), place)
    except ImagegateError as error:
        return Problem(place, error)


def _is_image(scalar: Scalar) -> bool:
    return short(scalar).lower().startswith(_SCHEME)


def _image(scalar: Scalar, role: Role, expressions: Expressions) -> Iterator[Found]:
    name = expressions.source.without(scalar, _SCHEME) if _is_image(scalar) else scalar
    yield from expressions.references(name, role)
