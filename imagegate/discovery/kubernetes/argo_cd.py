"""Argo CD: the images that an application sets in what it deploys, for kustomize and for Helm."""

from collections.abc import Iterator

from imagegate.discovery.detector import Found, NotJudged
from imagegate.discovery.helm_chart import under
from imagegate.discovery.helm_values import Values
from imagegate.discovery.kubernetes.dialect import Dialect, Scope, Walker
from imagegate.discovery.kustomize_image import image, without_tag
from imagegate.discovery.kustomize_patch import patches
from imagegate.discovery.yaml.documents import Document
from imagegate.discovery.yaml.inline import inline
from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar, items
from imagegate.discovery.yaml.source import Role, Source, is_empty, short
from imagegate.discovery.yaml.template import read
from imagegate.source import Unresolved, UsedAs

_KIND = "argocd-kustomize-image"
_KEY_MAX = 80
_DEPTH_MAX = 16


def _more(node: Mapping, walker: Walker, _scope: Scope) -> Iterator[Found]:
    """Find what a source of an application sets."""
    for entry in node.all("kustomize"):
        if isinstance(entry.value, Mapping):
            for one in items(entry.value.get("images")):
                yield from _image(one, walker.source)
            yield from patches(entry.value, walker)
    for entry in node.all("helm"):
        if isinstance(entry.value, Mapping):
            yield from _chart(entry.value, walker.source)


def _image(node: Node, source: Source) -> Iterator[Found]:
    """Read `[NAME=]IMAGE` as `kustomize edit set image` does."""
    if isinstance(node, Mapping):
        yield from image(node, source)
    if not isinstance(node, Scalar) or is_empty(node):
        return
    text = short(node)
    name, equals, given = text.partition("=")
    if not equals:
        name, given = "", text
    role = Role(_KIND, UsedAs.DEPLOY, (name or without_tag(given))[:_KEY_MAX])
    part = source.without(node, f"{name}{equals}".lower())
    whole = f"{name}{given}" if given.startswith((":", "@")) else given
    if "{{" in text or "*" in text:
        reason = "a template fills it in" if "{{" in text else "it keeps a part of what the resources have"
        yield NotJudged(source.location(part.start), reason)
    elif whole != without_tag(whole):
        yield source.reference(part, role, whole)
    elif equals and given:
        yield Unresolved(source.occurrence(part, role, whole), "its tag stands in the resources")
    else:
        yield NotJudged(source.location(part.start), "kustomize refuses a name without a tag or digest")


def _chart(helm: Mapping, source: Source) -> Iterator[Found]:
    """Find the images in the values that an application gives its chart; parameters are laid over the others."""
    given: list[tuple[Mapping, Source]] = []

    def values(document: Document, inner: Source) -> Iterator[Found]:
        said, roots = read(document, inner)
        yield from said
        for root in roots:
            yield from found(root, inner)

    def found(root: Node, inner: Source) -> Iterator[Found]:
        if isinstance(root, Mapping):
            given.append((root, inner))
        yield from Values(inner, None).found(root)

    for entry in (*helm.all("valuesObject"), *helm.all("values")):
        if isinstance(entry.value, Scalar):
            yield from inline(entry.value, source, values)
        else:
            yield from found(entry.value, source)

    def base(path: tuple[str, ...]) -> tuple[Mapping, Source] | None:
        return next(filter(None, (under(one, path) for one in given)), None)

    yield from Values(source, None, base).found(_tree(items(helm.get("parameters"))))


def _tree(parameters: list[Node]) -> Mapping:
    """Give parameters (`image.tag`) as the values that they set, lists among them left flat."""
    root = Mapping(0)
    folders: dict[tuple[str, ...], Mapping] = {(): root}
    for one in parameters:
        value = one.get("value") if isinstance(one, Mapping) else None
        if isinstance(one, Mapping) and isinstance(value, Scalar):
            *path, last = one.text("name").split(".", _DEPTH_MAX)
            for depth, folder in enumerate(path, 1):
                if tuple(path[:depth]) not in folders:
                    folders[tuple(path[:depth])] = below = Mapping(value.start)
                    folders[tuple(path[: depth - 1])].entries.append(Entry(folder, below, value.start))
            folders[tuple(path)].entries.append(Entry(last, value, value.start))
    return root


APPLICATIONS = Dialect(more=_more, taken=frozenset({"kustomize", "helm"}))
