"""A pipeline, put together: its jobs with what they extend, and what counts for all of them."""

from collections.abc import Iterable

from imagegate.discovery.gitlab.config import Config, TooMuchError, Value
from imagegate.discovery.gitlab.loader import Loader
from imagegate.discovery.yaml.nodes import Mapping

DEPTH_MAX = 32
FOLLOWED_MAX = 10
"""How deep references may lead to references, and lists stand in lists (GitLab, `!reference`)."""

LAYERS_MAX = 50_000

GLOBAL = ("image", "services")
_SHARED = ("default", "variables", "workflow", "cache", "before_script", "after_script")
_NO_JOBS = frozenset((*GLOBAL, *_SHARED, "include", "stages", "types"))


def is_hidden(name: str) -> bool:
    """Tell whether a job is only there for others to take from."""
    return name.startswith(".")


class Pipeline:
    """Files, each one over those before it.

    `jobs` gives for each name what describes the job; `replaced` are jobs that the same file describes once more.
    """

    def __init__(self, configs: Iterable[Config], loader: Loader) -> None:
        """Take the files, and what notes what is wrong."""
        self._loader = loader
        self.roots: list[Value] = []
        self.jobs: dict[str, list[Value]] = {}
        self.replaced: list[tuple[str, Value]] = []
        self._layers: dict[str, tuple[Value, ...]] = {}
        self._count = 0
        self._shared: dict[tuple[str, ...], Value | None] = {}
        self._references: list[tuple[str, Value]] = []
        for config in configs:
            for root in config.roots:
                self.roots.append(root)
                self._take(root)
        self._follow_jobs()

    def _take(self, root: Value) -> None:
        header = root.config.header
        own: dict[str, Value] = {}
        for entry in root.written():
            job = root.at(entry.value)
            if entry.key is None:
                self._loader.refuse(root.config.source.location(entry.start), "the name of this job is no text")
            elif entry.key not in _NO_JOBS and job.is_reference:
                self._references.append((entry.key, job))
            elif entry.key not in _NO_JOBS and isinstance(job.node, Mapping) and not _is(job, header):
                if entry.key in own:
                    self.replaced.append((entry.key, own[entry.key]))
                own[entry.key] = job
        for name, job in own.items():
            self.jobs.setdefault(name, []).append(job)

    def _follow_jobs(self) -> None:
        """Take in the jobs that are written as references, once all others are known."""
        for name, value in self._references:
            job = self.follow(value)
            if job is None:
                self._loader.refuse(value.location, f"the !reference of {name[:80]!r} leads nowhere in the repository")
            elif isinstance(job.node, Mapping):
                self.jobs.setdefault(name, []).append(job)
        self._layers.clear()

    def layers(self, name: str, chain: tuple[str, ...] = ()) -> tuple[Value, ...]:
        """Give all that describes a job, each over those before it: first what it extends, then its own."""
        if name not in self._layers:
            own = self.jobs[name]
            extends = effective(own, "extends")
            bases = [base.words() for base in extends.items()] if extends else []
            found: list[Value] = []
            for base in (base for base in bases if base in self.jobs):
                if extends and (base in (*chain, name) or len(chain) > DEPTH_MAX):
                    message = f"{name[:80]!r} extends itself, or a chain of more than {DEPTH_MAX}"
                    self._loader.refuse(extends.location, message)
                    continue
                found += self.layers(base, (*chain, name))
                self._check(len(found))
            self._count += len(found) + len(own)
            self._check(self._count)
            self._layers[name] = (*found, *own)
        return self._layers[name]

    def _check(self, count: int) -> None:
        if count > LAYERS_MAX:
            message = f"the jobs are put together from more than {LAYERS_MAX} parts"
            raise TooMuchError(message)

    def follow(self, value: Value, depth: int = 0) -> Value | None:
        """Give what a value stands for: itself, or what its `!reference` leads to; None if that leads nowhere."""
        if not value.is_reference:
            return value
        keys = [item.words() for item in value.items()]
        if depth > FOLLOWED_MAX or not keys:
            return None
        layers = self.layers(keys[0]) if keys[0] in self.jobs else self._sections(keys[0])
        for layer in reversed(layers):
            found: Value | None = layer
            for key in keys[1:]:
                found = found and self.follow(found, depth + 1)
                found = found and found.get(key)
            if found is not None:
                return self.follow(found, depth + 1)
        return None

    def _sections(self, name: str) -> tuple[Value, ...]:
        return tuple(section for root in self.roots if (section := root.get(name)) is not None)

    def section(self, *keys: str) -> Value | None:
        """Give a value that counts for all jobs."""
        if keys not in self._shared:
            self._shared[keys] = self._section(*keys)
        return self._shared[keys]

    def _section(self, *keys: str) -> Value | None:
        found: Value | None = None
        for root in self.roots:
            value: Value | None = root
            for key in keys:
                value = value and value.get(key)
                value = value and self.follow(value)
            found = value or found
        return found


def _is(value: Value, other: Value | None) -> bool:
    return other is not None and value.node is other.node


def effective(layers: Iterable[Value], key: str) -> Value | None:
    """Give the value of a key that counts: the last one."""
    found = [value for layer in layers if (value := layer.get(key)) is not None]
    return found[-1] if found else None
