"""What the attributes of a resource say about images: references, texts of JSON and YAML, what only a run knows."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from imagegate.discovery.detector import Found, NotJudged, Surroundings
from imagegate.discovery.hcl.evaluate import Budget
from imagegate.discovery.hcl.inline_file import UNKNOWN, inline_file, standing_alone
from imagegate.discovery.hcl.nodes import Call, Conditional, Constant, Expression, Template
from imagegate.discovery.hcl.setting import Setting
from imagegate.discovery.hcl.values import Value
from imagegate.discovery.kubernetes import detect as kubernetes
from imagegate.discovery.terraform.task_file import containers_in, images, named_file
from imagegate.discovery.terraform.variables import Variables
from imagegate.discovery.terraform.walk import KUBERNETES_LISTS, computed, held, leaves, objects
from imagegate.discovery.yaml.documents import documents
from imagegate.discovery.yaml.nodes import Mapping as YamlMapping
from imagegate.discovery.yaml.nodes import Node, Scalar
from imagegate.discovery.yaml.nodes import Sequence as YamlSequence
from imagegate.discovery.yaml.source import Role, Source
from imagegate.source import UsedAs

KIND = "terraform-image"
_ELSEWHERE = "the resource comes from another place, which is not read here"
_BUILT = "it is the name of what the resource builds"
_NO_JSON = "it is no JSON before Terraform runs"
_IMAGE = "image"
_HOLDERS = ("containers", "taskproperties", "taskProperties")
KEY_MAX = 200


class Images:
    """Finds the images of one resource; `key` is what it is called."""

    def __init__(self, source: Source, variables: Variables, key: str) -> None:
        """Take the file, what knows its variables, and the resource."""
        self._source = source
        self._variables = variables
        self._evaluation = variables.evaluation
        self._key = key

    def named(self, value: Expression, called: str) -> Iterator[Found]:
        """Find what an attribute names; if a condition is not known, both of its sides may be."""
        setting = self._setting(value)
        if isinstance(value, Conditional) and setting.value.why_unknown:
            yield from self.named(value.yes, called)
            yield from self.named(value.no, called)
        elif not (_is_null(value) or self._variables.leads_elsewhere(value)):
            yield setting.reference(self._role(called))

    def built(self, value: Expression) -> Iterator[Found]:
        """Say that an attribute is what a resource calls that which it builds."""
        yield NotJudged(self._source.location(value.start), _BUILT)

    def containers(self, value: Expression, surroundings: Surroundings) -> Iterator[Found]:
        """Find the containers in a value that is an object, a text of JSON, or a file of it."""
        for called, image in objects(value):
            yield from self.named(image, called)
        yield from self._computed(value)
        yield from self._held(value, _HOLDERS)
        for leaf in leaves(value):
            setting, name = self._setting(leaf), named_file(leaf)
            found = containers_in(name, self._source, self._role(), surroundings) if name else None
            if found is not None:
                yield from found
            else:
                yield from self._json(setting) if isinstance(leaf, Template) else self._known(setting)

    def manifest(self, value: Expression, surroundings: Surroundings) -> Iterator[Found]:
        """Find the containers in a resource of Kubernetes, which is an object, or a text of YAML."""
        for called, image in objects(value, KUBERNETES_LISTS):
            yield from self.named(image, called)
        yield from self._computed(value)
        yield from self._held(value, KUBERNETES_LISTS)
        for leaf in leaves(value):
            setting = self._setting(leaf)
            if isinstance(leaf, Template):
                yield from self._yaml(setting, surroundings)
            elif setting.value.why_unknown:
                yield NotJudged(self._source.location(leaf.start), _ELSEWHERE)
            else:
                yield from self._known(setting, KUBERNETES_LISTS)

    def _known(self, setting: Setting, lists: tuple[str, ...] = ()) -> Iterator[Found]:
        """Find the containers in a value that a variable holds; with `lists`, in lists of these names alone."""
        budget = self._evaluation.budget
        for one in _listed(setting.value, lists, budget) if lists else _images(setting.value, budget):
            yield replace(setting, value=one).reference(self._role())

    def _held(self, value: Expression, lists: tuple[str, ...]) -> Iterator[Found]:
        """Find what variables hold that stand within a value; one that is not known matters where containers are."""
        for is_held, leaf in held(value, lists):
            setting = self._setting(leaf)
            if is_held or not setting.value.why_unknown:
                yield from self._known(setting, () if is_held else lists)

    def _computed(self, value: Expression) -> Iterator[Found]:
        """Find what keys that are expressions name; what a function makes may be any key."""
        for entry in computed(value):
            key = self._setting(entry.key)
            if (key.value.text or "").lower() == _IMAGE:
                yield from self.named(entry.value, "")
            elif key.value.why_unknown and isinstance(entry.key, Call):
                yield key.unresolved(self._role(), key.value.why_unknown)

    def _yaml(self, setting: Setting, surroundings: Surroundings) -> Iterator[Found]:
        """Find the images in a text of YAML; a value that is not known may be a whole part of it."""
        pieces = setting.pieces
        left_out = standing_alone(pieces)
        file = inline_file(setting, left_out)
        yield from (file.completed(one) for one in kubernetes.detect(file, surroundings))
        for index in sorted(left_out):
            yield NotJudged(self._source.location(pieces[index].start), _ELSEWHERE)

    def _json(self, setting: Setting) -> Iterator[Found]:
        """Find the images in a text of JSON."""
        file = inline_file(setting)
        inner = Source(file, {})
        for document in documents(file):
            content = document.read()
            if content.fault is not None or any(_hides(root) for root in content.roots):
                yield setting.unresolved(self._role(), _NO_JSON)
            for scalar in (one for root in content.roots for one in images(root, set())):
                yield file.completed(inner.reference(scalar, self._role()))

    def _setting(self, value: Expression) -> Setting:
        return Setting(self._source, value, self._evaluation.value(value), self._evaluation)

    def _role(self, called: str = "") -> Role:
        return Role(KIND, UsedAs.DEPLOY, (f"{self._key}.{called}" if called else self._key)[:KEY_MAX])


def _is_null(value: Expression) -> bool:
    return isinstance(value, Constant) and value.value is None


def _images(value: Value, budget: Budget, *, may_hide: bool = True) -> Iterator[Value]:
    """Give the images in a list, or in an object, that variables hold, and what is not known where a container is."""
    budget.spend()
    if may_hide and value.why_unknown:
        yield value
    elif isinstance(value.data, tuple):
        for item in value.data:
            yield from _images(item.at(value.places), budget, may_hide=may_hide)
    elif isinstance(value.data, Mapping):
        for name, one in value.data.items():
            inner = one.at(value.places)
            key = name.lower()
            yield from [inner] if key == _IMAGE else _images(inner, budget, may_hide=key in _HOLDERS)


def _listed(value: Value, lists: tuple[str, ...], budget: Budget) -> Iterator[Value]:
    """Give the images in the lists of some names, anywhere in a value."""
    budget.spend()
    if isinstance(value.data, tuple):
        for item in value.data:
            yield from _listed(item.at(value.places), lists, budget)
    elif isinstance(value.data, Mapping):
        for name, one in value.data.items():
            inner = one.at(value.places)
            yield from _images(inner, budget) if name in lists else _listed(inner, lists, budget)


def _hides(node: Node) -> bool:
    """Tell whether a value that is not known stands in JSON where only a container can, or a part of one."""
    match node:
        case Scalar():
            return node.plain and UNKNOWN in node.text
        case YamlSequence(_, items):
            return any(_hides(item) for item in items)
        case YamlMapping():
            return any(UNKNOWN in (entry.key or "") for entry in node.entries)
