"""Walk through a pipeline and the templates that it uses, each time with the parameters that it is given."""

from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import replace

from imagegate.discovery.azure_pipelines.here import Here, Resources, Work
from imagegate.discovery.azure_pipelines.images import JOB, SERVICE, container, resource, role, without_value
from imagegate.discovery.azure_pipelines.members import Member, items, members
from imagegate.discovery.azure_pipelines.names import legs, variables
from imagegate.discovery.azure_pipelines.scope import Scope
from imagegate.discovery.azure_pipelines.templates import PipelineFile, Templates
from imagegate.discovery.azure_pipelines.use import Use, use
from imagegate.discovery.azure_pipelines.values import Names, TooLargeError
from imagegate.discovery.detector import Found
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.source import Role
from imagegate.source import UsedAs

USES_MAX = 500

_TEMPLATE = Role("azure-template", UsedAs.CI, "template")
# What holds no job: steps name containers too, but only those of resources.
_SKIPPED = ("steps", "variables", "resources", "env", "trigger", "pr", "schedules", "pool", "template")
_ENTRY = ("trigger", "pr", "schedules", "resources", "extends")


class Walk:
    """Looks at one file; templates wait until what uses them is done."""

    def __init__(self, templates: Templates) -> None:
        """Take what reads templates."""
        self._templates = templates
        self._waiting: deque[Use] = deque()
        self._work = Work()
        self._uses: set[Hashable] = set()
        self._seen: dict[tuple[int, int], Scope] = {}  # the scopes are kept, lest others get their identity

    def found(self, file: PipelineFile, *, is_entry: bool) -> Iterator[Found]:
        """Find everything; if not `is_entry`, only other files may use this one."""
        for root in file.roots:
            is_used = not is_entry and not any(root.all(key) for key in _ENTRY)
            own, resources = PipelineFile(file.source, (root,)), Resources(are_all_known=not is_used)
            self._waiting.append(Use(own, {}, {}, resources, is_called=False, are_given=is_used))
        while self._waiting:
            yield from self._file(self._waiting.popleft())

    def _file(self, used: Use) -> Iterator[Found]:
        for root in used.file.roots:
            here = self._with_variables(root, used.at(root, self._work))
            self._extend(root.get("extends"), here)
            yield from self._resources(root.get("resources"), here)
            yield from self._node(root, here, "pipeline")

    def _extend(self, extends: Node | None, here: Here) -> None:
        """Learn the names of container resources in the files that a pipeline extends, one after the other."""
        waiting = [(extends, here)]
        for node, place in waiting:
            for _, file, by in self._templates_of(node, place):
                here.resources.are_all_known &= isinstance(file, PipelineFile)
                if isinstance(file, PipelineFile) and len(waiting) < USES_MAX:
                    used = use(file, by, place)
                    for root in file.roots:
                        deque(self._resources(root.get("resources"), used.at(root, self._work)), maxlen=0)
                        waiting.append((root.get("extends"), used.at(root, self._work)))

    def _resources(self, node: Node | None, here: Here) -> Iterator[Found]:
        """Find container resources, and learn their names."""
        self._work.spend()
        if isinstance(node, Sequence):
            for item in items(node, here):
                yield from self._resources(item.node, item.here)
        if not isinstance(node, Mapping):
            return
        for member in members(node, here):
            if member.key == "containers":
                yield from self._resources(member.node, member.here)
            elif member.key == "container" and isinstance(member.node, Scalar):
                meanings = member.here.scope.meanings(member.here.value(member.node))
                here.resources.learn(meanings)
                yield from resource(node, here, member.node.text)

    def _node(self, node: Node, here: Here, job: str = "") -> Iterator[Found]:
        """Look at what may hold jobs; `job` is the name of the one that the node is, if any."""
        self._work.spend()
        if isinstance(node, Scalar) or (id(node), id(here.scope)) in self._seen:
            return
        self._seen[id(node), id(here.scope)] = here.scope
        if isinstance(node, Sequence):
            for item in items(node, here):
                yield from self._node(item.node, item.here)
            return
        here = self._with_variables(node, here)
        if found_legs := legs(node, here):
            here = here.within(replace(here.scope, legs=found_legs))
        found = list(members(node, here))
        job = node.text("job") or node.text("deployment") or job
        is_job = job or any(member.key == "steps" for member in found)
        for member in found:
            yield from self._member(member, job or "pipeline" if is_job else "")
        yield from self._template(node, here)

    def _member(self, member: Member, job: str) -> Iterator[Found]:
        """Look at a member of a mapping; parameters that are passed are no job, but may hold some."""
        node, here = member.node, member.here
        self._work.spend(len(here.scope.legs))
        if member.key == "container":
            yield from container(node, role(JOB, job), here) if job else ()
        elif member.key == "services" and isinstance(node, Mapping):
            for service in members(node, here) if job else ():
                self._work.spend(len(here.scope.legs))
                yield from container(service.node, role(SERVICE, service.key), service.here)
        elif member.key == "parameters" and isinstance(node, Mapping):
            for given in members(node, here):
                yield from self._node(given.node, given.here)
        elif member.key not in _SKIPPED:
            yield from self._node(node, here)

    def _template(self, node: Mapping, here: Here) -> Iterator[Found]:
        """Have a template wait for its turn."""
        for member, file, by in self._templates_of(node, here):
            if isinstance(file, str):
                occurrence = member.here.source.occurrence(_scalar(member), _TEMPLATE, file)
                yield without_value(occurrence, file, member.here)
            elif file is not None:
                self._wait(use(file, by, here))

    def _wait(self, used: Use) -> None:
        known = (used.file.source.file.path, *used.parameters.items(), *used.variables.items())
        if known in self._uses:
            return
        self._uses.add(known)
        if len(self._uses) > USES_MAX:
            message = f"templates are used with more than {USES_MAX} combinations of parameters"
            raise TooLargeError(message)
        self._waiting.append(used)

    def _templates_of(
        self, node: Node | None, here: Here
    ) -> Iterator[tuple[Member, PipelineFile | str | None, Node | None]]:
        """Give the templates that a node may use, with their parameters; a text where nobody can tell which it is."""
        found = list(members(node, here)) if isinstance(node, Mapping) else []
        by = next((one.node for one in found if one.key == "parameters"), None)
        for member in found:
            if member.key == "template" and isinstance(member.node, Scalar):
                for text, _ in member.here.scope.meanings(member.here.value(member.node)):
                    place = member.here.location(member.node)
                    path = member.here.source.file.path
                    if text:
                        yield member, text if "$" in text else self._templates.named(text, path, place), by

    def _with_variables(self, node: Mapping, here: Here) -> Here:
        def read(named: Mapping, place: Here) -> Names:
            found: Names = {}
            for _, file, by in self._templates_of(named, place):
                for root in file.roots if isinstance(file, PipelineFile) else ():
                    inner = use(file, by, place).at(root, self._work) if isinstance(file, PipelineFile) else place
                    found = {**found, **variables(root.get("variables"), inner, lambda _, _here: {}).scope.variables}
            return found

        section = node.get("variables")
        return here if section is None else variables(section, here, read)


def _scalar(member: Member) -> Scalar:
    return member.node if isinstance(member.node, Scalar) else Scalar("", member.node.start, member.node.start)
