"""All of a file's YAML at once, for formats in which every document may hold something."""

from imagegate.discovery.detector import Problem
from imagegate.discovery.yaml.documents import documents
from imagegate.discovery.yaml.nodes import Node
from imagegate.discovery.yaml.source import Source


def read_roots(source: Source) -> tuple[tuple[Problem, ...], tuple[Node, ...]]:
    """Give what is wrong with a file's documents, and the roots of all that could be read."""
    contents = [document.read() for document in documents(source.file)]
    problems = (
        Problem(source.location(content.fault.offset), content.fault.error) for content in contents if content.fault
    )
    return tuple(problems), tuple(root for content in contents for root in content.roots)
