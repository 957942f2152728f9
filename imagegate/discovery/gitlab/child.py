"""A pipeline and the child pipelines that its jobs start (GitLab, `trigger:include`)."""

from collections.abc import Iterable

from imagegate.discovery.detector import File
from imagegate.discovery.gitlab.collect import Collector
from imagegate.discovery.gitlab.config import Config, Value
from imagegate.discovery.gitlab.environment import Choice
from imagegate.discovery.gitlab.includes import Includes
from imagegate.discovery.gitlab.job import Jobs
from imagegate.discovery.gitlab.loader import Loader
from imagegate.discovery.gitlab.pipeline import Pipeline, effective, is_hidden
from imagegate.discovery.gitlab.uses import Uses

DEPTH_MAX = 2
"""As many levels as GitLab starts below the first pipeline; it runs nothing further down."""


class Pipelines:
    """Collects the names in a pipeline and in all those below it."""

    def __init__(self, loader: Loader, uses: Uses) -> None:
        """Take what reads files, and what collects names."""
        self._loader = loader
        self._uses = uses
        self._includes = Includes(loader)

    def root(self, file: File) -> None:
        """Collect from the pipeline that begins with a file."""
        self._collect(self._includes.files(self._loader.root(file)), (), ())

    def _collect(self, configs: Iterable[Config], outer: tuple[Choice, ...], chain: tuple[int, ...]) -> None:
        """Collect from a pipeline, which a chain of `include`s has started."""
        pipeline = Pipeline(configs, self._loader)
        jobs = Jobs(pipeline, self._loader, outer)
        Collector(pipeline, jobs, self._uses, self._loader).collect()
        started = set(chain)
        for name in sorted(pipeline.jobs, key=is_hidden) if len(chain) < DEPTH_MAX else ():
            layers = pipeline.layers(name)
            include = _include(layers, pipeline)
            if include is not None and id(include.node) not in (started if is_hidden(name) else chain):
                started.add(id(include.node))
                configs = self._includes.included(include, environment=jobs.environment(layers))
                self._collect(configs, jobs.passed(layers), (*chain, id(include.node)))


def _include(layers: tuple[Value, ...], pipeline: Pipeline) -> Value | None:
    """Give what a job starts a child pipeline from."""
    trigger = effective(layers, "trigger")
    trigger = trigger and pipeline.follow(trigger)
    include = trigger and trigger.get("include")
    return include and pipeline.follow(include)
