"""What a pipeline includes: files of the repository, by name or by a pattern, and what lies elsewhere."""

import re
from collections.abc import Iterator, Mapping

from imagegate.discovery.detector import NotJudged, Problem, beside
from imagegate.discovery.gitlab.config import Config, InvalidPipelineError, Value
from imagegate.discovery.gitlab.environment import Environment
from imagegate.discovery.gitlab.expansion import Text
from imagegate.discovery.gitlab.loader import Loader
from imagegate.discovery.gitlab.wildcard import WILDCARDS_MAX, matching, tokens
from imagegate.discovery.yaml.nodes import Mapping as Block
from imagegate.discovery.yaml.source import Role, short
from imagegate.errors import ImagegateError
from imagegate.source import Unresolved, UsedAs

DEPTH_MAX = 32

_ROLE = Role("gitlab-include", UsedAs.CI)
_BY_RULES = "the file is not in the repository, and rules say whether it is included"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://.*", re.DOTALL)
_ELSEWHERE = {
    "project": "it lies in another project, and is not read",
    "remote": "it lies elsewhere, and is not read",
    "template": "it is a template of GitLab's, and is not read",
    "component": "it is a component, which lies in another project, and is not read",
    "artifact": "a job makes it when the pipeline runs",
}


class Includes:
    """Finds the files that files include."""

    def __init__(self, loader: Loader) -> None:
        """Take what reads them."""
        self._loader = loader

    def files(self, config: Config, trail: tuple[str, ...] = ()) -> Iterator[Config]:
        """Give a file after those that it includes: what comes later overrides."""
        for root in config.roots:
            for include in root.all("include"):
                yield from self.included(include, (*trail, config.path))
        yield config

    def included(
        self, include: Value, trail: tuple[str, ...] = (), environment: Environment | None = None
    ) -> Iterator[Config]:
        """Give what one `include` brings, with all that this includes in turn.

        `environment` are the variables of the job whose child pipeline it starts.
        """
        for item in () if include.is_null else include.items():
            for path in self._paths(item, trail, environment):
                if path in trail or len(trail) > DEPTH_MAX:
                    message = f"{path[:200]!r} includes itself, or a chain of more than {DEPTH_MAX}"
                    self._loader.refuse(item.location, message)
                    continue
                config = self._loader.other(path, _named(item), _inputs(item))
                if config is not None:
                    yield from self.files(config, trail)

    def _paths(self, item: Value, trail: tuple[str, ...], environment: Environment | None) -> Iterator[str]:
        named = _named(item)
        elsewhere = _elsewhere(item, named)
        if elsewhere:
            self._loader.found.append(NotJudged(named.location, elsewhere))
            return
        for text in self._texts(named, environment):
            if text.why_unknown:
                self._loader.found.append(_unknown(named, text))
            elif "*" in text.text:
                matching = self._matching(named, tokens(text.text.lstrip("/")))
                yield from (path for path in matching if path not in trail)  # a pattern never brings in its own file
            else:
                yield from self._path(item, named, text.text)

    def _texts(self, named: Value, environment: Environment | None) -> tuple[Text, ...]:
        """Give the names of a file; in a pipeline of its own, only variables from outside may stand in them."""
        text = named.text()
        if text.why_unknown or "$" not in text.text:
            return (text,)
        outside = Environment((), self._loader.surroundings.settings.variables, self._loader.budget)
        return (environment or outside).texts(text.text)

    def _path(self, item: Value, named: Value, name: str) -> Iterator[str]:
        """Give the path of a file; it need not be there where rules say whether it is included."""
        try:
            path = beside("_", name.lstrip("/") or ".")
        except ImagegateError as error:
            self._loader.found.append(Problem(named.location, error))
            return
        if item.get("rules") is None or self._loader.exists(path):
            yield path
        else:
            self._loader.found.append(NotJudged(named.location, _BY_RULES))

    def _matching(self, named: Value, pattern: list[str]) -> Iterator[str]:
        """Give the files that a pattern means; there may be none (GitLab, `include:local`)."""
        paths = self._loader.surroundings.paths
        self._loader.budget.spend(len(paths) // 10)
        if len(pattern) > 2 * WILDCARDS_MAX:
            self._loader.refuse(named.location, f"it has more than {WILDCARDS_MAX} wildcards")
            return
        for path in matching(paths, pattern, self._loader.budget.spend):
            if self._loader.exists(path):
                yield path


def _named(item: Value) -> Value:
    """Give the value that names a file, or whatever else an include names."""
    if not isinstance(item.node, Block):
        return item
    keys = ("local", *_ELSEWHERE)
    return next((value for key in keys if (value := item.get(key)) is not None), item)


def _elsewhere(item: Value, named: Value) -> str:
    for key, reason in _ELSEWHERE.items():
        if item.get("local") is None and item.get(key) is not None:
            return reason
    return _ELSEWHERE["remote"] if named.scalar and _ADDRESS.fullmatch(short(named.scalar)) else ""


def _inputs(item: Value) -> Mapping[str, Text]:
    """Give the inputs that an include gives its files."""
    inputs = item.get("inputs")
    given: dict[str, Text] = {}
    for entry in inputs.entries() if inputs else ():
        value = item.at(entry.value)
        text = value.text()
        given[entry.key or ""] = Text(text.text, (value.location, *text.places), text.why_unknown)
    return given


def _unknown(named: Value, text: Text) -> Unresolved | Problem:
    if named.scalar is None:
        return Problem(named.location, InvalidPipelineError("the include names no file"))
    occurrence = named.config.source.occurrence(named.scalar, _ROLE, short(named.scalar), text.places)
    return Unresolved(occurrence, text.why_unknown)
