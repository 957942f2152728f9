"""The images in JSON patches (RFC 6902) that stand in files of their own.

Patches that are parts of resources say so themselves, and are found as such in any file.
"""

from collections.abc import Iterator
from dataclasses import replace

from imagegate.discovery.detector import File, Found, NotJudged, Problem, Surroundings, beside
from imagegate.discovery.kubernetes.dialect import Walker
from imagegate.discovery.kustomize_patch import operations
from imagegate.discovery.yaml.documents import documents
from imagegate.discovery.yaml.nodes import InvalidYamlError, Mapping, Scalar, Sequence, items
from imagegate.discovery.yaml.source import Source, is_empty, short
from imagegate.discovery.yaml.template import read
from imagegate.errors import ImagegateError
from imagegate.source import Location, Occurrence, Unresolved

FILES_MAX = 200


def patch_files(root: Mapping, walker: Walker, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in the JSON patches that a kustomization names."""
    named: dict[str, Scalar] = {}
    for key in ("patches", "patchesJson6902"):
        for one in items(root.get(key)):
            path = one.get("path") if isinstance(one, Mapping) else None
            if isinstance(path, Scalar) and not is_empty(path):
                named.setdefault(short(path), path)
    for number, (name, scalar) in enumerate(named.items()):
        place = walker.source.location(scalar.start)
        if number == FILES_MAX:
            message = f"the kustomization names more than {FILES_MAX} patches"
            yield Problem(place, InvalidYamlError(message, hint="put patches together"))
            return
        yield from _named(name, place, walker, surroundings)


def _named(name: str, place: Location, walker: Walker, surroundings: Surroundings) -> Iterator[Found]:
    if "://" in name:
        yield NotJudged(place, "it lies elsewhere, and is not read")
        return
    try:
        path = beside(walker.source.file.path, name)
        text = surroundings.read(path) or ""
    except ImagegateError as error:
        yield Problem(place, error)
        return
    if "image" in text:
        yield from (_from(one, place) for one in _file(File(path, text), walker))


def _file(file: File, walker: Walker) -> Iterator[Found]:
    source = Source(file, walker.source.variables)
    for document in documents(file):
        said, roots = read(document, source)
        yield from said
        for root in roots:
            if isinstance(root, Sequence):
                yield from operations(root, walker.inside(source))


def _from(one: Found, place: Location) -> Found:
    """Add where the kustomization names the file."""
    if isinstance(one, Occurrence):
        return replace(one, contributing=(*one.contributing, place))
    if isinstance(one, Unresolved):
        return replace(one, occurrence=replace(one.occurrence, contributing=(*one.occurrence.contributing, place)))
    return one
