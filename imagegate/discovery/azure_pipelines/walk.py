"""Walk through a pipeline and the templates that it uses, each time with the parameters that it is given."""

from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import replace

from imagegate.discovery.azure_pipelines.here import Here, Resources, Use, use
from imagegate.discovery.azure_pipelines.images import JOB, SERVICE, container, resource, role
from imagegate.discovery.azure_pipelines.names import declared, each, entries, is_directive, legs, variables
from imagegate.discovery.azure_pipelines.scope import Names, Scope
from imagegate.discovery.azure_pipelines.templates import PipelineFile, Templates
from imagegate.discovery.detector import Found
from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.source import Role
from imagegate.errors import ImagegateError
from imagegate.source import Unresolved, UsedAs

VALUES_MAX = 100_000
USES_MAX = 500

_TEMPLATE = Role("azure-template", UsedAs.CI, "template")
# What holds no job: steps name containers too, but only those of resources.
_SKIPPED = ("steps", "variables", "resources", "container", "services", "env", "trigger", "pr", "schedules", "pool")
_ENTRY = ("trigger", "pr", "schedules", "resources", "extends")


class TooLargeError(ImagegateError):
    """A pipeline that leads to more than is looked at."""

    code = "too-much"


class Walk:
    """Looks at one file; templates wait until what uses them is done."""

    def __init__(self, templates: Templates) -> None:
        """Take what reads templates."""
        self._templates = templates
        self._waiting: deque[Use] = deque()
        self._left = VALUES_MAX
        self._uses: set[Hashable] = set()
        self._seen: dict[tuple[int, int], Scope] = {}  # the scopes are kept, lest others get their identity

    def found(self, file: PipelineFile, *, is_entry: bool) -> Iterator[Found]:
        """Find everything; if not `is_entry`, only other files may use this one."""
        for root in file.roots:
            parameters = declared(root.get("parameters"), file.source)
            is_used = not is_entry and not any(root.all(key) for key in _ENTRY)
            unset = frozenset(name for name, values in parameters.items() if not values) if is_used else frozenset()
            own = PipelineFile(file.source, (root,))
            self._waiting.append(Use(own, Scope(from_outside=unset), Resources(are_all_known=not is_used)))
        while self._waiting:
            yield from self._file(self._waiting.popleft())

    def _file(self, used: Use) -> Iterator[Found]:
        for root in used.file.roots:
            here = self._with_variables(root, used.at(root))
            self._extend(root.get("extends"), here)
            yield from self._resources(root.get("resources"), here)
            yield from self._node(root, here, "pipeline")

    def _extend(self, extends: Node | None, here: Here) -> None:
        """Learn the names of container resources in the file that a pipeline extends."""
        for _, file in self._templates_of(extends, here):
            here.resources.are_all_known &= isinstance(file, PipelineFile)
            if isinstance(extends, Mapping) and isinstance(file, PipelineFile):
                used = use(file, extends, here)
                for root in file.roots:
                    deque(self._resources(root.get("resources"), used.at(root)), maxlen=0)

    def _resources(self, node: Node | None, here: Here) -> Iterator[Found]:
        """Find container resources, and learn their names."""
        self._count(here)
        if isinstance(node, Sequence):
            for item in node.items:
                yield from self._resources(item, here)
        if not isinstance(node, Mapping):
            return
        for entry in node:
            if entry.key == "containers" or is_directive(entry.key):
                for scope in each(entry.key, here.scope):
                    yield from self._resources(entry.value, here.within(scope))
        if name := node.get("container"):
            here.resources.learn(here.scope.meanings(here.value(name)))
            yield from resource(node, here)

    def _node(self, node: Node, here: Here, job: str = "") -> Iterator[Found]:
        """Look at what may hold jobs; `job` is the name of the one that the node belongs to."""
        self._count(here)
        if isinstance(node, Scalar) or (id(node), id(here.scope)) in self._seen:
            return
        self._seen[id(node), id(here.scope)] = here.scope
        if isinstance(node, Sequence):
            for item in node.items:
                yield from self._node(item, here)
            return
        here = self._with_variables(node, here)
        job = node.text("job") or node.text("deployment") or job or ("pipeline" if node.all("steps") else "")
        if job:
            here = here.within(replace(here.scope, legs=legs(node, here.scope, here.source) or here.scope.legs))
            yield from _containers(node, here, job)
        yield from self._template(node, here)
        for entry in node:
            yield from self._member(entry, here, job)

    def _member(self, entry: Entry, here: Here, job: str) -> Iterator[Found]:
        """Look at a member of a mapping; parameters that are passed are no job, but may hold some."""
        if entry.key == "parameters" and isinstance(entry.value, Mapping):
            for given, _ in entries(entry.value):
                yield from self._node(given.value, here)
        elif entry.key not in _SKIPPED:
            for scope in each(entry.key, here.scope):
                yield from self._node(entry.value, here.within(scope), job if is_directive(entry.key) else "")

    def _template(self, node: Mapping, here: Here) -> Iterator[Found]:
        """Have a template wait for its turn."""
        for template, file in self._templates_of(node, here):
            if isinstance(file, str):
                yield Unresolved(here.source.occurrence(template, _TEMPLATE, file), "nobody can tell which file it is")
            elif file is not None:
                self._wait(use(file, node, here))

    def _wait(self, used: Use) -> None:
        known = (used.file.source.file.path, *used.scope.parameters.items(), *used.scope.variables.items())
        if known in self._uses:
            return
        self._uses.add(known)
        if len(self._uses) > USES_MAX:
            message = f"templates are used with more than {USES_MAX} combinations of parameters"
            raise TooLargeError(message)
        self._waiting.append(used)

    def _templates_of(self, node: Node | None, here: Here) -> Iterator[tuple[Scalar, PipelineFile | str | None]]:
        """Give the templates that a node may use; a text where nobody can tell, None where one cannot be read."""
        template = node.get("template") if isinstance(node, Mapping) else None
        if isinstance(template, Scalar):
            for text, _ in here.scope.meanings(here.value(template)):
                if text and "$" not in text:
                    yield template, self._templates.named(text, here.source.file.path, here.location(template))
                else:
                    yield template, text

    def _with_variables(self, node: Mapping, here: Here) -> Here:
        def read(named: Mapping) -> Names:
            found: Names = {}
            for _, file in self._templates_of(named, here):
                if isinstance(file, PipelineFile):
                    for root in file.roots:
                        inner = variables(root.get("variables"), use(file, named, here).at(root).scope, file.source)
                        found = {**found, **inner.variables}
            return found

        section = node.get("variables")
        return here if section is None else here.within(variables(section, here.scope, here.source, read))

    def _count(self, here: Here) -> None:
        self._left -= 1
        if self._left < 0:
            message = f"more than {VALUES_MAX} values in {here.source.file.path[:200]!r} and its templates"
            raise TooLargeError(message, hint="use fewer templates, or less of them")


def _containers(node: Mapping, here: Here, job: str) -> Iterator[Found]:
    for entry in node.all("container"):
        yield from container(entry.value, role(JOB, job), here)
    for entry in node.all("services"):
        for service, _ in entries(entry.value) if isinstance(entry.value, Mapping) else ():
            yield from container(service.value, role(SERVICE, service.key or ""), here)
