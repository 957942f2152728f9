"""Tekton: images of steps and sidecars, and the parameters that name them.

A parameter has the value that the innermost run or pipeline task around it gives, else its default. Specifications
that stand inside a pipeline or a run know the parameters around them (Tekton, "Propagated Parameters").
"""

import re
from collections.abc import Iterator, Sequence

from imagegate.discovery.detector import Found, NotJudged
from imagegate.discovery.kubernetes.dialect import Dialect, Filled, Scope, Walker
from imagegate.discovery.kubernetes.filling import fill, value
from imagegate.discovery.yaml.nodes import Mapping, Scalar, items
from imagegate.discovery.yaml.source import Source, is_empty, is_null
from imagegate.source import UsedAs

_TEMPLATE = "TriggerTemplate"
_PARAM = re.compile(
    r"""\$\((?P<of>tt\.|inputs\.)?params(?:\.(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)|\[["'](?P<quoted>[^"'\]]{1,200})["']\])\)"""
)


class Params:
    """The parameters that a mapping around a text gives values or defaults, and those further out."""

    def __init__(self, source: Source, prefix: str, node: Mapping | None = None, outer: "Params | None" = None) -> None:
        """Take what stands in a mapping, under names that begin with a prefix."""
        self._source = source
        self._prefix = prefix
        self._outer = outer
        self._values = _listed(node, "value", prefix) if node else {}
        self._defaults = _listed(node, "default", prefix) if node else {}
        self._inner: dict[int, Params] = {}
        self._known: dict[str, Sequence[Filled]] = {}

    def within(self, node: Mapping) -> Scope:
        """Give the scope of what stands in a mapping."""
        if not any(node.get(key) for key in ("params", "matrix", "inputs")):
            return self
        if id(node) not in self._inner:
            self._inner[id(node)] = Params(self._source, self._prefix, node, self)
        return self._inner[id(node)]

    def inside(self, prefix: str) -> "Params":
        """Give the scope of a resource that stands in another one."""
        return Params(self._source, prefix, None, self)

    def fill(self, text: str) -> Sequence[Filled]:
        """Give what a text can become; parameters that nothing gives a value stay."""
        return fill(text, _PARAM, self._options) if "$(" in text else ()

    def given(self, name: str) -> list[Filled]:
        """Give the values of the innermost part that gives any."""
        if name in self._values:
            return list(self._expanded(self._values[name]))
        return self._outer.given(name) if self._outer else []

    def default(self, name: str) -> list[Filled]:
        """Give the innermost default."""
        if name in self._defaults:
            return list(self._expanded(self._defaults[name]))
        return self._outer.default(name) if self._outer else []

    def _options(self, match: re.Match[str]) -> Sequence[Filled]:
        name = ("tt.params." if match["of"] == "tt." else "params.") + (match["name"] or match["quoted"])
        if name not in self._known:
            self._known[name] = self.given(name) or self.default(name) or [Filled(f"$({name})")]
        return self._known[name]

    def _expanded(self, scalars: list[Scalar]) -> Iterator[Filled]:
        """Give values, in which the parameters further out are known."""
        for scalar in scalars:
            written = value(scalar, self._source)
            further = self._outer.fill(written.text) if self._outer and not written.reason else ()
            yield from [Filled(one.text, (*written.places, *one.places), one.reason) for one in further] or [written]


def _listed(node: Mapping, key: str, prefix: str) -> dict[str, list[Scalar]]:
    """Give the parameters of a mapping, by name, with their values; those of a matrix have several."""
    found: dict[str, list[Scalar]] = {}
    matrix = node.get("matrix")
    included = items(matrix.get("include")) if isinstance(matrix, Mapping) else []
    for parent in (node, matrix, node.get("inputs"), *included):
        for one in items(parent.get("params")) if isinstance(parent, Mapping) else ():
            given = one.get(key) if isinstance(one, Mapping) else None
            scalars = [each for each in [given, *items(given)] if isinstance(each, Scalar) and not is_null(each)]
            if isinstance(one, Mapping) and scalars:
                found.setdefault(f"{prefix}.{one.text('name')}", []).extend(scalars)
    return found


def _scope(root: Mapping, outer: Scope, source: Source) -> Scope:
    prefix = "tt.params" if root.text("kind") == _TEMPLATE else "params"
    return outer.inside(prefix) if isinstance(outer, Params) else Params(source, prefix)


def _bundles(node: Mapping, walker: Walker, _scope: Scope) -> Iterator[Found]:
    """Name the bundles: artifacts that hold tasks and pipelines, and no image."""
    scalars = [entry.value for entry in node.all("bundle")]
    if node.text("resolver") == "bundles":
        params = [one for one in items(node.get("params")) if isinstance(one, Mapping) and one.text("name") == "bundle"]
        scalars += [one for each in params if (one := each.get("value"))]
    for scalar in scalars:
        if isinstance(scalar, Scalar) and not is_empty(scalar):
            yield NotJudged(walker.source.location(scalar.start), "a Tekton bundle holds tasks, and is no image")


TEKTON = Dialect("tekton-step", UsedAs.CI, _scope, _bundles)
TRIGGERS = Dialect(scope=_scope)
