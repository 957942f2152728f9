"""OpenShift: the parameters of a template, which its objects name (`${NAME}`, `${{NAME}}`)."""

import re
from collections.abc import Sequence

from imagegate.discovery.kubernetes.dialect import Dialect, Filled, Scope
from imagegate.discovery.kubernetes.filling import fill, value
from imagegate.discovery.yaml.nodes import Mapping, Scalar, items
from imagegate.discovery.yaml.source import Source, is_null

_NAME = re.compile(r"\$\{(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))\}")


class TemplateParameters:
    """The values that a template gives its parameters; who fills it in may give others."""

    def __init__(self, root: Mapping, source: Source) -> None:
        """Take the template."""
        self._values: dict[str, Filled] = {}
        for one in items(root.get("parameters")):
            given = one.get("value") if isinstance(one, Mapping) else None
            if isinstance(one, Mapping) and isinstance(given, Scalar) and not is_null(given):
                self._values[one.text("name")] = value(given, source)

    def within(self, _node: Mapping) -> Scope:
        """Give itself: the parameters are those of the whole template."""
        return self

    def fill(self, text: str) -> Sequence[Filled]:
        """Give what a text becomes; parameters without a value stay."""
        return fill(text, _NAME, self._options)

    def _options(self, match: re.Match[str]) -> Sequence[Filled]:
        name = match[1] or match[2]
        return (self._values.get(name, Filled(f"${{{name}}}")),)


def _scope(root: Mapping, _outer: Scope, source: Source) -> Scope:
    return TemplateParameters(root, source)


TEMPLATES = Dialect(scope=_scope)
