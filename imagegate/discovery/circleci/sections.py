"""What a configuration defines, and where that is used: jobs, executors, and the same of its inline orbs."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence

_JOBS, _EXECUTORS = "jobs", "executors"
_KEY_MAX = 80


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """A job or an executor; `label` is how the whole file calls it (`orb/job`).

    `used` is where it is used, `perhaps` where any of its section is, because a parameter gives the name.
    """

    node: Mapping
    label: str
    used: list["Use"] = field(default_factory=list)
    perhaps: list["Use"] = field(default_factory=list)

    @property
    def uses(self) -> Iterator["Use"]:
        """Give all places where it may be used."""
        yield from self.used
        yield from self.perhaps

    def declared(self, name: str) -> Node | None:
        """Give the declaration of a parameter."""
        parameters = self.node.get("parameters")
        return parameters.get(name) if isinstance(parameters, Mapping) else None


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A place where a job or an executor is used: what it is given, and the job whose parameters are known there."""

    given: Mapping
    inside: Definition | None = None


@dataclass(slots=True, eq=False)
class Section:
    """A configuration, or an inline orb; `perhaps` is where any of its executors may be used."""

    node: Mapping
    jobs: dict[str, Definition] = field(default_factory=dict)
    executors: dict[str, Definition] = field(default_factory=dict)
    orbs: dict[str, "Section"] = field(default_factory=dict)
    perhaps: list[Use] = field(default_factory=list)

    def job(self, name: str) -> Definition | None:
        """Give a job by the name that the section has for it."""
        orb, slash, rest = name.rpartition("/")
        owner = self.orbs.get(orb) if slash else self
        return owner.jobs.get(rest) if owner else None

    def executor(self, name: str) -> Definition | None:
        """Give an executor by the name that the section has for it."""
        orb, slash, rest = name.rpartition("/")
        owner = self.orbs.get(orb) if slash else self
        return owner.executors.get(rest) if owner else None


def definitions(root: Mapping) -> list[Definition]:
    """Give all jobs and executors of a configuration and its inline orbs, and where each is used."""
    sections: dict[int, Section] = {}
    _read(root, "", sections)
    for section in sections.values():
        _use_executors(section)
        _use_jobs(section)
    return [one for section in sections.values() for one in (*section.jobs.values(), *section.executors.values())]


def _read(node: Mapping, prefix: str, sections: dict[int, Section]) -> Section:
    """Read a section; aliases may repeat an orb, which then has one name of several."""
    if id(node) in sections:
        return sections[id(node)]
    section = sections[id(node)] = Section(node)
    for key, found in ((_JOBS, section.jobs), (_EXECUTORS, section.executors)):
        for entry in _members(node, key):
            if isinstance(entry.value, Mapping):
                label = f"{prefix}{(entry.key or '')[:_KEY_MAX]}"
                found[entry.key or ""] = Definition(entry.value, label, perhaps=section.perhaps)
    for entry in _members(node, "orbs"):
        if isinstance(entry.value, Mapping):
            name = (entry.key or "")[:_KEY_MAX]
            section.orbs[entry.key or ""] = _read(entry.value, f"{prefix}{name}/"[-_KEY_MAX:], sections)
    return section


def _use_executors(section: Section) -> None:
    """Say which executors the section's jobs use, and with what; what has no parameters is given none."""
    for job in section.jobs.values():
        _use(section, job.node.get("executor"), job)
        for entry in _members(job.node, "parameters"):
            if isinstance(entry.value, Mapping):
                _use(section, entry.value.get("default"), None)


def _use_jobs(section: Section) -> None:
    """Say which jobs the section's workflows use, and which executors these jobs are given."""
    for entry in _jobs_of_workflows(section.node):
        if isinstance(entry.value, Mapping):
            if job := section.job(entry.key or ""):
                job.used.append(Use(entry.value))
            for argument in _arguments(entry.value):
                _use(section, argument, None)


def _jobs_of_workflows(node: Mapping) -> Iterator[Entry]:
    for workflow in _members(node, "workflows"):
        jobs = workflow.value.get(_JOBS) if isinstance(workflow.value, Mapping) else None
        for item in jobs.items if isinstance(jobs, Sequence) else ():
            if isinstance(item, Mapping):
                yield from item


def _arguments(given: Mapping) -> Iterator[Node]:
    """Give what a job is given, also by its matrix."""
    for entry in given:
        yield entry.value
        if entry.key == "matrix" and isinstance(entry.value, Mapping):
            for axis in _members(entry.value, "parameters"):
                yield from axis.value.items if isinstance(axis.value, Sequence) else ()


def _use(section: Section, node: Node | None, inside: Definition | None) -> None:
    """Note that an executor is used with parameters."""
    name = node.get("name") if isinstance(node, Mapping) else None
    if isinstance(node, Mapping) and isinstance(name, Scalar):
        if executor := section.executor(name.text):
            executor.used.append(Use(node, inside))
        elif "<<" in name.text:
            section.perhaps.append(Use(node, inside))


def _members(node: Mapping, key: str) -> Iterator[Entry]:
    for entry in node.all(key):
        if isinstance(entry.value, Mapping):
            yield from entry.value
