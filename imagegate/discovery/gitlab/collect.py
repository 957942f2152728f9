"""Go through a pipeline for the places where images are named."""

from collections.abc import Iterator

from imagegate.discovery.detector import NotJudged
from imagegate.discovery.gitlab.config import Value
from imagegate.discovery.gitlab.environment import Environment
from imagegate.discovery.gitlab.job import Jobs
from imagegate.discovery.gitlab.loader import Loader
from imagegate.discovery.gitlab.pipeline import FOLLOWED_MAX, Pipeline, effective, is_hidden
from imagegate.discovery.gitlab.uses import Name, Uses
from imagegate.discovery.yaml.nodes import Mapping, Scalar
from imagegate.discovery.yaml.source import Role
from imagegate.source import Unresolved, UsedAs

KEY_MAX = 80

_KINDS = {"image": "gitlab-image", "services": "gitlab-service"}
_DEFAULT = "default"
_NEVER_PULLED = "it is never pulled (pull_policy: never)"
_NOWHERE = "it leads nowhere in the repository"


class Collector:
    """Adds the names in one pipeline to the uses."""

    def __init__(self, pipeline: Pipeline, jobs: Jobs, uses: Uses, loader: Loader) -> None:
        """Take the pipeline, what its jobs know, and what collects names and notes what is wrong."""
        self._pipeline = pipeline
        self._jobs = jobs
        self._uses = uses
        self._loader = loader
        self._has_other_policies = False

    def collect(self) -> None:
        """Add what stands in each file first, so that a place is called after what it stands in; then what jobs use."""
        self._has_other_policies = self._describes_policies_alone()
        outside = self._jobs.outside()
        for root in self._pipeline.roots:
            self._own(root, "", outside)
            for section in root.all(_DEFAULT):
                self._own(self._pipeline.follow(section) or section, _DEFAULT, outside)
        environments = {name: self._jobs.environment(self._pipeline.layers(name)) for name in self._pipeline.jobs}
        described = [(name, job) for name, jobs in self._pipeline.jobs.items() for job in jobs]
        for name, job in (*described, *self._pipeline.replaced):
            self._own(job, name, environments[name])
        for name, environment in environments.items():
            if not is_hidden(name):
                self._taken(name, environment)

    def _own(self, block: Value, name: str, environment: Environment) -> None:
        """Add what is written in a mapping; whether a job uses it is another matter."""
        for key, kind in _KINDS.items():
            role = Role(kind, UsedAs.CI, name[:KEY_MAX])
            for value in block.all(key):
                for one in self._names(value, role):
                    self._uses.add(one, role, environment, is_spare=True)

    def _taken(self, name: str, environment: Environment) -> None:
        """Add what counts in a job: its own, what it extends, or what it has by default."""
        layers = self._pipeline.layers(name)
        for key, kind in _KINDS.items():
            role = Role(kind, UsedAs.CI, name[:KEY_MAX])
            value = self._effective(layers, key) or self._jobs.default(layers, key)
            for one in self._names(value, role) if value else ():
                self._uses.add(one, role, environment, is_spare=False)

    def _effective(self, layers: tuple[Value, ...], key: str) -> Value | None:
        """Give the value that counts; of images that are described, the last one that has a name."""
        named = [value for layer in layers if (value := layer.get(key)) is not None and not _is_nameless(value)]
        return named[-1] if named else effective(layers, key)

    def _names(self, value: Value, role: Role, depth: int = 0) -> Iterator[Name]:
        """Give the names in an image, a service, or a list of services."""
        followed = self._pipeline.follow(value)
        if followed is None:
            self._loader.found.append(_leads_nowhere(value, role))
        elif isinstance(followed.node, Scalar):
            if not followed.is_null:
                yield Name(followed.config, followed.node)
        elif isinstance(followed.node, Mapping):
            yield from self._described(followed, role, depth)
        elif depth < FOLLOWED_MAX:
            for item in followed.items():
                yield from self._names(item, role, depth + 1)
        else:
            self._loader.refuse(followed.location, f"lists stand in each other more than {FOLLOWED_MAX} deep")

    def _describes_policies_alone(self) -> bool:
        """Tell whether an image without a name has a policy: it counts over that of an image with a name."""
        sections = (section for root in self._pipeline.roots for section in root.all(_DEFAULT))
        jobs = (job for many in self._pipeline.jobs.values() for job in many)
        blocks = (self._pipeline.follow(block) for block in (*self._pipeline.roots, *sections, *jobs))
        images = (self._pipeline.follow(one) for block in blocks if block for one in block.all("image"))
        return any(one is not None and _is_nameless(one) and one.get("pull_policy") for one in images)

    def _described(self, block: Value, role: Role, depth: int) -> Iterator[Name]:
        docker = block.get("docker")
        platform = docker.get("platform") if docker else None
        for name in block.all("name"):
            if _is_never_pulled(block) and not self._has_other_policies:
                self._loader.found.append(NotJudged(name.location, _NEVER_PULLED))
                continue
            for one in self._names(name, role, depth + 1):
                yield Name(one.config, one.scalar, platform)


def _is_never_pulled(block: Value) -> bool:
    """Tell whether the runner may only use an image that it has (GitLab, `pull_policy`)."""
    policy = block.get("pull_policy")
    return policy is not None and {item.words() for item in policy.items()} == {"never"}


def _is_nameless(value: Value) -> bool:
    return isinstance(value.node, Mapping) and value.get("name") is None


def _leads_nowhere(value: Value, role: Role) -> Unresolved:
    """Say that a reference has no target."""
    text = value.config.source.file.text
    start = value.node.start
    end = text.find("]", start) + 1 or len(text)
    scalar = Scalar(" ".join(text[start:end].split()), start, end)
    return Unresolved(value.config.source.occurrence(scalar, role, scalar.text), _NOWHERE)
