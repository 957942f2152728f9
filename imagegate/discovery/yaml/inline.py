"""YAML that is a text in YAML: a patch, a manifest, values of a chart."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from imagegate.discovery.detector import File, Found, Problem
from imagegate.discovery.yaml.documents import Document, documents
from imagegate.discovery.yaml.nodes import InvalidYamlError, Scalar
from imagegate.discovery.yaml.source import Source
from imagegate.source import Location, Occurrence, Unresolved

NESTED_MAX = 4
"""How deep YAML may stand in texts of YAML."""


def inline(scalar: Scalar, source: Source, read: Callable[[Document, Source], Iterator[Found]]) -> Iterator[Found]:
    """Read the documents in a text; what is found in one whose lines are folded stands where the text does."""
    if source.depth >= NESTED_MAX:
        message = f"cannot be read: texts nested more than {NESTED_MAX} levels deep"
        yield Problem(source.location(scalar.start), InvalidYamlError(message))
        return
    file = source.within(scalar)
    inner = Source(file or File(source.file.path, scalar.text), source.variables, source.depth + 1)
    for document in documents(inner.file):
        for one in read(document, inner):
            yield one if file else _at(one, source.location(scalar.start))


def _at(one: Found, place: Location) -> Found:
    match one:
        case Unresolved(occurrence):
            return replace(one, occurrence=_pinned(occurrence, place))
        case Occurrence():
            return _pinned(one, place)
        case _:
            return replace(one, location=place)


def _pinned(one: Occurrence, place: Location) -> Occurrence:
    return replace(one, location=place, end_column=place.column + 1, end_line=None, written=None, contributing=())
